"""`shelftalk pregenerate --batch`: what stories need of a model is asked in one job, beforehand.

First the stories are told without a model and without being kept, only to see what the writer would
be asked: one request for each situation that nobody has written yet. These become one batch job.
Then pregeneration runs as ever, with a model that has these answers at hand: every one is read,
reviewed and rewritten as an answer on demand is, and what is missing is asked on demand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import Services, build
from assistant.errors import CallError
from assistant.models.metering import count, metered, within_tool

if TYPE_CHECKING:
    from assistant.models.bedrock.batch import Place, Results
    from assistant.ports import TextModel
    from assistant.pregeneration import Asked, Progress, Report
    from assistant.settings import Settings
    from knowledge.records.story_templates import StoryTemplate
    from tools.story.templates import TemplateStore

TextModels = Callable[[str, str], "TextModel | None"]
WAITING, COLLECTING = "Waiting for the batch job", "Collecting what is to be written"
WRITER = ("strong", "writer")
"""Tier and agent; only his requests are known before anything is written."""


@dataclass
class Batched:
    """What became of the batch."""

    requests: int = 0
    """Situations that nobody has written yet."""
    answered: int = 0
    """By the job; the others are asked on demand."""
    failed: int = 0
    """Records of the job without an answer that can be used."""
    why_not: str = ""
    """Why there was no job."""

    def as_text(self) -> str:
        """In one sentence."""
        if self.why_not:
            return f"No batch job: {self.why_not}"
        if not self.requests:
            return "No batch job: every situation is written."
        lost = f", {self.failed} failed and were asked on demand" if self.failed else ""
        return f"The batch job has answered {self.answered} of {self.requests} requests{lost}."


@dataclass
class Recorder:
    """Implements `TextModel`: answers nothing and remembers what it was asked."""

    name: str
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By record id: instructions and request."""

    def write(self, instructions: str, request: str) -> str | None:
        """None: vetted words serve until there is an answer."""
        self.asked.setdefault(record_id(self.name, instructions, request), (instructions, request))
        return None


@dataclass(frozen=True)
class Answered:
    """Implements `TextModel`: the job's answer, once where it is asked once, else the model's."""

    model: TextModel
    answers: Mapping[str, str]

    @property
    def name(self) -> str:
        """The model's: it has written them."""
        return self.model.name

    def write(self, instructions: str, request: str) -> str | None:
        """What the model has answered in the job, or answers now."""
        known = self.answers.get(record_id(self.name, instructions, request))
        return known if known is not None else self.model.write(instructions, request)


@dataclass
class _Unkept:
    """Templates as they are; what is written meanwhile is forgotten."""

    kept: TemplateStore
    written: dict[str, StoryTemplate] = field(default_factory=dict)

    def find(self, template_id: str) -> StoryTemplate | None:
        return self.written.get(template_id) or self.kept.find(template_id)

    def keep(self, template: StoryTemplate) -> None:
        self.written[template.id] = template


def record_id(model: str, instructions: str, request: str) -> str:
    """Of one request to one model."""
    asked = "\n\n".join((model, instructions, request))
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def with_answers(models: TextModels, answers: Path | None) -> TextModels:
    """The models, the writer with a job's answers at hand."""
    if answers is None:
        return models
    held = _read_answers(answers)

    def of(tier: str, agent: str) -> TextModel | None:
        model = models(tier, agent)
        return Answered(model, held) if model and (tier, agent) == WRITER else model

    return of


