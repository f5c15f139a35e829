"""Words that stand for figures, by language (`locales/words/<lang>.yaml`), validated when read.

Code says figures and phrases with them, and finds those that a writer has no business writing.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field

from knowledge.programs.terms import Strict

WORDS = Path(__file__).parents[2] / "locales" / "words"


class Words(Strict):
    """One language."""

    number_words: tuple[str, ...] = Field(
        min_length=1, description="words that are numbers; a writer must not use them"
    )
    money_words: tuple[str, ...] = Field(description="names of currencies, written out")
    promise_words: tuple[str, ...] = Field(description="words that promise what no fact can say")
    harmless: tuple[str, ...] = Field(
        (), description="phrases in which such a word means neither figure, money nor promise"
    )
    day_words: tuple[str, ...] = Field(
        (), description="months and weekdays as people write them beside what CLDR has"
    )
    no_days: tuple[str, ...] = Field(
        (), description="months and weekdays that, spelled just so, are plain words: `march`"
    )
    phrases: dict[str, dict[str, str]] = Field(description="unit → value → words")


@lru_cache(maxsize=32)
def words(language: str) -> Words:
    """The words of a base language tag; raises FileNotFoundError when nobody has written them."""
    text = (WORDS / f"{language}.yaml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def word_languages() -> tuple[str, ...]:
    """Languages that facts can be said in."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.yaml")))
