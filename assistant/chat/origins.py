"""Where a figure comes from, in words: records, periods and sentences as a reader knows them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from assistant.chat.wording import Wording

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
SPAN = re.compile(r"(\d{4}-\d{2})\.\.(\d{4}-\d{2})")


def kept_in(source: str, words: Wording) -> str:
    """What is looked into: `invoices:ID-0001` → Invoices; `growth-club@3#4.1` → Program terms."""
    return ", ".join(dict.fromkeys(_kept_in(ref, words.say) for ref in source.split("; ")))


def _kept_in(ref: str, _: Callable[[str], str]) -> str:
    known = {
        "outlets": _("The shop's record"),
        "invoices": _("Invoices"),
        "progress": _("Progress, worked out from the invoices"),
        "ledger": _("The ledger of points and rewards"),
        "enrollments": _("The shop's membership"),
        "cases": _("Cases"),
        "visits": _("Visits"),
        "route": _("The route"),
        "products": _("The list of products"),
        "peers": _("Shops like this one"),
    }
    kind, colon, _rest = ref.partition(":")
    if colon and kind in known:
        return known[kind]
    if ref.startswith("rules"):
        return _("The company's rules")
    if ref.startswith("brand"):
        return _("The brand guidelines")
    return _("Program terms") if "@" in ref else _("Record")


def explained(sentence: str, words: Wording) -> str:
    """How a figure came about, in the reader's language.

    Assumptions with figures in them exist in English only: others get them from the button that
    shows the whole calculation.
    """
    whole = words.say(sentence)
    if whole != sentence or words.language.startswith("en"):
        return whole
    parts = [(part, words.say(part)) for part in re.split(r"(?<=\.) ", sentence)]
    said = [told for part, told in parts if told != part]
    return " ".join(said) or sentence


def period_in_words(period: str, words: Wording) -> str:
    """`2026-05..2026-10`, `2026-Q4`, `per month` as the reader writes them."""
    _ = words.say
    rates = {
        "per week": _("per week"),
        "per month": _("per month"),
        "per quarter": _("per quarter"),
        "per year": _("per year"),
    }
    if period in rates:
        return rates[period]
    if span := SPAN.fullmatch(period):
        first, last = _days(span[1]), _days(span[2])
    else:
        first = last = _days(period)
    if first is None or last is None:
        return period
    return f"{words.locale.date(first[0])} – {words.locale.date(last[1])}"


def _days(period: str) -> tuple[date, date] | None:
    """First and last day of `2026-05` or `2026-Q4`."""
    if month := MONTH.fullmatch(period):
        return _from_to(int(month[1]), int(month[2]), 1)
    if quarter := QUARTER.fullmatch(period):
        return _from_to(int(quarter[1]), int(quarter[2]) * 3 - 2, 3)
    return None


def _from_to(year: int, month: int, months: int) -> tuple[date, date]:
    last = month + months - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])
