"""Whether the words around a slot say what the slot is: its unit, its period, its direction.

"Saved {pass_score} cases" fills without a fault and still says what no record says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from assistant.language.formats import Locale
from knowledge.facts.loose_ends import Found
from knowledge.facts.meanings import AFTER, BEFORE, any_phrase, meanings
from knowledge.facts.rendering import COUNTED
from knowledge.facts.slots import SLOTS, Slot
from knowledge.facts.text import SLOT

FIGURES = ("money", "measure", "percent", "quantity")
TIMES = frozenset({"day", "week", "month"})
COUNTS = (0, 1, 2, 3, 5, 11, 100)
"""Enough for every plural form of every language that is told."""
SENTENCES = re.compile(r"(?<=[.!?؟।])\s+")
DOWNWARD = frozenset({"trend_down"})
UPWARD = frozenset({"trend_up", "extra_buy", "growth_target"})


def misread(text: str, language: str, period: str) -> Iterator[Found]:
    """Everything around slots that gives them another meaning; `period` is the program's."""
    for sentence in SENTENCES.split(text):
        pieces = SLOT.split(sentence)
        for place in range(0, len(pieces), 2):
            left = pieces[place - 1] if place else None
            right = pieces[place + 1] if place + 1 < len(pieces) else None
            yield from _rates(pieces[place], left, right, language, period)
            yield from _units(pieces[place], left, right, language)
        yield from _directions(pieces, language)


def negated(sentence: str, language: str) -> str | None:
    """The word that turns a sentence with a slot round, or None."""
    if not SLOT.search(sentence):
        return None
    found = negations(language).search(SLOT.sub(" ◦ ", sentence))
    return found.group() if found else None


@lru_cache(maxsize=32)
def negations(language: str) -> re.Pattern[str]:
    """Any word that negates."""
    held = meanings(language)
    plain = any_phrase(held.negations, language).pattern
    elided = [word for word in held.negations if word[-1] in "'’"]  # n'arrive
    parts = [plain, *(BEFORE + re.escape(word) for word in elided)]
    return re.compile("|".join(parts), re.IGNORECASE)


def _rates(
    words: str, left: str | None, right: str | None, language: str, period: str
) -> Iterator[Found]:
    slots = [SLOTS[name] for name in (left, right) if name in SLOTS]
    if not any(slot.kind in FIGURES for slot in slots):
        return
    for rate, pattern in _rate_phrases(language).items():
        found = pattern.search(words)
        if found and not any(_each(slot, rate, period) for slot in slots):
            yield Found("wrong_period", found.group())


def _each(slot: Slot, rate: str, period: str) -> bool:
    """The slot may be said for each of a rate: its own, or its program's where it has none."""
    if slot.span in ("per week", "per month"):
        return slot.span == f"per {rate}"
    return slot.unit == "each_period" or (rate == period and slot.span != "history")


@lru_cache(maxsize=32)
def _rate_phrases(language: str) -> dict[str, re.Pattern[str]]:
    held = meanings(language)
    this = "|".join(map(re.escape, held.this)) or r"(?!)"
    return {
        rate: re.compile(
            rf"(?:{any_phrase(said, language).pattern})(?!\s+(?:{this}))", re.IGNORECASE
        )
        for rate, said in held.rates.items()
    }


def _units(words: str, left: str | None, right: str | None, language: str) -> Iterator[Found]:
    first = meanings(language).unit_first
    name = right if first else left
    slot = SLOTS.get(name or "")
    if slot is None or slot.kind not in FIGURES or slot.kind == "measure":
        return
    for unit, forms in _unit_forms(language).items():
        if unit == slot.unit or (unit in TIMES and slot.kind != "quantity"):
            continue
        for form in forms:
            whole = BEFORE + re.escape(form) + AFTER
            place = rf"{whole}\s*$" if first else rf"^\s*{whole}"
            if re.search(place, words, re.IGNORECASE):
                yield Found("wrong_unit", form)
                return


@lru_cache(maxsize=32)
def _unit_forms(language: str) -> dict[str, tuple[str, ...]]:
    """Unit → the words it is said with, as the catalogs have them."""
    locale = Locale(language)
    forms: dict[str, tuple[str, ...]] = {}
    for unit in sorted(COUNTED):
        said = (locale.quantity(Decimal(count), unit) for count in COUNTS)
        words = {re.sub(r"[\d\u0660-\u0669\u0966-\u096f]+", "", text).strip() for text in said}
        forms[unit] = tuple(sorted(w for w in words if w))
    return forms


def _directions(pieces: list[str], language: str) -> Iterator[Found]:
    """A fall told as a rise, or a rise as a fall, in the words beside the slot."""
    held = meanings(language)
    more, less = any_phrase(held.more, language), any_phrase(held.less, language)
    for place in range(1, len(pieces), 2):
        beside = f"{pieces[place - 1]} ◦ {pieces[place + 1]}"
        right, wrong = (less, more) if pieces[place] in DOWNWARD else (more, less)
        if pieces[place] in DOWNWARD | UPWARD and wrong.search(beside) and not right.search(beside):
            yield Found("wrong_direction", wrong.search(beside).group())  # type: ignore[union-attr]
