"""A small server on the loopback that speaks SQS, EventBridge, SNS and SES as their models say."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import botocore.session
from botocore.validate import ParamValidator

TARGETS = {"AmazonSQS": "sqs", "AWSEvents": "events"}
SNS_ANSWER = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
    "<MessageId>m-1</MessageId></PublishResult></PublishResponse>"
)
SNS_REFUSAL = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error>"
    "</ErrorResponse>"
)


@dataclass
class AwsServer:
    """What it has been sent, and how it is to fail."""

    url: str = ""
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Operation and arguments."""
    refuse: tuple[int, str, str] | None = None
    """Status, code and words of every answer."""
    entry_error: str = ""
    """EventBridge takes the call, and not the event in it."""
    silent: float = 0.0
    """Seconds before any answer."""


def _arguments(handler: BaseHTTPRequestHandler, raw: bytes) -> tuple[str, str, dict[str, Any]]:
    """Service, operation, arguments; as wrong as they came."""
    target = handler.headers.get("X-Amz-Target", "")
    if target:
        prefix, _dot, operation = target.partition(".")
        return TARGETS[prefix], operation, json.loads(raw)
    if handler.path.startswith("/v2/email/"):
        body = json.loads(raw)
        body["Content"]["Raw"]["Data"] = base64.b64decode(body["Content"]["Raw"]["Data"])
        return "sesv2", "SendEmail", body
    form = dict(parse_qsl(raw.decode()))
    names = {v: form[k.replace(".Name", ".Value.StringValue")]
             for k, v in form.items() if k.endswith(".Name")}  # fmt: skip
    attributes = {k: {"DataType": "String", "StringValue": v} for k, v in names.items()}
    plain = {k: form[k] for k in ("PhoneNumber", "Message")}
    return "sns", form["Action"], {**plain, "MessageAttributes": attributes}


def _check(service: str, operation: str, arguments: dict[str, Any]) -> None:
    """Against the service's own model, as botocore has it."""
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    report = ParamValidator().validate(arguments, shape)
    assert not report.has_errors(), report.generate_report()


@contextmanager
def aws() -> Iterator[AwsServer]:
    """It lives as long as the block."""
    state = AwsServer()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Quiet."""

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(state.silent)
            assert "AWS4-HMAC-SHA256" in self.headers["authorization"]
            service, operation, arguments = _arguments(self, raw)
            if service != "events":  # a time goes over the wire as a number
                _check(service, operation, arguments)
            state.sent.append((operation, arguments))
            if state.refuse is not None:
                self._refuse(service, *state.refuse)
                return
            self._send(200, *_answer(service, arguments, state))

        def _refuse(self, service: str, status: int, code: str, text: str) -> None:
            if service == "sns":
                self._send(status, SNS_REFUSAL.format(code=code, text=text), "text/xml")
                return
            body = json.dumps({"__type": code, "message": text})
            self._send(status, body, "application/x-amz-json-1.0", code)

        def _send(self, status: int, body: str, kind: str, code: str = "") -> None:
            self.send_response(status)
            if code:
                self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _answer(service: str, arguments: dict[str, Any], state: AwsServer) -> tuple[str, str]:
    if service == "sns":
        return SNS_ANSWER, "text/xml"
    if service == "sqs":
        body = arguments["MessageBody"].encode()
        digest = md5(body, usedforsecurity=False).hexdigest()
        found: dict[str, Any] = {"MessageId": "m-1", "MD5OfMessageBody": digest}
    elif service == "events":
        error = {"ErrorCode": state.entry_error, "ErrorMessage": "not now"}
        failed = bool(state.entry_error)
        found = {
            "FailedEntryCount": int(failed),
            "Entries": [error if failed else {"EventId": "1"}],
        }
    else:
        found = {"MessageId": "m-1"}
    return json.dumps(found), "application/json"
