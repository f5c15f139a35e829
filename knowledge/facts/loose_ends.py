"""Looks for what only code may say: figures, money, dates and known names in bare text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import list_currencies

from knowledge.facts.days import calendar
from knowledge.facts.glued import AFTER, BEFORE
from knowledge.facts.spelling import Listed, visible
from knowledge.facts.text import SLOT
from knowledge.facts.words import word_languages, words

FIGURE = re.compile(r"[0-9%٪﹪％‰]")
SYMBOLS = (
    "Rp",
    "Ksh",
    "KSh",
    "KES",
    "RM",
    "Rs",
    "TSh",
    "USh",
    "LE",
    "E£",
    "ج.م",
    "د.م",
    "ر.س",
    "د.إ",
)
CODE = re.compile(rf"{BEFORE}[A-Z]{{3}}{AFTER}")
SENTENCE_START = re.compile(r"(?:^|[.!?؟:]\s+|\n)\W*$")


@dataclass(frozen=True)
class Found:
    """Something in a text that is no slot and should be one."""

    key: str
    """`loose_figure`, `loose_money`, `loose_date`, `loose_name`, `broken_slot`."""
    what: str


def loose_ends(
    text: str, language: str, names: tuple[str, ...], own: Iterable[str] = ()
) -> Iterator[Found]:
    """Everything in bare text (slots are taken out first) that code would have to prove.

    `names` are the company's, a large set that is compiled once; `own` are those of this shop.
    """
    bare = visible(SLOT.sub(" ", text))
    yield from _figures(bare, language)
    yield from _money(bare, language)
    yield from (Found("loose_date", day) for day in calendar(language).findall(bare))
    for name in own:
        if name in bare and re.search(rf"{BEFORE}{re.escape(name)}{AFTER}", bare):
            yield Found("loose_name", name)
    for found in _any_of(names).finditer(bare):
        if " " in found.group() or not SENTENCE_START.search(bare[: found.start()]):
            yield Found("loose_name", found.group())
    if "{" in bare or "}" in bare:
        yield Found("broken_slot", "{ or }")


def _figures(bare: str, language: str) -> Iterator[Found]:
    digits = "".join(FIGURE.findall(bare)) + "".join(_strange(bare, "N"))
    if digits:
        yield Found("loose_figure", digits)
    yield from (Found("loose_figure", word) for word in _number_words(language).findall(bare))


def _strange(bare: str, category: str) -> list[str]:
    """Characters beyond ASCII of a Unicode category: ½, ٣, Ⅳ; ₹, €."""
    strange = (c for c in bare if not c.isascii())
    return [c for c in strange if unicodedata.category(c).startswith(category)]


def _money(bare: str, language: str) -> Iterator[Found]:
    for sign in (*re.findall(r"\$", bare), *_strange(bare, "Sc")):
        yield Found("loose_money", sign)
    codes = [code for code in CODE.findall(bare) if code in _currency_codes()]
    symbols = [found.group() for found in _any_of(SYMBOLS).finditer(bare)]
    yield from (Found("loose_money", sign) for sign in (*codes, *symbols))
    yield from (Found("loose_money", word) for word in _money_words(language).findall(bare))


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(maxsize=32)
def _number_words(language: str) -> Listed:
    """Of the story's language and of English, which a careless writer falls back to."""
    spoken = {language, "en"} & set(word_languages())
    return Listed(
        (word for tag in spoken for word in words(tag).number_words),
        words(language).harmless if language in spoken else (),
    )


@lru_cache(maxsize=32)
def _money_words(language: str) -> Listed:
    return Listed(words(language).money_words, words(language).harmless)


@lru_cache(maxsize=512)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as written, the longest first.

    A single word that starts a sentence is taken for a plain word by the caller: `Gold` may open
    one, `reach Gold` is the tier.
    """
    longest = sorted((n for n in names if n), key=len, reverse=True)
    return re.compile("|".join(rf"{BEFORE}{re.escape(n)}{AFTER}" for n in longest) or r"(?!)")
