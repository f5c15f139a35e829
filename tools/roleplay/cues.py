"""What a seller's words do, by language (`cues/<lang>.yaml`): he asks, hears, promises, presses.

A phrase is matched folded and as whole words; `*` at a word's end stands for any ending, before it
for any beginning, ` ... ` for up to three words. English is understood in every language: reps mix
it in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field

from assistant.language.unicode import fold
from knowledge.facts.meanings import AFTER, BEFORE, meanings
from knowledge.programs.terms import Strict

CUES = Path(__file__).parent / "cues"
Phrases = tuple[str, ...]


class Cues(Strict):
    """One language."""

    asks: Phrases = Field(description="words of an open question")
    acknowledges: Phrases = Field(description="shows that he heard")
    but: Phrases = Field(description="takes an acknowledgement back")
    pressure: Phrases = Field(description="presses, threatens, hurries, agrees for the owner")
    promise: Phrases = Field(description="promises credit, delivery, profit, peers, extra money")
    reported: Phrases = Field(description="tells what somebody else once promised")
    injection: Phrases = Field(description="speaks to the machine, not to the shopkeeper")
    do: Phrases = Field(description="what the shop has to do")
    get: Phrases = Field(description="what it gets")
    when: Phrases = Field(description="when it is paid")
    who_pays: Phrases = Field(description="who pays")
    dispute: Phrases = Field(description="how to object to a payment")
    next_step: Phrases = Field(description="offers one step")
    day: Phrases = Field(description="a day or an hour")
    farewell: Phrases = Field(description="thanks him and goes")
    percent: Phrases = Field(description="words for percent")
    units: dict[str, Phrases] = Field(description="unit of a fact → its words")
    multipliers: dict[str, int] = Field(description="word after a figure → what it multiplies by")
    numbers: dict[str, int] = Field(description="number words → value")
    reach: int = Field(2, description="words before a cue in which a negation turns it round")
    reach_after: int = Field(0, description="words after it: where the verb ends the sentence")
    denied_after: Phrases = Field((), description="right behind a cue they turn it round")
    commands: dict[str, Phrases] = Field(description="stop, repeat, help, restart: the whole line")
    wishes: dict[str, Phrases] = Field(
        description="what a practice shall be like, when it is asked for"
    )
    minutes: Phrases = Field(description="words for minutes")


KINDS = (
    "asks", "acknowledges", "but", "pressure", "promise", "reported", "injection", "do", "get",
    "when", "who_pays", "dispute", "next_step", "day", "farewell", "percent",
)  # fmt: skip


@lru_cache(maxsize=16)
def cues(language: str) -> Cues:
    """Of a base language tag; raises FileNotFoundError where nobody has written them."""
    text = (CUES / f"{language}.yaml").read_text(encoding="utf-8")
    return Cues.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def cue_languages() -> tuple[str, ...]:
    """Languages a practice can be held in."""
    return tuple(sorted(path.stem for path in CUES.glob("*.yaml")))


@lru_cache(maxsize=512)
def pattern(kind: str, language: str) -> re.Pattern[str]:
    """Every phrase of a kind, over folded text."""
    return compiled(tuple(getattr(cues(language), kind)), language)


@lru_cache(maxsize=512)
def compiled(phrases: Phrases, language: str) -> re.Pattern[str]:
    """Any of the phrases; matches nothing where there are none."""
    spaced = meanings(language).spaced
    parts = [_phrase(text, spaced) for text in sorted(phrases, key=len, reverse=True)]
    return re.compile("|".join(parts) or r"(?!)")


def _phrase(text: str, spaced: bool) -> str:
    between = r"\s+(?:\S+\s+){0,3}" if spaced else r".{0,12}"
    words = [_words(part, spaced) for part in text.split(" ... ")]
    joined = between.join(words)
    return rf"{BEFORE}{joined}" if spaced else joined


def _words(text: str, spaced: bool) -> str:
    found = []
    for word in text.split():
        bare = re.escape(fold(word.strip("*")))
        begun = r"\S*" if word.startswith("*") else ""
        found.append(begun + bare + (r"\S*" if word.endswith("*") else AFTER if spaced else ""))
    return r"\s+".join(found)


@lru_cache(maxsize=16)
def _negation(language: str) -> re.Pattern[str]:
    known = meanings(language)
    words = compiled(tuple(known.negations), language).pattern
    begun = "|".join(rf"{BEFORE}{re.escape(fold(p))}\w{{3,}}" for p in known.negation_prefixes)
    return re.compile(f"{words}|{begun}" if begun else words)


@lru_cache(maxsize=256)
def folded_once(text: str) -> str:
    """A sentence is looked through for every kind of cue."""
    return fold(text)


def finds(kind: str, text: str, language: str) -> bool:
    """Whether a text of one sentence holds a cue of this kind, in its language or in English."""
    folded = folded_once(text)
    return any(pattern(kind, tag).search(folded) for tag in {language, "en"})


def claims(kind: str, text: str, language: str) -> str:
    """The words of the first cue that is the speaker's own; empty when there is none.

    What is denied, or told of somebody else, is not.
    """
    folded = folded_once(text)
    for tag in dict.fromkeys((language, "en")):
        for found in pattern(kind, tag).finditer(folded):
            if not is_denied(folded, found.start(), found.end(), tag):
                return found.group()
    return ""


def is_denied(folded: str, start: int, end: int, language: str) -> bool:
    """Whether the words from `start` to `end` are turned round, or somebody else's."""
    told = pattern("reported", language).search(folded, 0, start)
    return bool(told) or is_negated(folded, start, end, language)


def is_negated(folded: str, start: int, end: int, language: str) -> bool:
    """Whether a negation stands just before it (or after it, where verbs end the sentence)."""
    known = cues(language)
    spaced = meanings(language).spaced
    clause = re.split(r"[,;:،؛–—]", folded[:start])[-1]
    before = " ".join(clause.split()[-known.reach :]) if spaced else clause[-12:]
    if known.denied_after and compiled(known.denied_after, language).match(folded, end):
        return True
    after = ""
    if known.reach_after:
        after = " ".join(re.split(r"[,;:،؛।]", folded[end:])[0].split()[: known.reach_after])
    return bool(_negation(language).search(before) or _negation(language).search(after))
