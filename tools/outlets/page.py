"""A page of an answer: lines of Markdown, and a fact with its source for every figure in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from assistant.domain import (
    Action,
    Citation,
    Fact,
    Picture,
    ReplyStatus,
    ToolCall,
    ToolResult,
    User,
)
from assistant.language.agent import LanguageAgent, nearest
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
    message: str = ""
    """What the person wrote, in his own words."""
    agent: LanguageAgent = field(default_factory=LanguageAgent)
    """Says what the company wrote in a language it did not write."""
    notices: list[str] = field(default_factory=list)
    """At the end, once each."""
    lines: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The reader's base tag."""
        return self.locale.language

    def say(self, text: str, **slots: str) -> str:
        """A sentence in the reader's language, its slots filled; call it `_`, to be collected."""
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

    def number(self, name: str, value: Decimal | int, unit: str, source: str,
               sentence: str = "", period: str = "") -> str:  # fmt: skip
        """A count whose unit stands elsewhere in the sentence; at most one decimal place."""
        shown = rounded(Decimal(value))
        self._note(Fact(name, shown, unit, source, period, sentence))
        return self.locale.number(shown)

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

    def name(self, name: str, value: str, source: str, unit: str = "name") -> str:
        """A name or other words of a record (`unit` text), safe in Markdown."""
        self._note(Fact(name, value, unit, source))
        return plain(value)

    def words(self, name: str, texts: Mapping[str, str], source: str) -> str:
        """What the company wrote, in the reader's language or the nearest; cited as written."""
        worded = self.agent.translate_text(texts, self.language)
        written = texts.get(worded.language) or texts[nearest(texts, self.language)]
        self.cite(source, written)
        if worded.notice and worded.notice not in self.notices:
            self.notices.append(worded.notice)
        return self.name(name, worded.text, source, "text")

    def clause(self, clause: str, ref: str) -> str:
        """`§4.2`, or nothing where the terms have no clause for it."""
        if not clause:
            return ""
        self._note(Fact("clause", clause, "clause", ref))
        return f"§{clause}"

    def offer(self, tool: str, label: str, message: str = "", **arguments: str) -> None:
        """Something to tap next; a tap says `message` (else the label) about this outlet."""
        if self.outlet is not None:
            arguments = {"outlet": self.outlet, **arguments}
        payload = {"message": message or label}
        outlet = {"outlet": arguments["outlet"]} if "outlet" in arguments else {}
        self.actions.append(Action(tool, label, payload | outlet, ToolCall(tool, arguments)))

    def offer_shop(self, name: str, code: str) -> None:
        """A shop to open with a tap."""
        _ = self.say
        payload = {"outlet": code, "message": _("Brief me on {shop}", shop=name)}
        call = ToolCall("outlet_brief", {"outlet": code})
        self.actions.append(Action("open_outlet", name, payload, call))

    def cite(self, ref: str, quote: str) -> None:
        """A record's own words."""
        self.prove(Citation("record", ref, quote))

    def prove(self, citation: Citation) -> None:
        """A proof of any kind, once."""
        if citation.quote and citation not in self.citations:
            self.citations.append(citation)

    def result(self) -> ToolResult:
        """All of it."""
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n".join([*self.lines, *(f"\n_{notice}_" for notice in self.notices)]),
            facts=tuple(self.facts),
            citations=tuple(self.citations),
            actions=tuple(self.actions),
            pictures=tuple(self.pictures),
            outlet=self.outlet,
            data=self.data,
        )

    def _note(self, fact: Fact) -> None:
        """Once each: the same name may be needed for several shops or programs."""
        if fact not in self.facts:
            self.facts.append(fact)


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
