"""Stories written in one batch job: real boto3 against a small S3 and a small Bedrock."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.batch_pregeneration import pregenerate_in_batch, record_id
from assistant.errors import CallError, ShelftalkError
from assistant.models.bedrock import batch
from assistant.pregeneration import Asked
from assistant.settings import Settings
from tests.wire.batch_service import BatchAccount, Bucket, bucket_serving
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Refused
from tests.wire.test_model_writer import Copyist, request_in

ROLE = "arn:aws:iam::123456789012:role/shelftalk-batch"
PLACE = batch.Place("stories", "shelftalk", ROLE)
LINES = [batch.record(f"r{n:03}", "Say the number.", str(n)) for n in range(100)]
LIE = "We guarantee it."
ROUTE, FEW = "KE", 20
"""One country is enough for a job of a test; how few the service takes is a test of its own."""
CHILD = """
from assistant.models.bedrock import batch
batch.FEWEST = {fewest}
from assistant.cli import main
main(["pregenerate", "--batch", "--processes", "1", "--route", "{route}"])
"""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with bucket_serving() as served:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", served.url)
        batch.s3.cache_clear()
        yield served
        batch.s3.cache_clear()


def echo(asked: dict[str, Any]) -> str | None:
    return f"It is {asked['messages'][0]['content'][0]['text']}."


def run(notes: Path, seen: list[tuple[int, int]] | None = None) -> batch.Results:
    looked = seen if seen is not None else []
    return batch.run(MODEL, LINES, PLACE, notes, lambda d, t: looked.append((d, t)), 0.01)


def test_a_job_answers_every_record_by_its_id(tmp_path: Path, serve: Serve, bucket: Bucket) -> None:
    account = BatchAccount(bucket, echo, looks_until_done=3)
    server = serve(account)
    seen: list[tuple[int, int]] = []
    results = run(tmp_path, seen)
    assert results.failed == 0
    assert {i: w.text for i, w in results.answers.items()} == {
        f"r{n:03}": f"It is {n}." for n in range(100)
    }
    assert results.answers["r007"].usage["inputTokens"] == 700
    assert len(seen) == 4
    (job,) = account.jobs.values()
    assert (job["roleArn"], job["modelInvocationType"]) == (ROLE, "Converse")
    assert server.complaints == []


def test_records_that_failed_or_were_cut_off_are_missing_and_counted(
    tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    def mind(asked: dict[str, Any]) -> str | None:
        number = int(asked["messages"][0]["content"][0]["text"])
        return None if number % 10 == 0 else "" if number % 10 == 1 else echo(asked)

    serve(BatchAccount(bucket, mind, ends_as="PartiallyCompleted"))
    results = run(tmp_path)
    assert len(results.answers) == 80
    assert results.failed == 20


def test_a_torn_line_costs_its_own_record_only(
    tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    class Torn(BatchAccount):
        def _line(self, asked: dict[str, Any]) -> str:
            line = super()._line(asked)
            return line[:50] if asked["recordId"] == "r042" else line

    serve(Torn(bucket, echo))
    results = run(tmp_path)
    assert len(results.answers) == 99
    assert "r042" not in results.answers


def test_a_job_that_was_asked_for_is_never_asked_for_twice(
    tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    account = BatchAccount(bucket, echo)
    server = serve(account)
    run(tmp_path)
    run(tmp_path)  # noted
    asked = [r.operation for r in server.requests].count("CreateModelInvocationJob")
    assert asked == 1
    for note in tmp_path.glob("*.json"):
        note.unlink()  # killed before it was noted
    run(tmp_path)
    assert len({body["clientRequestToken"] for body in account.jobs.values()}) == 1
    assert len(account.jobs) == 1


def test_a_job_that_failed_is_a_sentence_and_the_next_run_asks_anew(
    tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    account = BatchAccount(bucket, echo, ends_as="Failed")
    serve(account)
    with pytest.raises(ShelftalkError, match="ended as Failed: no room today"):
        run(tmp_path)
    account.ends_as = "Completed"
    assert len(run(tmp_path).answers) == 100
    assert len(account.jobs) == 2


@pytest.mark.parametrize(
    ("operation", "code", "words"),
    [
        ("CreateModelInvocationJob", "AccessDeniedException", "bedrock:CreateModelInvocationJob"),
        ("CreateModelInvocationJob", "ServiceQuotaExceededException", "Service Quotas"),
        ("GetModelInvocationJob", "ExpiredTokenException", "expired"),
    ],
)
def test_a_refusal_names_what_mends_it(
    operation: str, code: str, words: str, tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    text = f"User: x is not authorized to perform: bedrock:{operation} on resource: y"
    serve(BatchAccount(bucket, echo, refuse={operation: Refused(400, code, text)}))
    with pytest.raises(ShelftalkError, match=words):
        run(tmp_path)


def test_a_bucket_that_may_not_be_written_is_named(
    tmp_path: Path, serve: Serve, bucket: Bucket
) -> None:
    account = BatchAccount(bucket, echo)
    serve(account)
    bucket.refuse = True
    with pytest.raises(ShelftalkError, match=r"s3://stories/shelftalk.*s3:PutObject"):
        run(tmp_path)
    assert account.jobs == {}


def test_without_a_bucket_and_a_role_the_call_is_wrong(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model="bedrock", _env_file=None)
    with pytest.raises(CallError, match="SHELFTALK_BATCH_S3_URI"):
        pregenerate_in_batch(settings, Asked(), quiet)


def quiet(_label: str, _done: int, _total: int) -> None:
    """Nobody watches."""


class Author:
    """Writes in English what it has learned; one situation it writes with a lie in it."""

    def __init__(self, lies: int = 1) -> None:
        self.known = Copyist()
        self.lies = lies
        self.lied: list[str] = []

    def __call__(self, asked: dict[str, Any]) -> str | None:
        request = request_in(asked)
        try:
            step = self.known("Converse", asked)
        except KeyError:
            return None
        assert isinstance(step, Answer)
        known = {slot["slot"] for slot in request["slots"]}
        if request["language"] != "en" or set(re.findall(r"\{\w+\}", step.text)) - known:
            return None
        said = step.text.replace(
            "{dispute_contact}.", "{dispute_contact}. Terms and conditions apply."
        )
        if len(self.lied) < self.lies:
            self.lied.append(json.dumps(request))
            return said.replace("Shall I sign you up?", f"{LIE} Shall I sign you up?")
        return said


@pytest.fixture
def home(sample_settings: Settings, tmp_path: Path) -> Path:
    """The sample company's records in a home of their own, nothing written or prepared."""
    with (
        closing(sqlite3.connect(sample_settings.home / "records.db")) as there,
        closing(sqlite3.connect(tmp_path / "records.db")) as here,
    ):
        there.backup(here)
        for table in ("prepared_stories", "preparations", "story_templates", "model_calls"):
            here.execute(f"DELETE FROM {table}")  # noqa: S608 - names written here
        here.commit()
    return tmp_path


