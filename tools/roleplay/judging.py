"""The score of a practice: decided by code, each point with the sentence it stands on.

The same transcript of the same scenario gets the same score. What breaks a rule fails the session
whatever the points.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from knowledge.pack.schema.playbook import Criterion
from tools.roleplay.figures import is_gap, is_money, is_reward
from tools.roleplay.listening import Heard, reward_in
from tools.roleplay.play import Turned, turns
from tools.roleplay.scenario import Outcome, Scenario, Transcript
from tools.roleplay.shopkeeper import TRIES

OPENING_LINES = 2
TOLD = ("do", "get", "when", "who_pays", "dispute")


@dataclass(frozen=True)
class Mark:
    """What a criterion got."""

    key: str
    points: int
    of: int
    quote: str = ""
    """The rep's own sentence that it stands on; empty = none of his: no points, or a rule kept."""
    broken: bool = False
    """A rule was broken: the session has failed."""
    judged: bool = True
    """False = the pack asks for something that code does not judge: left to the trainer."""


@dataclass(frozen=True)
class Card:
    """The score of one practice."""

    marks: tuple[Mark, ...]
    points: int
    of: int
    """Most points of what was judged."""
    passed: bool
    outcome: Outcome
    rubric: str
    """Version."""
    facts: tuple[str, ...]
    """Ids of facts that the rep said rightly."""

    @property
    def digest(self) -> str:
        """The same for the same card."""
        told = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Found:
    """Share of the points, of 100, and the sentence."""

    share: int
    quote: str = ""
    broken: bool = False


Judge = Callable[[Sequence[Turned], Outcome], Found]


def judge(scenario: Scenario, transcript: Transcript) -> Card:
    """The scorecard; pure."""
    took = list(turns(scenario, transcript))
    marks = tuple(_mark(c, took, transcript.ended) for c in scenario.rubric.criteria)
    points = sum(mark.points for mark in marks if mark.judged)
    most = sum(mark.of for mark in marks if mark.judged)
    enough = points * 100 >= scenario.rubric.pass_points * max(1, most)
    facts = dict.fromkeys(fact.id for turn in took for fact, _ in turn.heard.true)
    return Card(
        marks,
        points,
        most,
        passed=enough and not any(mark.broken for mark in marks) and bool(took),
        outcome=transcript.ended,
        rubric=scenario.rubric.version,
        facts=tuple(facts),
    )


def _mark(criterion: Criterion, took: Sequence[Turned], ended: Outcome) -> Mark:
    judging = JUDGES.get(criterion.key)
    if judging is None:
        return Mark(criterion.key, 0, criterion.points, judged=False)
    found = judging(took, ended) if took else Found(0)
    points = criterion.points * found.share // 100
    return Mark(criterion.key, points, criterion.points, found.quote, found.broken)


def _first(took: Sequence[Turned], find: Callable[[Turned], str]) -> str:
    return next((quote for turn in took if (quote := find(turn))), "")


def _opens(took: Sequence[Turned], _ended: Outcome) -> Found:
    for turn in took[:OPENING_LINES]:
        own = next((sentence for fact, sentence in turn.heard.true if fact.own), "")
        quote = own or (turn.said if turn.heard.names_shop else "")
        if quote:
            return Found(100, quote)
    return Found(0)


def _explores(took: Sequence[Turned], _ended: Outcome) -> Found:
    """Full when a question brought the real concern out and the answer was taken up."""
    asked = _first(took, lambda turn: turn.heard.cues.get("asks", ""))
    opened = next((turn for turn in took if turn.intent == "reveals"), None)
    if opened is None:
        return Found(50 if asked else 0, asked)
    after = took[took.index(opened) + 1 :]
    taken_up = any(turn.after.heard_out or turn.heard.addresses for turn in after)
    return Found(100 if taken_up else 75, opened.heard.cues.get("asks", asked))


def _acknowledges(took: Sequence[Turned], _ended: Outcome) -> Found:
    """Full for the real concern; half for what he only hid behind."""
    real = _first(took, lambda t: t.heard.cues.get("acknowledges", "") if _knows(t) else "")
    some = _first(took, lambda turn: turn.heard.cues.get("acknowledges", ""))
    return Found(100, real) if real else Found(50 if some else 0, some)


def _knows(turn: Turned) -> bool:
    return turn.before.revealed


def _own_figures(took: Sequence[Turned], _ended: Outcome) -> Found:
    """Full for what the shop would get or what it lacks; some for any other figure of its own."""
    said = [(f, quote) for turn in took for f, quote in turn.heard.true if f.own or is_money(f)]
    telling = next((quote for fact, quote in said if is_reward(fact) or is_gap(fact)), "")
    if telling:
        return Found(100, telling)
    return Found(40, said[0][1]) if said else Found(0)


def _terms_told(took: Sequence[Turned], _ended: Outcome) -> Found:
    told: dict[str, str] = {}
    for turn in took:
        for kind, quote in _terms_in(turn.heard):
            told.setdefault(kind, quote)
    return Found(100 * len(told) // len(TOLD), next(iter(told.values()), ""))


def _terms_in(heard: Heard) -> Iterator[tuple[str, str]]:
    if not heard.is_honest:
        return
    for kind in TOLD:
        if kind != "get" and kind in heard.cues:
            yield kind, heard.cues[kind]
    if quote := reward_in(heard):
        yield "get", quote


def _next_step(took: Sequence[Turned], ended: Outcome) -> Found:
    """Half for the step, half for its day; half of it all where he did not take it.

    A polite farewell is as good.
    """
    if ended == "parted":
        return Found(100, _first(took[::-1], lambda turn: turn.heard.cues.get("farewell", "")))
    last = next((turn for turn in took[::-1] if "next_step" in turn.heard.cues), None)
    if last is None:
        return Found(0)
    share = 100 if "day" in last.heard.cues else 50
    return Found(share if ended == "convinced" else share // 2, last.heard.cues["next_step"])


def _truthful(took: Sequence[Turned], _ended: Outcome) -> Found:
    false = _first(took, lambda t: next(iter((*t.heard.promises, *t.heard.false)), ""))
    if false:
        return Found(0, false, broken=True)
    return Found(100)


def _no_pressure(took: Sequence[Turned], _ended: Outcome) -> Found:
    pressed = _first(took, lambda turn: next(iter(turn.heard.pressures), ""))
    pushes = [turn for turn in took if turn.intent == "not_yet" or turn.after.refused > TRIES]
    if not pressed and pushes and pushes[-1].after.refused > TRIES:
        pressed = pushes[-1].heard.cues.get("next_step", pushes[-1].said)
    if pressed:
        return Found(0, pressed, broken=True)
    return Found(100)


JUDGES: dict[str, Judge] = {
    "opens": _opens,
    "explores": _explores,
    "acknowledges": _acknowledges,
    "own-figures": _own_figures,
    "terms-told": _terms_told,
    "next-step": _next_step,
    "truthful": _truthful,
    "no-pressure": _no_pressure,
}
"""Criterion of the rubric → who judges it."""
