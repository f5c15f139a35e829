"""Runs an evaluation suite through exactly the path the chat uses.

*Automated* = the assistant dealt with it: not escalated, not `unavailable`, not `not_in_papers`
when the suite expects an answer. *Accurate* = every expectation of the turn holds. *Confidently
wrong* = it answered, and not as expected. *Abstained* = it did not answer what cannot be answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from assistant.domain import Citation, Passage, Reply, ReplyStatus, Turn, User
from assistant.errors import ShelftalkError
from assistant.guardrails.quotes import unproven
from assistant.suites import Case, Expectation, read_suite, unmet

Resolve = Callable[[str], Passage | None]
NOT_DEALT_WITH = {ReplyStatus.ESCALATED, ReplyStatus.UNAVAILABLE, ReplyStatus.NOT_IN_PAPERS}
SAID = {ReplyStatus.ANSWERED, ReplyStatus.DONE}


class Answering(Protocol):
    """What a suite is run against."""

    def user(self, user_id: str) -> User:
        """Who is asking."""
        ...

    def respond(self, turn: Turn) -> Reply:
        """One turn of the chat."""
        ...


@dataclass(frozen=True)
class Outcome:
    """A turn with an expectation, what was answered, and all that was wrong with it."""

    case: Case
    turn: int
    said: str
    expected: Expectation
    reply: Reply
    reasons: tuple[str, ...]
    unproven: int
    """Quotes of papers that do not stand where they are said to stand."""

    @property
    def is_automated(self) -> bool:
        """It was dealt with, or rightly left."""
        status = self.reply.status
        return status not in NOT_DEALT_WITH or status.value in self.expected.status

    @property
    def is_wrong(self) -> bool:
        """It was answered, and not rightly."""
        return bool(self.reasons) and self.reply.status in SAID

    @property
    def has_abstained(self) -> bool:
        """Nothing was claimed."""
        return self.reply.status not in SAID


@dataclass(frozen=True)
class Miss:
    """A turn that was not as expected, and everything that was wrong with it."""

    case: str
    turn: int
    said: str
    reply: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The figures of a run; rates are over turns with an expectation."""

    outcomes: tuple[Outcome, ...] = field(default=())

    @property
    def turns(self) -> int:
        """How many had an expectation."""
        return len(self.outcomes)

    @property
    def automated(self) -> int:
        """How many were dealt with."""
        return sum(o.is_automated for o in self.outcomes)

    @property
    def accurate(self) -> int:
        """How many were as expected."""
        return sum(not o.reasons for o in self.outcomes)

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Every turn that was not."""
        missed = (o for o in self.outcomes if o.reasons)
        return tuple(Miss(o.case.id, o.turn, o.said, o.reply.text, o.reasons) for o in missed)

    def figures(self) -> dict[str, Any]:
        """All rates, 0 to 1."""
        unanswerable = [o for o in self.outcomes if o.expected.is_unanswerable]
        documents = sum(len(_documents(o.reply.citations)) for o in self.outcomes)
        unproven = sum(o.unproven for o in self.outcomes)
        return {
            "turns": self.turns,
            "automation_rate": _rate(self.automated, self.turns),
            "accuracy": _rate(self.accurate, self.turns),
            "confident_wrong": _rate(sum(o.is_wrong for o in self.outcomes), self.turns),
            "abstention": _rate(sum(o.has_abstained for o in unanswerable), len(unanswerable)),
            "quotes": documents,
            "quotes_proven": _rate(documents - unproven, documents),
        }

    def part(self, belongs: Callable[[Outcome], bool]) -> Report:
        """The same of some turns only."""
        return Report(tuple(o for o in self.outcomes if belongs(o)))

    def parts(self, of: Callable[[Case], str]) -> dict[str, Report]:
        """By language or kind."""
        names = sorted({of(o.case) for o in self.outcomes})
        return {name: self.part(lambda o, name=name: of(o.case) == name) for name in names}  # type: ignore[misc]  # mypy cannot infer a lambda with a default

    def as_json(self) -> dict[str, Any]:
        """Figures, the same by language and kind, and misses."""
        return {
            **self.figures(),
            "languages": {n: r.figures() for n, r in self.parts(_language).items()},
            "kinds": {n: r.figures() for n, r in self.parts(_kind).items()},
            "misses": [asdict(m) for m in self.misses],
        }

    def as_text(self) -> str:
        """The same for a person: every miss, then a table."""
        lines = [
            f"{m.case} turn {m.turn}: “{m.said}”\n    {'; '.join(m.reasons)}\n    → {m.reply[:200]}"
            for m in self.misses
        ]
        parts = {**self.parts(_language), **self.parts(_kind), "all": self}
        return "\n".join([*lines, *_table(parts)])


def _language(case: Case) -> str:
    return case.language or "any"


def _kind(case: Case) -> str:
    return case.kind


def _table(parts: dict[str, Report]) -> Iterator[str]:
    heads = ("turns", "automated", "accurate", "wrong", "abstained")
    yield f"{'':<14}" + "".join(f"{head:>11}" for head in heads)
    for name, report in parts.items():
        found = report.figures()
        rates = ("automation_rate", "accuracy", "confident_wrong", "abstention")
        shown = (f"{found[rate]:.1%}" if found[rate] is not None else "–" for rate in rates)
        yield f"{name:<14}{found['turns']:>11}" + "".join(f"{rate:>11}" for rate in shown)


def _rate(count: int, of: int) -> float | None:
    """None where there is nothing to count."""
    return round(count / of, 4) if of else None


def _documents(citations: Iterable[Citation]) -> list[Citation]:
    return [c for c in citations if c.kind == "document"]


def run_suite(
    path: Path,
    services: Answering,
    progress: Callable[[str, int, int], None],
    resolve: Resolve | None = None,
) -> Report:
    """Run every case in a thread of its own; quotes are proven where `resolve` is given.

    Raises:
        CallError: the suite cannot be read; names the line.
    """
    cases = list(read_suite(path))
    outcomes: list[Outcome] = []
    for done, case in enumerate(cases, start=1):
        outcomes += _play(case, services, resolve)
        progress("Evaluating", done, len(cases))
    return Report(tuple(outcomes))


def _play(case: Case, services: Answering, resolve: Resolve | None) -> Iterator[Outcome]:
    user = services.user(case.user)
    thread = uuid.uuid4().hex
    for number, turn in enumerate(case.turns, start=1):
        asked = Turn(turn.say, user, thread, case.outlet if number == 1 else None, case.language)
        try:
            reply = services.respond(asked)
        except ShelftalkError as error:
            reply = Reply(thread, ReplyStatus.UNAVAILABLE, case.language or "en", str(error))
        if turn.expect is not None:
            missing = len(unproven(reply.citations, resolve)) if resolve else 0
            reasons = [*unmet(reply, turn.expect)]
            reasons += [f"{missing} quotes are not in the papers"] if missing else []
            yield Outcome(case, number, turn.say, turn.expect, reply, tuple(reasons), missing)


__all__ = ["Case", "Expectation", "Report", "read_suite", "run_suite", "unmet"]
