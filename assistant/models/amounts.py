"""Percentages and sums of money in a message: `5 percent`, `2 juta`, `elfu 50`, `٢٠٪`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from assistant.language.unicode import fold

FILE = Path(__file__).with_suffix(".yaml")
SMALLEST_SUM = 1_000
"""A bare number from which it is money and not a count."""
DIGITS = r"\d[\d.,\u066b\u066c]*\d|\d"


@dataclass(frozen=True)
class _Patterns:
    percent: re.Pattern[str]
    scaled: re.Pattern[str]
    whole: re.Pattern[str]
    marked: re.Pattern[str]
    less: re.Pattern[str]
    more: re.Pattern[str]
    values: Mapping[str, Decimal]
    """Folded word → its number or its multiplier."""


@cache
def _patterns() -> _Patterns:
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    values = {
        fold(word): Decimal(value)
        for kind in ("times", "whole", "numbers")
        for value, words in raw[kind].items()
        for word in words
    }
    number = rf"{DIGITS}|(?<!\w)(?:{_any(raw['numbers'])})(?!\w)"
    times, percent = _any(raw["times"]), _any({0: raw["percent"]})
    money = _any({0: raw["currency"]})
    # Arabic writes `by` and `the` onto the word: بخمسين ألف.
    number = number.replace(r"(?<!\w)", r"(?<!\w)ب?", 1)
    return _Patterns(
        percent=re.compile(rf"({number})\s*(?:{percent})|asilimia\s+({number})"),
        scaled=re.compile(rf"({number})\s*({times})(?!\w)|(?<!\w)({times})\s+({number})"),
        whole=re.compile(rf"(?<!\w)(?:{_any(raw['whole'])})(?!\w)"),
        marked=re.compile(rf"(?<!\w)(?:{money})\.?\s*({DIGITS})|({DIGITS})\s*(?:{money})(?!\w)"),
        less=re.compile(rf"(?<!\w)(?:{_any({0: raw['less']})})(?!\w)"),
        more=re.compile(rf"(?<!\w)(?:{_any({0: raw['more']})})(?!\w)"),
        values=values,
    )


def _any(words: Mapping[int, Iterable[str]]) -> str:
    folded = {fold(word) for some in words.values() for word in some}
    return "|".join(re.escape(word) for word in sorted(folded, key=len, reverse=True))


def percent_in(message: str) -> Decimal | None:
    """The first percentage that is named; below zero when it is so much less."""
    text = _plain(message)
    found = _patterns().percent.search(text)
    value = _number(found.group(1) or found.group(2)) if found else None
    return None if value is None else _signed(value, text)


def without(text: str) -> str:
    """A folded text without its sums, its percentages, and the words for more and less."""
    known, left = _patterns(), text.replace("٪", "%")
    for pattern in (known.percent, known.whole, known.scaled, known.marked, known.less, known.more):
        left = pattern.sub(" ", left)
    return left


def money_in(message: str) -> Decimal | None:
    """The first sum that is named, in whatever currency; below zero when it is so much less."""
    text = _plain(message)
    value = _sum_in(text)
    return None if value is None else _signed(value, text)


def _signed(value: Decimal, text: str) -> Decimal:
    return -value if _patterns().less.search(text) else value


def _sum_in(text: str) -> Decimal | None:
    known = _patterns()
    whole = known.whole.search(text)
    if whole:
        return known.values[whole.group()]
    for scaled in known.scaled.finditer(text):
        value = _number(scaled.group(1) or scaled.group(4))
        if value is not None:
            return value * known.values[scaled.group(2) or scaled.group(3)]
    marked = known.marked.search(text)
    if marked:
        return _number(marked.group(1) or marked.group(2))
    sums = [_number(digits) for digits in re.findall(rf"(?<![\w.,])(?:{DIGITS})(?!\w)", text)]
    return next((s for s in sums if s is not None and s >= SMALLEST_SUM and not _year(s)), None)


def _year(value: Decimal) -> bool:
    return 1900 <= value <= 2100


def _plain(message: str) -> str:
    return fold(message).replace("٪", "%")


def _number(text: str) -> Decimal | None:
    """`2.000.000` and `2,000,000` are two million; `2,5` and `2.5` are two and a half."""
    word = text.removeprefix("ب")
    if word in _patterns().values:
        return _patterns().values[word]
    parts = re.split(r"\D", text)
    if len(parts) == 1:
        return Decimal(parts[0])
    if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3:
        return Decimal("".join(parts))
    if len(parts[-1]) <= 2 and all(len(part) == 3 for part in parts[1:-1]):
        return Decimal("".join(parts[:-1]) + "." + parts[-1])
    return None
