"""Batch jobs as an account keeps them, and the S3 bucket they read from and write to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wire.steps import Answer, Json, Refused, Step

ARN = "arn:aws:bedrock:eu-west-1:123456789012:model-invocation-job/"
Mind = Callable[[dict[str, Any]], str | None]
"""A record's request → what the model says; None = the record fails."""


@dataclass
class Bucket:
    """Objects by `bucket/key`; a small S3 that knows PUT and GET."""

    objects: dict[str, bytes] = field(default_factory=dict)
    refuse: bool = False
    url: str = ""


@contextmanager
def bucket_serving() -> Iterator[Bucket]:
    """A bucket that lives as long as the block."""
    state = Bucket()

    class Handler(_Handler):
        bucket = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    bucket: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.bucket.refuse:
            self._error(403, "AccessDenied")
            return
        self.bucket.objects[self.path.lstrip("/")] = body
        self._send(200, b"")

    def do_GET(self) -> None:
        found = self.bucket.objects.get(self.path.split("?")[0].lstrip("/"))
        if found is None:
            self._error(404, "NoSuchKey")
        else:
            self._send(200, found)

    def _error(self, status: int, code: str) -> None:
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"
        self._send(status, body.encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass
class BatchAccount:
    """A brain of the wire server: batch jobs over a bucket, and the model on demand."""

    bucket: Bucket
    mind: Mind
    looks_until_done: int = 0
    ends_as: str = "Completed"
    refuse: dict[str, Refused] = field(default_factory=dict)
    """Operation → how."""
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Token → request."""
    asked_on_demand: list[dict[str, Any]] = field(default_factory=list)
    on_demand: Mind | None = None
    """None = the same mind."""
    _looks: int = 0

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        if operation in self.refuse:
            return self.refuse[operation]
        if operation == "CreateModelInvocationJob":
            return self._create(body)
        if operation == "GetModelInvocationJob":
            return self._look()
        self.asked_on_demand.append(body)
        return Answer((self.on_demand or self.mind)(body) or "I do not know.")

    def _create(self, body: dict[str, Any]) -> Json:
        self.jobs.setdefault(body["clientRequestToken"], body)
        number = list(self.jobs).index(body["clientRequestToken"])
        return Json({"jobArn": f"{ARN}{number:012}"})

    def _look(self) -> Json:
        token, job = list(self.jobs.items())[-1]
        number = len(self.jobs) - 1
        self._looks += 1
        done = self._looks > self.looks_until_done
        if done and self.ends_as in ("Completed", "PartiallyCompleted"):
            self._work(job, f"{number:012}")
        return Json(
            {
                "jobArn": f"{ARN}{number:012}", "jobName": token, "modelId": job["modelId"],
                "roleArn": job["roleArn"], "submitTime": 1_700_000_000,
                "status": self.ends_as if done else "InProgress",
                "message": "no room today" if self.ends_as == "Failed" and done else "",
                "inputDataConfig": job["inputDataConfig"],
                "outputDataConfig": job["outputDataConfig"],
            }
        )  # fmt: skip

    def _work(self, job: dict[str, Any], number: str) -> None:
        put = job["inputDataConfig"]["s3InputDataConfig"]["s3Uri"].removeprefix("s3://")
        out = job["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"].removeprefix("s3://")
        name = put.rsplit("/", 1)[-1]
        lines = [self._line(json.loads(line)) for line in self.records(put)]
        self.bucket.objects[f"{out}{number}/{name}.out"] = "\n".join(lines).encode()

    def records(self, key: str) -> list[str]:
        return self.bucket.objects[key].decode().splitlines()

    def _line(self, asked: dict[str, Any]) -> str:
        said = self.mind(asked["modelInput"])
        if said is None:
            error = {"errorCode": 400, "errorMessage": "the model has failed on this record"}
            return json.dumps({**asked, "error": error})
        output = {
            "output": {"message": {"role": "assistant", "content": [{"text": said}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 700, "outputTokens": 200, "totalTokens": 900},
        }
        return json.dumps({**asked, "modelOutput": output})