def settings_of(home: Path) -> Settings:
    return Settings(
        home=home, model="bedrock", batch_s3_uri="s3://stories/shelftalk", batch_role_arn=ROLE,
        batch_pause_seconds=0.05, _env_file=None,
    )  # fmt: skip


@pytest.mark.slow
def test_a_small_set_goes_on_demand(home: Path, serve: Serve, bucket: Bucket) -> None:
    account = BatchAccount(bucket, Author())
    serve(account)
    asked = Asked(user="rep01", program="growth-club", language="en", processes=1)
    report, done = pregenerate_in_batch(settings_of(home), asked, quiet)
    assert account.jobs == {}
    assert account.asked_on_demand
    assert report.tally.told > 0
    assert "it takes 100 requests at least" in done.as_text()


@pytest.mark.slow
def test_a_killed_run_goes_on_with_its_job_and_what_came_of_it_is_reviewed(
    home: Path, serve: Serve, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author()
    account = BatchAccount(bucket, author, looks_until_done=1_000_000)
    server = serve(account)
    environment = os.environ | {
        "SHELFTALK_HOME": str(home), "SHELFTALK_MODEL": "bedrock",
        "SHELFTALK_BATCH_S3_URI": "s3://stories/shelftalk", "SHELFTALK_BATCH_ROLE_ARN": ROLE,
        "SHELFTALK_BATCH_PAUSE_SECONDS": "0.1",
    }  # fmt: skip
    monkeypatch.setattr(batch, "FEWEST", FEW)
    command = [sys.executable, "-c", CHILD.format(fewest=FEW, route=ROUTE)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _try in range(3_000):
            if any(r.operation == "GetModelInvocationJob" for r in server.requests):
                break
            assert process.poll() is None
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    (job,) = account.jobs.values()
    assert prepared(home) == []

    account.looks_until_done = 0
    report, done = pregenerate_in_batch(settings_of(home), Asked(route=ROUTE, processes=1), quiet)
    assert len(account.jobs) == 1
    assert done.requests == done.answered + done.failed >= FEW
    assert done.answered > 0
    assert done.failed > 0
    assert report.tally.told > 0
    assert server.complaints == []
    _answered_records_are_asked_once(account, job)
    _nothing_untrue_is_kept(home, author)
    with closing(sqlite3.connect(home / "records.db")) as records:
        (tokens,) = records.execute(
            "SELECT count(*) FROM model_calls WHERE agent = 'writer' AND input_tokens = 700"
        ).fetchone()
    assert tokens == done.answered
    before = len(account.asked_on_demand)
    again, nothing = pregenerate_in_batch(settings_of(home), Asked(route=ROUTE, processes=1), quiet)
    assert nothing.as_text() == "No batch job: every situation is written."
    assert again.tally.told == 0
    assert len(account.asked_on_demand) == before


def _answered_records_are_asked_once(account: BatchAccount, job: dict[str, Any]) -> None:
    put = job["inputDataConfig"]["s3InputDataConfig"]["s3Uri"].removeprefix("s3://")
    learned = Author(lies=0)
    answered = {
        record["recordId"]
        for record in map(json.loads, account.records(put))
        if learned(record["modelInput"]) is not None
    }
    on_demand = {
        record_id(MODEL_ID, body["system"][0]["text"], body["messages"][0]["content"][0]["text"])
        for body in account.asked_on_demand
    }
    assert answered
    assert answered.isdisjoint(on_demand)


MODEL_ID = str(Settings.model_fields["bedrock_model_id"].default)


def _nothing_untrue_is_kept(home: Path, author: Author) -> None:
    assert len(author.lied) == 1
    assert all(LIE not in row for row in prepared(home))
    with closing(sqlite3.connect(home / "records.db")) as records:
        (words,) = records.execute(
            "SELECT count(*) FROM story_templates WHERE passed AND beats LIKE '%comes back to you%'"
        ).fetchone()
    assert words > 0


def prepared(home: Path) -> list[str]:
    """Every prepared story, as it is kept."""
    with closing(sqlite3.connect(home / "records.db")) as records:
        rows = records.execute("SELECT * FROM prepared_stories WHERE asked = ''").fetchall()
    return [json.dumps(row, ensure_ascii=False, default=str) for row in rows]
