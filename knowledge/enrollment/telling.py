"""Says a sign-up in words: what the owner does, gets and when; what is on the card; the receipt.

Every figure is noted as a fact with its source, for whoever taps it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.domain import Fact
from assistant.language.catalogs import translate
from assistant.language.direction import isolated, isolated_name
from assistant.language.formats import Locale, displayed_money
from knowledge.enrollment.card import Card
from knowledge.enrollment.ports import Receipt
from knowledge.facts.text import plain
from knowledge.programs.terms import Metric, ProgramTerms, Target

MONEY = re.compile(r"[A-Z]{3}")
SHOWN_DIGITS = 4
"""Of a phone number: enough for its owner to know it by."""


@dataclass
class Sheet:
    """Words of one language, and the facts behind its figures."""

    language: str
    country: str | None
    facts: list[Fact] = field(default_factory=list)

    @property
    def locale(self) -> Locale:
        """How figures are written."""
        return Locale(self.language, self.country)

    def say(self, text: str, **slots: str) -> str:
        """A sentence with its slots filled; call it `_`, to be collected."""
        found = translate(self.language)(text)
        return re.sub(r"\{(\w+)\}", lambda m: slots.get(m[1], m[0]), found)

    def money(self, name: str, amount: Decimal, currency: str, source: str) -> str:
        """As the reader writes it."""
        shown = displayed_money(amount, currency)
        self.note(Fact(name, shown, currency, source))
        return isolated(self.locale.money(shown, currency), self.language)

    def date(self, name: str, day: dt.date, source: str) -> str:
        """A day."""
        self.note(Fact(name, day, "date", source))
        return isolated(self.locale.date(day), self.language)

    def count(self, name: str, value: Decimal, unit: str, source: str) -> str:
        """So many products, points, cases; so many percent."""
        self.note(Fact(name, value, unit, source))
        locale = self.locale
        shown = locale.percent(value) if unit == "percent" else locale.quantity(value, unit)
        return isolated(shown, self.language)

    def name(self, name: str, value: str, source: str) -> str:
        """A name, safe in Markdown and in either direction of writing."""
        self.note(Fact(name, value, "name", source))
        return isolated_name(plain(value), self.language)

    def note(self, fact: Fact) -> None:
        """Once each."""
        if fact not in self.facts:
            self.facts.append(fact)


@dataclass(frozen=True)
class Promise:
    """What is agreed, from the card or from the receipt."""

    target: str
    target_value: Decimal | None
    target_unit: str
    reward: Decimal | None
    currency: str
    pay_by: dt.date
    base: Decimal | None = None

    @classmethod
    def on_card(cls, card: Card, currency: str) -> Promise:
        """As the card has it."""
        return cls(
            card.target,
            Decimal(card.target_value) if card.target_value else None,
            card.target_unit,
            Decimal(card.reward.amount) if card.reward else None,
            currency,
            dt.date.fromisoformat(card.pay_by),
            Decimal(card.base_monthly.amount) if card.base_monthly else None,
        )

    @classmethod
    def on_receipt(cls, receipt: Receipt) -> Promise:
        """As the receipt has it."""
        return cls(
            receipt.target, receipt.target_value, receipt.target_unit, receipt.reward,
            receipt.currency, receipt.pay_by,
        )  # fmt: skip


def three_lines(sheet: Sheet, terms: ProgramTerms, promise: Promise) -> tuple[str, str, str]:
    """Do, get, when: each one short sentence."""
    return does(sheet, terms, promise), gets(sheet, terms, promise), when(sheet, terms, promise)


def does(sheet: Sheet, terms: ProgramTerms, promise: Promise) -> str:
    """What the shop does for it."""
    _ = sheet.say
    target = next((t for t in terms.targets if t.name == promise.target), None)
    source = f"{terms.ref}#{target.clause if target else 'summary'}"
    value, unit = promise.target_value, promise.target_unit
    if target is None or value is None:
        return _("You do: {summary}", summary=_summary(sheet, terms))
    if MONEY.fullmatch(unit):
        amount = sheet.money("period_target", value, unit, source)
        return _reaches(sheet, terms, promise, amount)
    if target.metric is Metric.MUST_SELL:
        count = sheet.count("period_target", value, "product", source)
        return _("You do: buy {count} of the must-sell list.", count=count)
    if target.metric in (Metric.AUDIT_SCORE, Metric.PURITY_PCT):
        share = sheet.count("period_target", value, "percent", source)
        kept = _("You do: keep the display as agreed and pass {share} of the checks.", share=share)
        cooler = _("You do: keep {share} of the cooler for our products.", share=share)
        return cooler if target.metric is Metric.PURITY_PCT else kept
    if unit in ("point", "case"):
        amount = sheet.count("period_target", value, unit, source)
        return _reaches(sheet, terms, promise, amount)
    return _("You do: {summary}", summary=_summary(sheet, terms))


def _reaches(sheet: Sheet, terms: ProgramTerms, promise: Promise, amount: str) -> str:
    """By the last day of the period that is paid for on `pay_by`."""
    _ = sheet.say
    ends = promise.pay_by - dt.timedelta(days=terms.payment.within_days)
    day = sheet.date("period_end", ends, f"{terms.ref}#period")
    return _("You do: reach {amount} by {date}.", amount=amount, date=day)


def gets(sheet: Sheet, terms: ProgramTerms, promise: Promise) -> str:
    """What it brings, or that it is not known."""
    _ = sheet.say
    if not promise.reward:
        return _("You get: what the terms say; how much is not known yet.")
    amount = sheet.money("reward", promise.reward, promise.currency, f"{terms.ref}#return")
    return _("You get: about {amount} for it, tax taken off.", amount=amount)


def when(sheet: Sheet, terms: ProgramTerms, promise: Promise) -> str:
    """By when, and by whom."""
    _ = sheet.say
    source = f"{terms.ref}#{terms.payment.clause}"
    day = sheet.date("pay_by", promise.pay_by, source)
    payer = sheet.name("paid_by", terms.payment.paid_by, source)
    return _("You are paid by {date}, by {company}.", date=day, company=payer)


def target_name(terms: ProgramTerms, name: str, language: str) -> str:
    """The step as the reader's language calls it."""
    step: Target | None = next((t for t in terms.targets if t.name == name), None)
    return step.names.get(language, step.name) if step else name


def masked_phone(phone: str) -> str:
    """`…5417`; nothing for none."""
    return f"…{phone[-SHOWN_DIGITS:]}" if phone else ""


def _summary(sheet: Sheet, terms: ProgramTerms) -> str:
    return plain(terms.summary.get(sheet.language, terms.summary["en"]), 500)
