"""Slots in a written text, and the filling of them in the reader's locale."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.domain import Fact
from assistant.language.formats import Locale

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
COUNTED = ("case", "piece", "point", "product", "day", "week", "month", "order", "audit", "facing")
LONGEST_NAME = 120
LONGEST_TEXT = 2_000
# Invisible controls and markup characters: a name must not steer the page that shows it.
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`*<>\[\]{}|\\#~]+")


def slots_in(text: str) -> tuple[str, ...]:
    """Slot ids in the order they are told, each once."""
    return tuple(dict.fromkeys(SLOT.findall(text)))


@dataclass(frozen=True)
class Renderer:
    """Says a fact as the reader reads it."""

    locale: Locale
    phrases: Mapping[str, Mapping[str, str]]

    def render(self, fact: Fact) -> str:
        """One fact in words.

        Raises:
            KeyError: a phrase or unit nobody has words for.
            ValueError: a value that does not fit its unit.
        """
        value, unit = fact.value, fact.unit
        if isinstance(value, Decimal):
            return self._figure(value, unit)
        if isinstance(value, date):
            return self.locale.date(value)
        if unit in self.phrases:
            words = [self.phrases[unit][v] for v in value.split("|")]
            return f" {self.phrases['or']['or']} ".join(words)
        if unit == "names":
            return self.locale.list([plain(v) for v in value.split("|")])
        return plain(value, LONGEST_TEXT if unit == "text" else LONGEST_NAME)

    def _figure(self, value: Decimal, unit: str) -> str:
        if not value.is_finite():
            raise ValueError(f"{value} is no figure")
        if unit == "percent":
            return self.locale.percent(value)
        if unit in COUNTED:
            return self.locale.quantity(value, unit)
        return self.locale.money(value, unit)


def plain(name: str, most: int = LONGEST_NAME) -> str:
    """A name without anything that is markup or invisible, on one line, bounded."""
    return " ".join(UNSAFE.sub(" ", name).split())[:most]


def fill(text: str, say: Callable[[str], str]) -> str:
    """Every slot replaced, in one pass: what is filled in is never looked at again."""
    filled = SLOT.sub(lambda found: say(found.group(1)), text)
    # A text fact may end in a full stop where the sentence around it has one too.
    return re.sub(r"([.!?؟])\.(?=\s|$)", r"\1", filled)
