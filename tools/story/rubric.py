"""The stated rubric of an effective story: what is looked for, what it is worth, what is required.

`docs/story.md` has it in words. All of it is counted from slots and beats, so that a score means
the same in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.domain import Fact
from tools.story.completeness import GET
from tools.story.draft import Brief, WrittenBeat
from tools.story.filling import used_facts

LAST_BEATS = ("next_step", "now")
PITCHED = ("join", "already_in")
TIMED = ("talk", "sitdown")
DRAWBACKS = frozenset({
    "miss_reward", "miss_loss", "lost_facing", "tax_withheld", "needed_per_week", "net_loss",
    "stay_reward",
})  # fmt: skip
MOST_FIGURES = {"counter": 6, "talk": 14, "sitdown": 24, "leaflet": 12}
"""More than that nobody keeps in mind."""
OF_THE_SHOP = ("outlets:", "invoices:", "progress:", "ledger:", "cases:", "enrollments:")


@dataclass(frozen=True)
class Criterion:
    """One line of the rubric."""

    key: str
    points: int
    required: str
    """What is said when it is missing and must not be; empty = it only costs points."""
    applies: Callable[[Brief], bool]
    holds: Callable[[Brief, Sequence[WrittenBeat], Sequence[Fact]], bool]


@dataclass(frozen=True)
class Score:
    """What a story earns; `missed` are keys."""

    points: int
    of: int
    missed: tuple[str, ...]


def _pitched(brief: Brief) -> bool:
    return brief.situation.recommendation in PITCHED


def _timed(brief: Brief) -> bool:
    return brief.situation.length in TIMED


def _of_this_shop(fact: Fact) -> bool:
    return fact.source.startswith(OF_THE_SHOP) or "#return:" in fact.source


def _figures(facts: Sequence[Fact]) -> int:
    return sum(not isinstance(fact.value, str) for fact in facts)


RUBRIC = (
    Criterion(
        "next_step", 3, "It does not end with a step that the shop can take.",
        applies=lambda _brief: True,
        holds=lambda _brief, beats, _facts: bool(beats) and beats[-1].name in LAST_BEATS,
    ),
    Criterion(
        "his_shop", 3, "Nothing in it is about this shop.",
        applies=lambda brief: _pitched(brief) and _timed(brief),
        holds=lambda _brief, _beats, facts: any(map(_of_this_shop, facts)),
    ),
    Criterion(
        "own_money", 2, "",
        applies=_pitched,
        holds=lambda brief, _beats, facts: any(
            f.id in GET and f.unit == brief.evidence.outlet.currency for f in facts
        ),
    ),
    Criterion(
        "drawback", 1, "",
        applies=lambda brief: _pitched(brief) and brief.situation.length == "sitdown",
        holds=lambda _brief, _beats, facts: any(f.id in DRAWBACKS for f in facts),
    ),
    Criterion(
        "by_name", 1, "",
        applies=lambda brief: _timed(brief) and "outlet_name" in brief.facts,
        holds=lambda _brief, _beats, facts: any(
            f.id in ("owner_name", "outlet_name") for f in facts
        ),
    ),
    Criterion(
        "few_figures", 1, "",
        applies=lambda _brief: True,
        holds=lambda brief, _beats, facts: (
            _figures(facts) <= MOST_FIGURES[brief.situation.length]
        ),
    ),
)  # fmt: skip


def score(brief: Brief, beats: Sequence[WrittenBeat]) -> Score:
    """Of the criteria that apply to a story of its kind."""
    facts = used_facts(brief, tuple(beats))
    asked = [c for c in RUBRIC if c.applies(brief)]
    missed = [c for c in asked if not c.holds(brief, beats, facts)]
    of = sum(c.points for c in asked)
    return Score(of - sum(c.points for c in missed), of, tuple(c.key for c in missed))


def lacking(brief: Brief, beats: Sequence[WrittenBeat]) -> list[Criterion]:
    """The required ones that a story does not meet."""
    missed = score(brief, beats).missed
    return [c for c in RUBRIC if c.required and c.key in missed]
