"""Says a fact as the reader reads it: his language, his country, his plural."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistant.domain import Fact, FactValue
from assistant.language.direction import isolated, isolated_name
from assistant.language.formats import Locale
from knowledge.facts.text import LONGEST_NAME, LONGEST_TEXT, plain
from knowledge.facts.words import words

COUNTED = frozenset({
    "case", "piece", "point", "product", "day", "week", "month", "order", "audit", "facing",
})  # fmt: skip
CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Renderer:
    """A reader: base language tag and ISO country."""

    language: str
    country: str | None

    def render(self, fact: Fact) -> str:
        """One fact in words.

        Raises:
            KeyError: a phrase nobody has words for.
            ValueError: a value that does not fit its unit.
        """
        return _rendered(fact.value, fact.unit, self.language, self.country)

    def can(self, fact: Fact) -> bool:
        """There are words for it."""
        value, unit = fact.value, fact.unit
        if isinstance(value, Decimal):
            known = unit in COUNTED or unit == "percent" or CURRENCY.fullmatch(unit)
            return value.is_finite() and bool(known)
        if isinstance(value, date):
            return True
        phrases = words(self.language).phrases.get(unit)
        return bool(value) and (phrases is None or all(v in phrases for v in value.split("|")))


@lru_cache(maxsize=65_536)
def _rendered(value: FactValue, unit: str, language: str, country: str | None) -> str:
    locale = Locale(language, country)
    if isinstance(value, Decimal):
        return isolated(_figure(value, unit, locale), language)
    if isinstance(value, date):
        return isolated(locale.date(value), language)
    phrases = words(language).phrases
    if unit in phrases:
        return f" {phrases['or']['or']} ".join(phrases[unit][v] for v in value.split("|"))
    if unit == "names":
        return locale.list([isolated_name(plain(v), language) for v in value.split("|")])
    return isolated_name(plain(value, LONGEST_TEXT if unit == "text" else LONGEST_NAME), language)


def _figure(value: Decimal, unit: str, locale: Locale) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no figure")
    if unit == "percent":
        return locale.percent(value)
    if unit in COUNTED:
        return locale.quantity(value, unit)
    return locale.money(value, unit)
