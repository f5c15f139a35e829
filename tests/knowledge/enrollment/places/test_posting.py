"""What a receiver, a network or a setting can do to a POST: each is a sentence, none hangs."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from knowledge.enrollment.places.posting import Post, checked_url
from knowledge.enrollment.places.signature import keys_of, signed_headers, verified
from knowledge.enrollment.places.webhook import WebhookDelivery, WebhookSender
from knowledge.enrollment.ports import Attachment, DeliveryError, OutboxEvent, OwnerMessage

ROOT = Path(__file__).parents[4]
SECRET = "a-secret-of-more-than-24-bytes"  # noqa: S105  (of this test)
EVENT = OutboxEvent(
    "0001", "enrollment.joined", "app-1", dt.datetime(2026, 11, 16, tzinfo=dt.UTC), {"n": 1}
)
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def listening(answer: Answer, trust: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            answer(self)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def status(code: int, **headers: str) -> Answer:
    """Answers that."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()

    return answer


def refusal(url: str, seconds: float = 10.0) -> DeliveryError:
    """How posting there fails."""
    with pytest.raises(DeliveryError) as failed:
        Post(url, seconds)(b"{}", {})
    assert "Traceback" not in str(failed.value)
    return failed.value


@pytest.mark.parametrize(
    ("code", "said", "final"),
    [(500, "answered 500", False), (404, "answered 404", False), (429, "answered 429", False),
     (302, "sends us elsewhere (302)", False), (410, "wants no more of it", True)],
)  # fmt: skip
def test_what_is_no_yes_is_a_sentence(code: int, said: str, final: bool) -> None:
    with listening(status(code, Location="http://127.0.0.1:1/")) as port:
        error = refusal(f"http://127.0.0.1:{port}/x")
    assert said in str(error)
    assert error.final is final


def test_who_does_not_answer_is_left_in_time() -> None:
    done = threading.Event()

    def silent(_request: BaseHTTPRequestHandler) -> None:
        done.wait(30)

    with listening(silent) as port:
        started = time.monotonic()
        assert "did not answer within 0.5 seconds" in str(refusal(f"http://127.0.0.1:{port}", 0.5))
        assert time.monotonic() - started < 10
        done.set()


def test_who_answers_by_the_drop_is_left_in_time() -> None:
    done = threading.Event()

    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not done.wait(0.1):
            request.wfile.write(b"X-Slow: 1\r\n")

    with listening(trickle) as port:
        assert "did not answer within 1 seconds" in str(refusal(f"http://127.0.0.1:{port}", 1))
        done.set()


def test_a_network_that_fails_is_a_sentence() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        refused = refusal(f"http://127.0.0.1:{held.getsockname()[1]}")
    assert "the connection was refused" in str(refused)
    assert "the name nowhere.invalid is not known" in str(refusal("https://nowhere.invalid/x"))
    with listening(lambda request: request.connection.shutdown(socket.SHUT_RDWR)) as port:
        assert "broke off" in str(refusal(f"http://127.0.0.1:{port}"))


def test_tls_that_cannot_be_trusted_is_a_sentence(tmp_path: Path) -> None:
    with listening(status(204)) as port:
        assert "does not speak TLS" in str(refusal(f"https://127.0.0.1:{port}"))
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(*own_certificate(tmp_path))
    with listening(status(204), trust) as port:
        error = refusal(f"https://localhost:{port}")
        assert "certificate of localhost cannot be trusted: self-signed" in str(error)
        known = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        Post(f"https://localhost:{port}", trust=known)(b"{}", {})


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Signed by nobody anybody trusts, for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    bare = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, private, bare))
    return paths


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "ftp://example.com", "http://example.com/x", "https://a:b@example.com",
     "https://", "https://example.com:0", "https://example.com/#x"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        checked_url(url)


def test_an_address_that_is_one_is_taken() -> None:
    for url in ("https://example.com/events?a=b", "http://localhost:9000/x", "http://[::1]:9"):
        assert checked_url(url) == url


def test_a_signature_is_that_of_the_standard() -> None:
    # The example of the specification at standardwebhooks.com.
    key = keys_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, key)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_changed_or_kept_back_is_not_genuine() -> None:
    keys = keys_of(SECRET)
    headers = signed_headers("1", 1000, b"body", keys)
    assert verified(headers, b"body", keys, 1000)
    assert verified(headers, b"body", keys_of(f"{'x' * 30} {SECRET}"), 1299)
    assert not verified(headers, b"other", keys, 1000)
    assert not verified(headers | {"webhook-id": "2"}, b"body", keys, 1000)
    assert not verified(headers | {"webhook-timestamp": "1001"}, b"body", keys, 1000)
    assert not verified(headers, b"body", keys, 1301)
    assert not verified(headers, b"body", keys_of("y" * 30), 1000)
    assert not verified({}, b"body", keys, 1000)


@pytest.mark.parametrize("secret", ["", " ", "short", "whsec_???", "whsec_AAAA"])
def test_a_secret_that_can_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"24|base64"):
        keys_of(secret)


@contextmanager
def example_receiver(folder: Path) -> Iterator[tuple[int, Path]]:
    """The example of the documentation, as a company would run it: port and database."""
    store = folder / "events.db"
    script = ROOT / "examples" / "webhook_receiver" / "receiver.py"
    process = subprocess.Popen(
        [sys.executable, str(script), "0", str(store)],
        env=os.environ | {"WEBHOOK_SECRET": SECRET}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline().rsplit(maxsplit=1)[1]), store
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def test_the_example_receiver_takes_each_event_once_and_nothing_forged(tmp_path: Path) -> None:
    with example_receiver(tmp_path) as (port, store):
        post = Post(f"http://127.0.0.1:{port}/events")
        delivery = WebhookDelivery(post, keys_of(SECRET))
        for attempt in (1, 2, 3):
            delivery.deliver(replace(EVENT, attempt=attempt))
        delivery.deliver(replace(EVENT, id="0002"))
        old = WebhookDelivery(post, keys_of(SECRET), lambda: int(time.time()) - 3600)
        for forged in (old, WebhookDelivery(post, keys_of("y" * 30))):
            with pytest.raises(DeliveryError, match="401"):
                forged.deliver(replace(EVENT, id="0003"))
        with sqlite3.connect(store) as kept:
            rows = kept.execute("SELECT id, type, event FROM events ORDER BY id").fetchall()
    assert [(name, kind) for name, kind, _event in rows] == [
        ("0001", "enrollment.joined"), ("0002", "enrollment.joined"),
    ]  # fmt: skip
    assert json.loads(rows[0][2]) == {
        "specversion": "1.0", "id": "0001", "source": "shelftalk", "type": "enrollment.joined",
        "subject": "app-1", "time": "2026-11-16T00:00:00+00:00",
        "datacontenttype": "application/json", "data": {"n": 1},
    }  # fmt: skip


def test_a_gateway_gets_words_picture_and_paper(tmp_path: Path) -> None:
    message = OwnerMessage(
        "0009", "+6281234565417", "id", "Kuitansi", (Attachment("a.png", "image/png", b"\x89"),)
    )
    with example_receiver(tmp_path) as (port, store):
        post = Post(f"http://127.0.0.1:{port}")
        WebhookSender(post, keys_of(SECRET)).send(message)
        with sqlite3.connect(store) as kept:
            ((event,),) = kept.execute("SELECT event FROM events").fetchall()
    assert json.loads(event)["to"] == "+6281234565417"
    assert json.loads(event)["attachments"] == [
        {"name": "a.png", "media_type": "image/png", "content": "iQ=="}
    ]
