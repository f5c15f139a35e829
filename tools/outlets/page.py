"""A page of an answer: lines of Markdown, and a fact with its source for every figure in them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from assistant.domain import Action, Citation, Fact, ReplyStatus, ToolResult, User
from assistant.language.catalogs import plural, translate
from assistant.language.formats import Locale, displayed_money

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI


@dataclass
class Page:
    """What a record tool writes on. Figures are shown by the methods that also note the fact."""

    records: DataAPI
    user: User
    today: dt.date
    locale: Locale
    outlet: str | None = None
    """Code of the outlet it is about."""
    lines: list[str] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The reader's base tag."""
        return self.locale.language

    def say(self, text: str, **slots: str) -> str:
        """A sentence in the reader's language, its slots filled. Mark the id with `_` too."""
        return fill(translate(self.language)(text), **slots)

    def count(self, singular: str, many: str, number: int, **slots: str) -> str:
        """A sentence that depends on a number."""
        return fill(plural(self.language)(singular, many, number), **slots)

    def line(self, text: str) -> None:
        """Add a list item."""
        self.lines.append(f"- {text}")

    def heading(self, text: str) -> None:
        """Add a bold line; a blank one before it, unless it is the first."""
        self.lines += [""] * bool(self.lines) + [f"**{text}**"]

    def money(
        self, name: str, amount: Decimal, currency: str, source: str, sentence: str = "",
        period: str = "",
    ) -> str:  # fmt: skip
        """An amount as the reader writes it."""
        shown = displayed_money(amount, currency)
        self._note(Fact(name, shown, currency, source, period, sentence))
        return self.locale.money(shown, currency)

    def quantity(
        self, name: str, value: Decimal | int, unit: str, source: str, sentence: str = "",
        period: str = "",
    ) -> str:  # fmt: skip
        """A count with its unit; at most one decimal place."""
        shown = rounded(Decimal(value))
        self._note(Fact(name, shown, unit, source, period, sentence))
        return self.locale.quantity(shown, unit)

    def percent(self, name: str, value: Decimal, source: str, sentence: str = "",
                period: str = "") -> str:  # fmt: skip
        """A percentage, one decimal place."""
        shown = rounded(value)
        self._note(Fact(name, shown, "percent", source, period, sentence))
        return self.locale.percent(shown)

    def date(self, name: str, day: dt.date, source: str, sentence: str = "") -> str:
        """A day."""
        self._note(Fact(name, day, "date", source, sentence=sentence))
        return self.locale.date(day)

    def name(self, name: str, value: str, source: str) -> str:
        """A name or a word of a record, safe in Markdown."""
        self._note(Fact(name, value, "name", source))
        return plain(value)

    def cite(self, ref: str, quote: str) -> None:
        """A record's own words."""
        citation = Citation("record", ref, quote)
        if quote and citation not in self.citations:
            self.citations.append(citation)

    def result(self) -> ToolResult:
        """All of it."""
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join(self.lines),
            facts=tuple(self.facts.values()),
            citations=tuple(self.citations),
            actions=tuple(self.actions),
            outlet=self.outlet,
            data=self.data,
        )

    def _note(self, fact: Fact) -> None:
        """Under a name of its own: the same name may be needed for each of several programs."""
        same = [f for f in self.facts.values() if f.value == fact.value and f.id == fact.id]
        if not same:
            number = sum(key.split("#")[0] == fact.id for key in self.facts)
            self.facts[f"{fact.id}#{number}"] = fact


def fill(text: str, **slots: str) -> str:
    """Put values into `{slots}`; a value is never searched for slots."""
    return re.sub(r"\{(\w+)\}", lambda m: slots.get(m.group(1), m.group(0)), text)


def plain(text: str) -> str:
    """A record's text on one line, with nothing in it that Markdown would act on."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def rounded(value: Decimal) -> Decimal:
    """At most one decimal place, none where it is whole."""
    shown = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return shown.to_integral_value() if shown == shown.to_integral_value() else shown


def rounded_up(value: Decimal) -> Decimal:
    """Whole units, up: less than what is said must never be enough."""
    return value.quantize(Decimal(1), rounding=ROUND_CEILING)
