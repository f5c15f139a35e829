"""Words that fill slots, carry a message on, or say nothing: found whole, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.language.unicode import fold

FILE = Path(__file__).parent / "lexicon.yaml"
MORE = "*"
"""Ends what a word begins with: `wa-` in Arabic, `then` in Thai, which writes no spaces."""
_word = re.compile(r"[\w\u0900-\u097f\u0e31-\u0e4e]+")
"""Also the vowel signs of Hindi and Thai, which are no letters to `\\w`."""


@dataclass(frozen=True)
class Phrases:
    """Phrases that mean the same, or one of several things."""

    meaning: dict[str, str]
    """Folded phrase → what it stands for."""
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, meaning: dict[str, str]) -> Phrases:
        """Compile; longest first, whole words, or how words begin where a `*` follows."""
        folded = {fold(phrase): value for phrase, value in meaning.items()}
        longest = sorted(folded, key=len, reverse=True)
        words = "|".join(_one_phrase(phrase) for phrase in longest)
        bare = {phrase.removesuffix(MORE): value for phrase, value in folded.items()}
        return cls(bare, re.compile(rf"(?<!\w)(?:{words})"))

    def first(self, text: str) -> str | None:
        """What the first phrase in a folded text stands for."""
        found = self.pattern.search(text)
        return self.meaning[" ".join(found.group().split())] if found else None

    def without(self, text: str) -> str:
        """A folded text without them."""
        return self.pattern.sub(" ", text)


def _one_phrase(folded: str) -> str:
    """Its pattern."""
    escaped = re.escape(folded.removesuffix(MORE)).replace(r"\ ", r"\s+")
    return escaped + (r"(?=\w)" if folded.endswith(MORE) else r"(?!\w)")


def _by_value(entries: dict[Any, Iterable[str]]) -> Phrases:
    return Phrases.of({str(p): str(value) for value, phrases in entries.items() for p in phrases})


def _one(entries: Iterable[str]) -> Phrases:
    return Phrases.of({str(phrase): "yes" for phrase in entries})


@dataclass(frozen=True)
class Lexicon:
    """All of `lexicon.yaml`."""

    length: Phrases
    shorter: Phrases
    longer: Phrases
    language: Phrases
    numbers: Phrases
    month: Phrases
    why: Phrases
    onward: Phrases
    reports: Phrases
    back: Phrases
    filler: Phrases
    mask: dict[str, dict[str, str]]
    """Base language → kind of name → what to read instead of it."""

    def left_over(self, folded: str) -> list[str]:
        """The words of a folded text that are none of these."""
        # What says most goes first: `in Indonesian` is a language, `in` alone is filler.
        kinds = (self.language, self.length, self.shorter, self.longer, self.onward, self.why)
        for phrases in (*kinds, self.filler):
            folded = phrases.without(folded)
        return _word.findall(folded)


@cache
def lexicon() -> Lexicon:
    """Read once."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    by_value = {name: _by_value(raw[name]) for name in ("length", "language", "numbers")}
    names = ("shorter", "longer", "month", "why", "onward", "reports", "back", "filler")
    return Lexicon(mask=raw["mask"], **by_value, **{name: _one(raw[name]) for name in names})
