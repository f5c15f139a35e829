"""What one line of the rep does: decided by code from its words, held against the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.guardrails.words import whole_words
from assistant.language.unicode import fold
from knowledge.facts.meanings import meanings
from knowledge.pack.schema.playbook import Objection
from tools.roleplay.cues import claims, finds, is_denied
from tools.roleplay.figures import figures_in, is_claim, is_reward, proves
from tools.roleplay.scenario import Known, Scenario

SENTENCE = re.compile(r"(?<!\d)[.!?؟।\n]+|[.!?؟।\n]+(?!\d)")
MARK = re.compile(r"[?？؟]")
ENOUGH = 3
"""Stems that a line shares with the approved answer when it speaks to that concern."""
ENOUGH_LETTERS = 10
"""Runs of four letters, where words are not parted."""


@dataclass(frozen=True)
class Heard:
    """One line, sentence by sentence; each finding with the sentence it stands in."""

    cues: Mapping[str, str] = field(default_factory=dict)
    """`asks`, `acknowledges`, `next_step` … → sentence."""
    true: tuple[tuple[Known, str], ...] = ()
    """Facts that were said rightly, and where."""
    false: tuple[str, ...] = ()
    """Sentences with a figure that nothing proves."""
    promises: tuple[str, ...] = ()
    pressures: tuple[str, ...] = ()
    names_shop: str = ""
    addresses: bool = False
    """It speaks to what really holds him back."""

    @property
    def is_honest(self) -> bool:
        """Nothing false was promised and nobody pressed."""
        return not (self.false or self.promises or self.pressures)


def listen(line: str, scenario: Scenario) -> Heard:
    """Read one line of the rep."""
    found: dict[str, str] = {}
    true: list[tuple[Known, str]] = []
    wrong: dict[str, list[str]] = {"false": [], "promise": [], "pressure": []}
    for sentence in _sentences(line):
        for kind in _cues_in(sentence, scenario.language):
            found.setdefault(kind, sentence)
        for kind in _broken(sentence, scenario):
            wrong[kind].append(sentence)
        said, unproven = _figures(sentence, scenario)
        true += [(fact, sentence) for fact in said]
        wrong["false"] += [sentence] if unproven else []
    return Heard(
        found, tuple(true), tuple(wrong["false"]), tuple(wrong["promise"]),
        tuple(wrong["pressure"]), _named(line, scenario), _addresses(line, scenario),
    )  # fmt: skip


def _sentences(line: str) -> list[str]:
    ends = [m.end() for m in SENTENCE.finditer(line)] + [len(line)]
    starts = [0, *ends[:-1]]
    parts = [line[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    return [part for part in parts if part]


def _cues_in(sentence: str, language: str) -> Iterator[str]:
    for kind in ("do", "get", "when", "who_pays", "dispute", "next_step", "day", "farewell",
                 "injection"):  # fmt: skip
        if finds(kind, sentence, language):
            yield kind
    if finds("asks", sentence, language) and (MARK.search(sentence) or language == "th"):
        yield "asks"
    if finds("acknowledges", sentence, language) and not finds("but", sentence, language):
        yield "acknowledges"


def _broken(sentence: str, scenario: Scenario) -> Iterator[str]:
    """`promise` and `pressure`: the trade's phrases, and the words the brand never says."""
    if claims("promise", sentence, scenario.language):
        yield "promise"
    if claims("pressure", sentence, scenario.language):
        yield "pressure"
    pattern = _never_said(scenario.never_said)
    folded = fold(sentence)
    for found in pattern.finditer(folded) if pattern else ():
        if not is_denied(folded, found.start(), found.end(), scenario.language):
            yield "promise"


@lru_cache(maxsize=64)
def _never_said(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    return whole_words([fold(phrase) for phrase in phrases])


def _figures(sentence: str, scenario: Scenario) -> tuple[list[Known], bool]:
    """The facts it says rightly, and whether a figure of it is proven by nothing."""
    language, true = scenario.language, []
    gets = finds("get", sentence, language) and not finds("do", sentence, language)
    unproven = False
    for figure in figures_in(sentence, language):
        fact = proves(figure, scenario.known, rewards_only=gets)
        if fact is not None:
            true.append(fact)
        elif is_claim(figure, sentence, language):
            unproven = True
    return true, unproven


def _named(line: str, scenario: Scenario) -> str:
    """A true name of the shop's: its own, or what sells best there."""
    folded = fold(line)
    names = [scenario.outlet_name, *(k.value for k in scenario.known if k.id == "best_product")]
    return next((name for name in names if name and fold(name) in folded), "")


def _addresses(line: str, scenario: Scenario) -> bool:
    """By the stems it shares with the approved answer to his real concern."""
    spaced = meanings(scenario.language).spaced
    said = _stems(line, spaced)
    answer = _answer(scenario.concern, scenario.language, spaced)
    return len(said & answer) >= (ENOUGH if spaced else ENOUGH_LETTERS)


def _answer(concern: Objection, language: str, spaced: bool) -> frozenset[str]:
    parts = (concern.answer, concern.fallback, concern.next_step)
    texts = [part.get(language) or part.get("en", "") for part in parts]
    return _stems(re.sub(r"\{\w+\}", " ", " ".join(texts)), spaced)


def _stems(text: str, spaced: bool) -> frozenset[str]:
    bare = re.sub(r"[^\w\s\u0900-\u097f\u0e00-\u0e7f]|\d|_", " ", fold(text))
    if not spaced:
        solid = re.sub(r"\s", "", bare)
        return frozenset(solid[n : n + 4] for n in range(len(solid) - 3))
    return frozenset(word[:5] for word in bare.split() if len(word) >= 4)


def reward_in(heard: Heard) -> str:
    """The sentence in which a reward is said rightly; empty when none is."""
    return next((sentence for fact, sentence in heard.true if is_reward(fact)), "")
