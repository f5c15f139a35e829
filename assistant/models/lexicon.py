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


@dataclass(frozen=True)
class Phrases:
    """Phrases that mean the same, or one of several things."""

    meaning: dict[str, str]
    """Folded phrase → what it stands for."""
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, meaning: dict[str, str]) -> Phrases:
        """Compile; longest first, whole words."""
        folded = {fold(phrase): value for phrase, value in meaning.items()}
        longest = sorted(folded, key=len, reverse=True)
        words = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in longest)
        return cls(folded, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))

    def first(self, text: str) -> str | None:
        """What the first phrase in a folded text stands for."""
        found = self.pattern.search(text)
        return self.meaning[" ".join(found.group().split())] if found else None

    def without(self, text: str) -> str:
        """A folded text without them."""
        return self.pattern.sub(" ", text)


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
        return re.findall(r"\w+", folded)


@cache
def lexicon() -> Lexicon:
    """Read once."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    by_value = {name: _by_value(raw[name]) for name in ("length", "language", "numbers")}
    names = ("shorter", "longer", "month", "why", "onward", "back", "filler")
    return Lexicon(mask=raw["mask"], **by_value, **{name: _one(raw[name]) for name in names})
