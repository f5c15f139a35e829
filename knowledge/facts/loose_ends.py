"""Looks for what only code may say: figures, money, dates and known names in bare text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale as CldrLocale
from babel.numbers import list_currencies

from knowledge.facts.text import SLOT
from knowledge.facts.words import word_languages, words

FIGURE = re.compile(r"[0-9%٪﹪％‰]")
SYMBOLS = ("Rp", "Ksh", "KSh", "KES", "RM", "Rs", "TSh", "USh", "LE", "E£", "ج.م")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
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
    bare = SLOT.sub(" ", text)
    yield from _figures(bare, language)
    yield from _money(bare, language)
    for found in _any_of(_dates(language)).finditer(bare):
        yield Found("loose_date", found.group())
    for name in own:
        if name in bare and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare):
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
    counted = _number_words(language)
    for word in WORD.findall(bare):
        if any(part in counted for part in (word.casefold(), *word.casefold().split("-"))):
            yield Found("loose_figure", word)


def _strange(bare: str, category: str) -> list[str]:
    """Characters beyond ASCII of a Unicode category: ½, ٣, Ⅳ; ₹, €."""
    strange = (c for c in bare if not c.isascii())
    return [c for c in strange if unicodedata.category(c).startswith(category)]


def _money(bare: str, language: str) -> Iterator[Found]:
    for sign in (*re.findall(r"\$", bare), *_strange(bare, "Sc")):
        yield Found("loose_money", sign)
    money = frozenset(w.casefold() for w in words(language).money_words)
    for word in WORD.findall(bare):
        if word.casefold() in money or word in SYMBOLS or word in _currency_codes():
            yield Found("loose_money", word)


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(maxsize=32)
def _number_words(language: str) -> frozenset[str]:
    """Of the story's language and of English, which a careless writer falls back to."""
    spoken = {language, "en"} & set(word_languages())
    return frozenset(w.casefold() for tag in spoken for w in words(tag).number_words)


@lru_cache(maxsize=32)
def _dates(language: str) -> tuple[str, ...]:
    """Month and weekday names, as written: `May` is a month, `may` is not."""
    cldr = CldrLocale.parse(language)
    months, days = cldr.months["stand-alone"]["wide"], cldr.days["stand-alone"]["wide"]
    return (*months.values(), *days.values())


@lru_cache(maxsize=512)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as written, the longest first.

    A single word that starts a sentence is taken for a plain word by the caller: `Gold` may open
    one, `reach Gold` is the tier.
    """
    longest = sorted((n for n in names if n), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in longest) or r"(?!)")
