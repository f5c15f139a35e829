"""A small server on the loopback interface that speaks Bedrock's runtime over HTTP.

It is checked on both sides against botocore's own service model: a request that the service would
refuse is refused, and an answer it could not give fails the test that asked for it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wire import event_stream
from tests.wire.service_model import Called, called, complaints_about
from tests.wire.steps import Answer, Broken, Held, Json, Refused, Reset, Silent, Slow, Step

Brain = Callable[[str, dict[str, Any]], Step]
"""Operation and request body → what to do."""


@dataclass(frozen=True)
class Request:
    """What came over the wire."""

    operation: str
    model: str
    body: dict[str, Any]
    bytes: int


@dataclass
class BedrockServer:
    """Its address and what it has seen."""

    brain: Brain
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Where a request or an answer was not what the service's model says."""
    url: str = ""

    def check(self, call: Called, side: str, value: dict[str, Any]) -> bool:
        """Validate against the service's shapes; what does not fit is noted."""
        found = complaints_about(call, side, value)
        self.complaints += found
        return not found


@contextmanager
def serving(brain: Brain) -> Iterator[BedrockServer]:
    """A server that lives as long as the block."""
    state = BedrockServer(brain)

    class Handler(_Handler):
        server_state = state

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_state: BedrockServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def _handle(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        call = called(self.command, self.path, raw, self.headers.get("X-Amz-Target", ""))
        state = self.server_state
        state.requests.append(
            Request(call.operation, str(call.arguments.get("modelId", "")), call.body, len(raw))
        )
        if not state.check(call, "input", call.arguments):
            self._refuse(Refused(400, "ValidationException", state.complaints[-1]))
            return
        self._do(call, state.brain(call.operation, call.body))

    do_GET = do_POST = do_PUT = _handle  # noqa: N815 - names of the standard library

    def _do(self, call: Called, step: Step) -> None:
        if isinstance(step, Refused):
            self._refuse(step)
        elif isinstance(step, Reset):
            self._reset()
        elif isinstance(step, Silent):
            time.sleep(step.seconds)
            self._reset()
        elif isinstance(step, Held):
            step.until.wait(step.at_most_seconds)
            self._refuse(Refused(400, "ValidationException", "too late"))
        elif isinstance(step, Json):
            if call.operation != "InvokeModel":  # its body is the model's own affair
                self.server_state.check(call, "output", step.body)
            self._send(step.body)
        elif call.operation == "ConverseStream":
            self._stream(call, step)
        elif isinstance(step, Answer):
            self._whole(call, step)
        else:
            self._reset()

    def _refuse(self, step: Refused) -> None:
        body = json.dumps({"__type": step.code, "message": step.text}).encode()
        self.send_response(step.status)
        self.send_header("x-amzn-ErrorType", step.code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)  # close with RST instead of FIN
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def _whole(self, call: Called, step: Answer) -> None:
        answer = {
            "output": {"message": {"role": "assistant", "content": _content(step)}},
            "stopReason": step.stop_reason,
            "usage": _usage(step),
            "metrics": {"latencyMs": 5},
        }
        self.server_state.check(call, "output", answer)
        self._send(answer)

    def _send(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, call: Called, step: Answer | Broken | Slow) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.amazon.eventstream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if isinstance(step, Broken):
            self._break(step)
            return
        answer, wait = (step.answer, step.to_end) if isinstance(step, Slow) else (step, 0.0)
        if isinstance(step, Slow):
            time.sleep(step.to_first)
        events = stream_events(answer)
        for name, payload in events:
            time.sleep(wait / len(events))
            self.server_state.complaints += complaints_about(call, f"stream/{name}", payload)
            self.wfile.write(event_stream.event(name, payload))

    def _break(self, step: Broken) -> None:
        begun = [*_opening(), *_words(step.said, 0)][:-1]
        for name, payload in begun:
            self.wfile.write(event_stream.event(name, payload))
        self.wfile.flush()
        if step.how == "reset":
            self._reset()
        elif step.how == "stall":
            time.sleep(step.seconds)
        elif step.how == "crc":
            delta = {"delta": {"text": "more"}, "contentBlockIndex": 0}
            self.wfile.write(event_stream.damaged(event_stream.event("contentBlockDelta", delta)))
        elif step.how != "no_stop":
            self.wfile.write(event_stream.failure(step.how, "no"))


def _content(step: Answer) -> list[dict[str, Any]]:
    text = [{"text": step.text}] if step.text else []
    return [*text, *({"toolUse": _use(n, name, args)} for n, (name, args) in enumerate(step.calls))]


def _use(number: int, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"toolUseId": f"tooluse_{number}", "name": name, "input": arguments}


def _usage(step: Answer) -> dict[str, int]:
    (fresh, said), (read, written) = step.usage, step.cached
    kept = {"cacheReadInputTokens": read, "cacheWriteInputTokens": written}
    return {
        "inputTokens": fresh,
        "outputTokens": said,
        "totalTokens": fresh + said + read + written,
        **(kept if any(step.cached) else {}),
    }


Event = tuple[str, dict[str, Any]]


def _opening() -> list[Event]:
    return [("messageStart", {"role": "assistant"})]


def _words(text: str, index: int) -> list[Event]:
    pieces = [text[i : i + 12] for i in range(0, len(text), 12)]
    return [
        *(
            ("contentBlockDelta", {"delta": {"text": p}, "contentBlockIndex": index})
            for p in pieces
        ),
        ("contentBlockStop", {"contentBlockIndex": index}),
    ]


def stream_events(step: Answer) -> list[Event]:
    """The events of an answer, in the order the service sends them."""
    events = _opening()
    index = 0
    if step.text:
        events += _words(step.text, index)
        index += 1
    for number, (name, arguments) in enumerate(step.calls):
        written = json.dumps(arguments)
        if step.cut is not None and number == len(step.calls) - 1:
            written = written[: step.cut]
        start = {"toolUse": {"toolUseId": f"tooluse_{number}", "name": name}}
        events.append(("contentBlockStart", {"start": start, "contentBlockIndex": index}))
        events += [
            (
                "contentBlockDelta",
                {"delta": {"toolUse": {"input": written[i : i + 9]}}, "contentBlockIndex": index},
            )
            for i in range(0, len(written), 9)
        ]
        events.append(("contentBlockStop", {"contentBlockIndex": index}))
        index += 1
    events.append(("messageStop", {"stopReason": step.stop_reason}))
    events.append(("metadata", {"usage": _usage(step), "metrics": {"latencyMs": 5}}))
    return events