def _read_answers(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    read: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return read


def pregenerate_in_batch(
    settings: Settings, asked: Asked, progress: Progress
) -> tuple[Report, Batched]:
    """Prepare the stories that are asked for, their new words written in one job.

    Raises:
        CallError: no model, no bucket or no role is set, or what `pregenerate` raises.
        ShelftalkError: the job cannot be made or has failed; nothing was changed.
    """
    from assistant.models.bedrock.batch import FEWEST, MOST
    from assistant.pregeneration import pregenerate

    place = place_of(settings)
    services = build(settings)
    model = services.models.text(*WRITER)
    if model is None:
        raise CallError("--batch needs a language model: set SHELFTALK_MODEL=bedrock.")
    answers = settings.home / "batch" / "answers.json"
    # Of a run that was killed while it told the stories.
    known = _read_answers(answers)
    collected = _collected(services, asked, model.name, progress)
    wanted = {one: request for one, request in collected.items() if one not in known}
    done = Batched(len(collected), answered=len(collected) - len(wanted))
    if len(wanted) >= FEWEST:
        sent = dict(sorted(wanted.items())[:MOST])
        results = _asked_in_a_job(settings, place, model.name, sent, progress)
        _keep_answers(answers, known, results)
        _charge(services, model.name, results)
        done.answered += len(results.answers)
        done.failed = len(sent) - len(results.answers)
    elif wanted:
        done.why_not = (
            f"it takes {FEWEST} requests at least, and there were {len(wanted)}; "
            "they were asked on demand."
        )
    report = pregenerate(settings, replace(asked, answers=answers), progress)
    answers.unlink(missing_ok=True)
    return report, done


def _keep_answers(file: Path, known: Mapping[str, str], results: Results) -> None:
    texts = {identifier: written.text for identifier, written in results.answers.items()}
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps({**known, **texts}, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(file)


def place_of(settings: Settings) -> Place:
    """Where the job's files lie.

    Raises:
        CallError: the settings name no bucket or no role.
    """
    from assistant.models.bedrock.batch import Place

    where, role = settings.batch_s3_uri, settings.batch_role_arn
    if not where or not where.startswith("s3://") or not role:
        raise CallError(
            "--batch needs SHELFTALK_BATCH_S3_URI (s3://bucket/folder) and "
            "SHELFTALK_BATCH_ROLE_ARN (the role with which Bedrock reads and writes there)."
        )
    return Place.at(where, role)


def _collected(
    services: Services, asked: Asked, model_name: str, progress: Progress
) -> dict[str, tuple[str, str]]:
    """What the writer would be asked first; nothing is kept."""
    from assistant.pregeneration import CHUNK, understood
    from knowledge.records.bulk import BulkRecords, Selection
    from knowledge.records.prepared import RecordedPreparations
    from tools.story.preparing import prepare
    from tools.story.templates import TemplateShelf

    wish, selection = understood(services, asked, Selection)
    recorder = Recorder(model_name)
    desk, _writer = services.story_desk(models=lambda _tier, _agent: recorder)
    desk = replace(desk, shelf=TemplateShelf(_Unkept(services.templates)))
    bulk = BulkRecords(services.engine, services.today)
    prepared = RecordedPreparations(services.engine)
    total, seen = bulk.count(selection), 0
    for codes in bulk.pages(selection, CHUNK):
        known = prepared.fingerprints(codes, wish.program or "", wish.length)
        chunk = bulk.chunk(selection.user, codes)
        prepare(chunk, selection.user, desk, wish, services.today, known)
        seen += len(codes)
        progress(COLLECTING, seen, total)
    return recorder.asked


def _asked_in_a_job(
    settings: Settings,
    place: Place,
    model_id: str,
    wanted: Mapping[str, tuple[str, str]],
    progress: Progress,
) -> Results:
    from assistant.models.bedrock.batch import record, run

    lines = [record(identifier, *request) for identifier, request in wanted.items()]
    return run(
        model_id,
        lines,
        place,
        settings.home / "batch",
        lambda done, total: progress(WAITING, done, total),
        settings.batch_pause_seconds,
    )


def _charge(services: Services, model_id: str, results: Results) -> None:
    """Once a job: tokens as the service has counted them."""
    from assistant.pregeneration import OPERATIONS

    with metered(services.models.job_meter(OPERATIONS.id)), within_tool("pregenerate"):
        for written in results.answers.values():
            read, said = written.usage.get("inputTokens", 0), written.usage.get("outputTokens", 0)
            count(model_id, "writer", {"input_tokens": read, "output_tokens": said})
