"""One practice from its transcript: nothing is remembered but what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tools.roleplay.lines import authored, ways_to_say
from tools.roleplay.listening import Heard, listen
from tools.roleplay.scenario import Said, Scenario, Transcript
from tools.roleplay.shopkeeper import Intent, State, at_first, moved

MOST_LINES = 40
"""Of the rep; then the shopkeeper has to go."""
NOISE = 4
"""In noisy mode one line in so many is lost in the noise."""


class Voice(Protocol):
    """Picks what he says among what he may say."""

    def choose(self, ways: Sequence[str], said: str, scenario: Scenario) -> int | None:
        """Index into `ways`; None = no opinion."""
        ...


@dataclass(frozen=True)
class Turned:
    """One line of the rep with what it did."""

    said: str
    heard: Heard
    before: State
    after: State
    intent: Intent


def turns(scenario: Scenario, transcript: Transcript) -> Iterator[Turned]:
    """The whole practice again; the same every time."""
    state = at_first(scenario)
    for number, line in enumerate(transcript.of_rep):
        heard = listen(line, scenario)
        if _is_noise(number, scenario):
            yield Turned(line, heard, state, state, "noise")
            continue
        after, intent = moved(state, heard, scenario)
        yield Turned(line, heard, state, after, intent)
        state = after


def opening(scenario: Scenario) -> Transcript:
    """He looks up."""
    text = authored("greets", at_first(scenario), scenario, 0)
    return Transcript(lines=(Said(who="shopkeeper", text=text, intent="greets"),))


def answered(
    scenario: Scenario, transcript: Transcript, said: str, voice: Voice | None = None
) -> Transcript:
    """With the rep's line and what the shopkeeper says to it."""
    lines = (*transcript.lines, Said(who="rep", text=said))
    so_far = transcript.model_copy(update={"lines": lines})
    *_before, last = turns(scenario, so_far)
    intent, ended = last.intent, last.after.ended
    if ended == "running" and len(so_far.of_rep) >= MOST_LINES:
        intent, ended = "leaves", "left"
    text = _spoken(intent, last, scenario, len(so_far.of_rep), voice)
    line = Said(who="noise" if intent == "noise" else "shopkeeper", text=text, intent=intent)
    return so_far.model_copy(update={"lines": (*lines, line), "ended": ended})


def _spoken(
    intent: Intent, last: Turned, scenario: Scenario, turn: int, voice: Voice | None
) -> str:
    ways = ways_to_say(intent, last.after, scenario)
    picked = None
    if voice is not None and intent != "noise" and len(ways) > 1:
        picked = voice.choose(ways, last.said, scenario)
    return ways[(turn + scenario.seed) % len(ways) if picked is None else picked]


def _is_noise(number: int, scenario: Scenario) -> bool:
    return scenario.noisy and number % NOISE == NOISE - 2
