"""AWS KMS on the loopback: real wrapping, and every call checked against botocore's own model."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import botocore.session
from botocore.validate import ParamValidator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ARN = "arn:aws:kms:eu-west-1:111122223333:key/{}"


class RefusedError(Exception):
    """The code of an answer."""


@dataclass
class Kms:
    """The keys of an account, what was asked, and what is refused."""

    url: str = ""
    keys: dict[str, bytes] = field(default_factory=dict)
    """ARN → what KMS never hands out."""
    aliases: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Operation → code."""

    def add(self, alias: str) -> str:
        arn = ARN.format(secrets.token_hex(4))
        self.keys[arn], self.aliases[f"alias/{alias}"] = AESGCM.generate_key(256), arn
        return arn

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation in self.refuse:
            raise RefusedError(self.refuse[operation])
        arn = self.aliases.get(asked["KeyId"], asked["KeyId"])
        if arn not in self.keys:
            raise RefusedError("NotFoundException")
        if asked.get("DryRun"):
            raise RefusedError("DryRunOperationException")
        aad = json.dumps(asked.get("EncryptionContext", {}), sort_keys=True).encode()
        wrapping = AESGCM(self.keys[arn])
        if operation == "Decrypt":
            blob = base64.b64decode(asked["CiphertextBlob"])
            try:
                plain = wrapping.decrypt(blob[:12], blob[12:], aad)
            except InvalidTag:
                raise RefusedError("InvalidCiphertextException") from None
            return {"KeyId": arn, "Plaintext": _text(plain)}
        plain, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
        blob = nonce + wrapping.encrypt(nonce, plain, aad)
        return {"KeyId": arn, "Plaintext": _text(plain), "CiphertextBlob": _text(blob)}


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _checked(operation: str, asked: dict[str, Any]) -> None:
    model = botocore.session.get_session().get_service_model("kms")
    report = ParamValidator().validate(asked, model.operation_model(operation).input_shape)
    assert not report.has_errors(), report.generate_report()


@contextmanager
def running_kms() -> Iterator[Kms]:
    """It lives as long as the block."""
    kms = Kms()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Quiet."""

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            assert "/kms/aws4_request" in self.headers["authorization"]
            prefix, _dot, operation = self.headers["X-Amz-Target"].partition(".")
            assert prefix == "TrentService"
            asked = json.loads(raw)
            _checked(operation, asked)
            kms.calls.append((operation, asked))
            try:
                self._send(200, kms.answer(operation, asked))
            except RefusedError as refused:
                self._send(400, {"__type": str(refused), "message": "no"})

        def _send(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kms.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield kms
    finally:
        server.shutdown()
        server.server_close()
