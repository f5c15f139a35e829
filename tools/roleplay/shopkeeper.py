"""The shopkeeper as a state machine: what he holds back, how far he trusts, how long he listens.

Only what the rep does moves it. It gives in to good work alone, never to words about the game.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tools.roleplay.listening import Heard
from tools.roleplay.scenario import Outcome, Scenario

Intent = Literal[
    "greets", "excuse", "reveals", "puzzled", "offended", "doubts_figure", "softens", "asks_proof",
    "not_yet", "bored", "agrees", "leaves", "parts", "noise", "expired",
]  # fmt: skip
MOST_TRUST = 10
NEEDED = {"easy": 3, "normal": 4, "hard": 6}
"""Trust from which he agrees to a step."""
DIGS = {"easy": 1, "normal": 1, "hard": 2}
"""Open questions before he says what really holds him back."""
PATIENCE = {"easy": 2, "normal": 0, "hard": -1}
"""Added to the persona's."""
MOST_GAIN = 3
"""Trust that one line can earn."""
TRIES = 2
"""Steps he may turn down before another one is pressure."""


@dataclass(frozen=True)
class State:
    """Where he stands after a line."""

    patience: int
    trust: int = 0
    digs: int = 0
    """Open questions so far."""
    revealed: bool = False
    """He has said what really holds him back."""
    heard_out: bool = False
    """His real concern was acknowledged after he said it."""
    proven: bool = False
    """It was answered: a true figure of his shop, or the approved argument."""
    broken: bool = False
    """Something false was promised, or he was pressed: he signs nothing today."""
    refused: int = 0
    """Steps he turned down."""
    excuses: int = 0
    """Of his excuses, how many he has used."""
    credited: frozenset[str] = frozenset()
    """What has earned trust already: nothing earns it twice."""
    ended: Outcome = "running"


def at_first(scenario: Scenario) -> State:
    """Before a word is said. Without an excuse he says at once what holds him back."""
    patience = max(2, scenario.patience + PATIENCE[scenario.difficulty])
    return State(patience, revealed=not scenario.excuses)


def moved(state: State, heard: Heard, scenario: Scenario) -> tuple[State, Intent]:
    """His next state, and what he is about to say."""
    if not heard.is_honest:
        return _hurt(state, heard)
    if "injection" in heard.cues:
        return _tired(state, "puzzled")
    state, gained = _credited(state, heard, scenario)
    digs = not state.revealed and heard.cues.get("asks") == heard.cues.get("next_step")
    if "next_step" in heard.cues and not digs:
        return _asked_to_act(state, scenario)
    if "farewell" in heard.cues and (state.refused >= TRIES or state.broken):
        return replace(state, ended="parted"), "parts"
    return _replied(state, heard, scenario, gained)


def _replied(state: State, heard: Heard, scenario: Scenario, gained: bool) -> tuple[State, Intent]:
    if "asks" in heard.cues and not state.revealed:
        return _dug(state, scenario)
    if not gained:
        return _tired(state, "bored" if state.revealed else "excuse")
    if not state.revealed:
        return replace(state, excuses=state.excuses + 1), "excuse"
    return state, "softens" if state.proven else "asks_proof"


def _credited(state: State, heard: Heard, scenario: Scenario) -> tuple[State, bool]:
    """What the line did well; evidence counts only once he has said what it must answer."""
    new = set(_earning(heard, state.revealed)) - state.credited
    state = replace(
        state,
        trust=min(MOST_TRUST, state.trust + min(len(new), MOST_GAIN)),
        credited=state.credited | new,
        heard_out=state.heard_out or (state.revealed and "acknowledges" in heard.cues),
        proven=state.proven or (state.revealed and _answers(heard, scenario)),
    )
    return state, bool(new)


def _answers(heard: Heard, scenario: Scenario) -> bool:
    """Whether the line says what moves this one."""
    said = {kind for kind in ("when", "who_pays", "dispute") if kind in heard.cues}
    said |= {"own_figure"} if any(fact.own for fact, _ in heard.true) else set()
    said |= {"argument"} if heard.addresses else set()
    return bool(said & set(scenario.moved_by or ("own_figure", "argument")))


def _earning(heard: Heard, revealed: bool) -> Iterator[str]:
    if "acknowledges" in heard.cues:
        yield "acknowledged the concern" if revealed else "acknowledged"
    if heard.names_shop:
        yield "named the shop"
    if not revealed:
        return
    if "asks" in heard.cues:
        yield "asked further"
    if heard.addresses:
        yield "spoke to the concern"
    yield from (f"said {fact.id}" for fact, _ in heard.true)
    yield from (kind for kind in ("when", "who_pays", "dispute") if kind in heard.cues)


def _hurt(state: State, heard: Heard) -> tuple[State, Intent]:
    """A false word costs more than good work brings, and he signs nothing after it."""
    figure_only = bool(heard.false) and not (heard.promises or heard.pressures)
    state = replace(state, broken=True, trust=max(0, state.trust - 3), patience=state.patience - 2)
    return _unless_gone(state, "doubts_figure" if figure_only else "offended")


def _tired(state: State, intent: Intent) -> tuple[State, Intent]:
    used = state.excuses + int(intent == "excuse")
    return _unless_gone(replace(state, patience=state.patience - 1, excuses=used), intent)


def _unless_gone(state: State, intent: Intent) -> tuple[State, Intent]:
    if state.patience <= 0:
        return replace(state, ended="left"), "leaves"
    return state, intent


def _dug(state: State, scenario: Scenario) -> tuple[State, Intent]:
    digs = state.digs + 1
    opened = digs >= DIGS[scenario.difficulty]
    state = replace(state, digs=digs, revealed=opened, trust=min(MOST_TRUST, state.trust + 1))
    if opened:
        return state, "reveals"
    return replace(state, excuses=state.excuses + 1), "excuse"


def _asked_to_act(state: State, scenario: Scenario) -> tuple[State, Intent]:
    """He takes the step when his concern was found, heard and answered, and he trusts enough."""
    earned = state.revealed and state.heard_out and state.proven and not state.broken
    if earned and state.trust >= NEEDED[scenario.difficulty]:
        return replace(state, ended="convinced"), "agrees"
    state = replace(state, refused=state.refused + 1, patience=state.patience - 1)
    return _unless_gone(state, "not_yet")
