"""One batch job of Bedrock: JSONL in S3, asked for once, looked at until it has ended.

Everything is named by a digest of the requests: the same requests find the same objects and the
same job, also after a kill between any two steps.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import ShelftalkError
from assistant.models.bedrock.clients import client, client_config
from assistant.models.bedrock.mending import in_words

ACTIONS = {
    "create": "bedrock:CreateModelInvocationJob", "look": "bedrock:GetModelInvocationJob",
    "put": "s3:PutObject", "get": "s3:GetObject",
}  # fmt: skip
FEWEST, MOST = 100, 50_000
"""Records of a job, the service's limits for most models."""
SECONDS = 30.0
MOST_TOKENS = 4_000
DONE = ("Completed", "PartiallyCompleted")
OVER = (*DONE, "Failed", "Stopped", "Expired")


@dataclass(frozen=True)
class Place:
    """`s3://bucket/folder`, and the role with which Bedrock reads and writes there."""

    bucket: str
    folder: str
    role_arn: str

    @classmethod
    def at(cls, uri: str, role_arn: str) -> Place:
        """From `s3://bucket/folder`."""
        bucket, _slash, folder = uri.removeprefix("s3://").partition("/")
        return cls(bucket, folder.strip("/"), role_arn)

    def key(self, *parts: str) -> str:
        """Of an object below the folder."""
        return "/".join(part for part in (self.folder, *parts) if part)

    def uri(self, *parts: str) -> str:
        """The same as an address."""
        return f"s3://{self.bucket}/{self.key(*parts)}"


@dataclass(frozen=True)
class Written:
    """An answer of the model, and what it has cost."""

    text: str
    usage: Mapping[str, int]
    """As the service counts: `inputTokens`, `outputTokens` …"""


@dataclass(frozen=True)
class Results:
    """What came of a job."""

    answers: Mapping[str, Written]
    """By record id."""
    failed: int
    """Records without an answer that can be used."""


def digest_of(model_id: str, lines: Sequence[str]) -> str:
    """The same for the same requests to the same model."""
    return hashlib.sha256("\n".join((model_id, *lines)).encode()).hexdigest()[:24]


def record(identifier: str, instructions: str, request: str) -> str:
    """One line of a job's input."""
    asked = {
        "system": [{"text": instructions}],
        "messages": [{"role": "user", "content": [{"text": request}]}],
        "inferenceConfig": {"maxTokens": MOST_TOKENS},
    }
    return json.dumps({"recordId": identifier, "modelInput": asked}, ensure_ascii=False)


def run(
    model_id: str,
    lines: Sequence[str],
    place: Place,
    notes: Path,
    on_look: Callable[[int, int], None],
    pause_seconds: float = 30.0,
) -> Results:
    """Have the records answered; goes on with a job that an earlier run has begun.

    `notes` is the folder in which a job that was asked for is noted; `on_look` is told how many
    records are done, of how many.

    Raises:
        ShelftalkError: the job cannot be made or has failed; says what mends it.
    """
    digest = digest_of(model_id, lines)
    note = notes / f"{digest}.json"
    arn = json.loads(note.read_text())["job"] if note.is_file() else None
    if arn is None:
        arn = _made(model_id, lines, place, digest, _attempt(notes, digest))
        notes.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"job": arn}))
    status, message = _ended(arn, len(lines), on_look, pause_seconds)
    if status not in DONE:
        # Not gone on with again: the next run asks anew.
        note.rename(notes / f"{digest}.{_attempt(notes, digest)}.over.json")
        raise ShelftalkError(
            f"The batch job has ended as {status}: {message or 'no reason was given'}. "
            "Run the command again to ask anew, or without --batch."
        )
    return _results(place, digest, arn.rsplit("/", 1)[-1])


def _attempt(notes: Path, digest: str) -> int:
    """A job that has failed is not made again under the same token: the service would return it."""
    return len(list(notes.glob(f"{digest}.*.over.json")))


def _made(model_id: str, lines: Sequence[str], place: Place, digest: str, attempt: int) -> str:
    body = "\n".join((*lines, "")).encode()
    put = s3().put_object
    key = place.key(digest, "input.jsonl")
    _asked("put", place.uri(digest), lambda: put(Bucket=place.bucket, Key=key, Body=body))
    token = f"shelftalk-{digest}-{attempt}"
    uris = {"in": place.uri(digest, "input.jsonl"), "out": place.uri(digest, "output") + "/"}
    made = _asked(
        "create",
        model_id,
        lambda: client("bedrock", SECONDS).create_model_invocation_job(
            jobName=token,
            clientRequestToken=token,
            roleArn=place.role_arn,
            modelId=model_id,
            modelInvocationType="Converse",
            inputDataConfig={"s3InputDataConfig": {"s3InputFormat": "JSONL", "s3Uri": uris["in"]}},
            outputDataConfig={"s3OutputDataConfig": {"s3Uri": uris["out"]}},
        ),
    )
    return str(made["jobArn"])


def _ended(
    arn: str, total: int, on_look: Callable[[int, int], None], pause_seconds: float
) -> tuple[str, str]:
    """How it has ended, and why."""
    while True:
        found = _asked(
            "look",
            f"the batch job {arn}",
            lambda: client("bedrock", SECONDS).get_model_invocation_job(jobIdentifier=arn),
        )
        on_look(int(found.get("processedRecordCount", 0)), total)
        if found["status"] in OVER:
            return str(found["status"]), str(found.get("message", ""))
        time.sleep(pause_seconds)


def _results(place: Place, digest: str, job: str) -> Results:
    key = place.key(digest, "output", job, "input.jsonl.out")

    def read() -> bytes:
        got: bytes = s3().get_object(Bucket=place.bucket, Key=key)["Body"].read()
        return got

    raw = _asked("get", f"s3://{place.bucket}/{key}", read)
    answers: dict[str, Written] = {}
    failed = 0
    for identifier, written in _read(raw.decode("utf-8", "replace")):
        if written is None:
            failed += 1
        else:
            answers[identifier] = written
    return Results(answers, failed)


def _read(text: str) -> Iterator[tuple[str, Written | None]]:
    """Record by record; None = it has failed, was cut off, or cannot be read."""
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            held = json.loads(line)
            yield str(held["recordId"]), _written(held.get("modelOutput"))
        except (ValueError, KeyError, TypeError):
            yield "", None


def _written(output: dict[str, Any] | None) -> Written | None:
    if not output or output.get("stopReason") != "end_turn":
        return None
    parts = output["output"]["message"]["content"]
    text = "".join(part.get("text", "") for part in parts)
    return Written(text, output.get("usage", {})) if text.strip() else None


@lru_cache(maxsize=1)
def s3() -> Any:
    """One client per process."""
    import boto3
    from botocore.config import Config

    plain = Config(request_checksum_calculation="when_required")
    return boto3.Session().client("s3", config=client_config(SECONDS).merge(plain))


def _asked(what: str, name: str, request: Callable[[], Any]) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return request()
    except (BotoCoreError, ClientError, OSError) as error:
        says, mend = in_words(error, name, ACTIONS[what])
        raise ShelftalkError(f"Batch inference: {says}. To mend it: {mend}") from error
