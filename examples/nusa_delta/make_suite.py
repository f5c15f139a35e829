"""Makes `eval/program.jsonl`: what people ask, and what the papers and the tables answer.

Run it after a change of the data, the papers or `sources/questions_*.yaml`:
`python -m examples.nusa_delta.make_suite`. Nothing of the product is asked: texts are looked up in
the papers' own files, figures are worked out from the tables by `make_answers.py` in plain Python.
A fact's questions all go into one half: even lines are for development, odd ones are held out.

`eval/second.jsonl` is a second set for development: other words, over every clause, written without
a look at the held-out half. What is mended for one set must help with the other too.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from examples.nusa_delta.make_answers import RecordQuestions
from examples.nusa_delta.make_proof import PaperFacts

PACK = Path(__file__).resolve().parent
SUITE = PACK / "eval" / "program.jsonl"
SECOND = PACK / "eval" / "second.jsonl"
SEED = 20261116
ASKERS = {
    "en": ("support01", "rep05", "trainer01"),
    "id": ("rep01", "rep02", "rep03"),
    "sw": ("rep05", "rep06"),
    "ar": ("rep07", "rep08"),
}
"""Who asks in a language where the question names nobody; the desk for the others."""
DESK = ("support01",)


@dataclass(frozen=True)
class Case:
    """A line of the suite before it has an id."""

    group: str
    """Cases of one group stay in one half."""
    kind: str
    language: str
    user: str
    turns: Sequence[dict[str, Any]]
    outlet: str | None = field(default=None)


def questions(name: str) -> Any:
    """A file of wordings."""
    return yaml.safe_load((PACK / "sources" / f"questions_{name}.yaml").read_text("utf-8"))


def paper_cases(facts: PaperFacts) -> Iterator[Case]:
    """One question, one fact of the papers."""
    for fact in facts.all():
        for number, (language, say, *who) in enumerate(fact.get("ask", ())):
            askers = who or ASKERS.get(language, DESK)
            user = askers[number % len(askers)]
            turn = {"say": say, "expect": facts.expectation(fact["id"], user)}
            yield Case(fact["id"], "paper", language, user, [turn])


def thread_cases(facts: PaperFacts) -> Iterator[Case]:
    """Follow-ups, and questions that remember an older plan."""
    raw = questions("threads")
    for language, user, turns in raw["follow_up"]:
        asked = [{"say": say, "expect": facts.expectation(fact, user)} for say, fact in turns]
        yield Case(turns[0][1] + turns[1][1], "follow-up", language, user, asked)
    for language, user, say, fact in raw["conflict"]:
        turn = {"say": say, "expect": facts.expectation(fact, user, excludes=False)}
        yield Case("conflict " + fact, "conflict", language, user, [turn])


def unanswerable_cases() -> Iterator[Case]:
    """Questions that no paper answers."""
    for language, say, user in questions("unanswerable"):
        turn = {"say": say, "expect": {"status": ["not_in_papers"]}}
        yield Case(say, "unanswerable", language, user, [turn])


def record_cases() -> Iterator[Case]:
    """Questions that the tables answer, alone or together with a paper."""
    for asked in RecordQuestions(random.Random(SEED)).all():
        yield Case(**asked)


def second_cases() -> Iterator[Case]:
    """The second set: paper, follow-up, unanswerable."""
    raw = questions("second_threads")
    facts = PaperFacts(PACK, [*questions("second"), *raw["facts"]])
    yield from paper_cases(facts)
    for language, user, turns in raw["follow_up"]:
        asked = [{"say": say, "expect": facts.expectation(fact, user)} for say, fact in turns]
        yield Case(turns[0][1] + turns[1][1], "follow-up", language, user, asked)
    for language, say in raw["unanswerable"]:
        turn = {"say": say, "expect": {"status": ["not_in_papers"]}}
        yield Case(say, "unanswerable", language, ASKERS.get(language, DESK)[0], [turn])


def halves(cases: Iterable[Case]) -> tuple[list[Case], list[Case]]:
    """Whole groups, dealt in turn within each kind."""
    parts: tuple[list[Case], list[Case]] = ([], [])
    for _kind, some in groupby(cases, key=lambda case: case.kind):
        groups = [list(one) for _group, one in groupby(some, key=lambda case: case.group)]
        for group in sorted(groups, key=len, reverse=True):
            min(parts, key=len).extend(group)
    return parts


def lines(cases: Iterable[Case]) -> Iterator[str]:
    """Even lines from one half, odd ones from the other."""
    ordered = sorted(cases, key=lambda case: (case.kind, case.group))
    development, held_out = halves(ordered)
    number = 0
    for pair in zip(development, held_out, strict=False):
        for case in pair:
            yield _line(number, case)
            number += 1


def _line(number: int, case: Case) -> str:
    line = {
        "id": f"{number:03d}-{case.kind}-{case.language}",
        "kind": case.kind,
        "user": case.user,
        "outlet": case.outlet,
        "language": case.language,
        "turns": list(case.turns),
    }
    return json.dumps(line, ensure_ascii=False)


def main() -> None:
    """Write the suite."""
    facts = PaperFacts(PACK, questions("papers"))
    cases = [
        *paper_cases(facts),
        *unanswerable_cases(),
        *thread_cases(facts),
        *record_cases(),
    ]
    SUITE.write_text("\n".join(lines(cases)) + "\n", encoding="utf-8")
    second = (_line(number, case) for number, case in enumerate(second_cases()))
    SECOND.write_text("\n".join(second) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
