"""What words around a figure make it mean, by language (`locales/meanings/<lang>.yaml`).

Also how a language bends words and how fast it is spoken; validated when first read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from knowledge.programs.terms import Strict

MEANINGS = Path(__file__).parents[2] / "locales" / "meanings"
Rate = Literal["week", "month", "quarter", "year"]
# Vowel signs and tone marks are parts of a word, though Unicode does not call them letters.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
BEFORE, AFTER = rf"(?<![\w{MARKS}])", rf"(?![\w{MARKS}])"


class Pace(Strict):
    """How fast an unhurried seller speaks."""

    words_per_second: float = Field(gt=0, description="words a second, figures counted as spoken")


class Reading(Strict):
    """What counts as easy to follow."""

    words_per_sentence: int = Field(gt=0, description="most words a sentence, on average")
    longest_sentence: int = Field(gt=0, description="most words in any sentence")


class Meanings(Strict):
    """One language."""

    negations: tuple[str, ...] = Field(min_length=1, description="words that turn a sentence round")
    negation_prefixes: tuple[str, ...] = Field((), description="beginnings of negated verbs")
    rates: dict[Rate, tuple[str, ...]] = Field(description="period → phrases for each of it")
    this: tuple[str, ...] = Field(
        (), description="what makes a period this one and no rate: `kwa mwezi huu`"
    )
    more: tuple[str, ...] = Field(description="words that say a figure is on top")
    less: tuple[str, ...] = Field(description="words that say a figure is missing or taken off")
    prefixes: tuple[str, ...] = Field((), description="what may stand before a word's stem")
    endings: tuple[str, ...] = Field((), description="what may stand after a word's stem")
    spaced: bool = Field(True, description="false = no spaces between words")
    letters_per_word: float = Field(4, gt=0, description="to count words where nothing parts them")
    unit_first: bool = Field(False, description="true = `siku 20`: the unit comes before")
    pace: Pace
    reading: Reading


@lru_cache(maxsize=32)
def meanings(language: str) -> Meanings:
    """Of a base language tag; raises FileNotFoundError where nobody has written them."""
    text = (MEANINGS / f"{language}.yaml").read_text(encoding="utf-8")
    return Meanings.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def meaning_languages() -> tuple[str, ...]:
    """Languages whose meanings are known."""
    return tuple(sorted(path.stem for path in MEANINGS.glob("*.yaml")))


def any_phrase(phrases: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Any of the phrases, as whole words where the language parts words, in any casing."""
    longest = sorted((p for p in phrases if p), key=len, reverse=True)
    words = "|".join(map(re.escape, longest)) or r"(?!)"
    spaced = meanings(language).spaced
    return re.compile(rf"{BEFORE}(?:{words}){AFTER}" if spaced else words, re.IGNORECASE)


@lru_cache(maxsize=4096)
def bent(phrase: str, language: str) -> re.Pattern[str]:
    """The phrase with whatever the language may put before or after each of its words."""
    if language not in meaning_languages():
        return re.compile(rf"{BEFORE}{re.escape(phrase)}{AFTER}", re.IGNORECASE)
    held = meanings(language)
    if not held.spaced:
        return re.compile(re.escape(phrase), re.IGNORECASE)
    before, after = _optional(held.prefixes), _optional(held.endings)
    words = (f"{before}{re.escape(word)}{after}" for word in phrase.split())
    return re.compile(BEFORE + r"\s+".join(words) + AFTER, re.IGNORECASE)


def _optional(affixes: tuple[str, ...]) -> str:
    longest = sorted(affixes, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest))})?" if longest else ""
