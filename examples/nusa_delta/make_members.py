"""Who joined which program, and under which terms; what they earned is in make_ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import yaml

from examples.nusa_delta.make_sales import MINOR, Invoice, Line
from examples.nusa_delta.make_shops import HERE, TODAY, Shop

REVIEW = dt.date(2026, 7, 1)
"""The last day on which every base was worked out anew."""
KEEN = {
    "growing": 1.5,
    "surge": 1.5,
    "steady": 1.0,
    "stuck": 0.9,
    "declining": 0.6,
    "lapsed": 0.7,
    "new": 0.6,
    "young": 0.0,
}


@dataclass(frozen=True)
class Member:
    """An enrollment, and what the stage wants of its ledger."""

    shop: Shop
    program: str
    status: str
    joined_on: dt.date
    left_on: dt.date | None = None
    tier: str | None = None
    base: Decimal | None = None
    consented: bool = True
    wish: str = ""
    """`never` redeems, a period that stays `unpaid`, or days a payout was late."""

    def is_in(self, first: dt.date, last: dt.date) -> bool:
        """Whether a period that has ended counts for it."""
        out = self.left_on or dt.date.max
        return self.status != "pending_kyc" and self.joined_on <= last < min(out, TODAY)


@dataclass(frozen=True)
class Entry:
    """A row of the ledger, still without its id."""

    outlet: str
    program: str
    date: dt.date
    kind: str
    points: int | None = None
    amount: Decimal | None = None
    invoice: str | None = None
    expires_on: dt.date | None = None
    due_on: dt.date | None = None
    paid_on: dt.date | None = None
    reason: str | None = None


@cache
def program(code: str) -> dict[str, Any]:
    """The terms, as the pack's own YAML says them."""
    terms: dict[str, Any] = yaml.safe_load((HERE / "programs" / f"{code}.yaml").read_text("utf-8"))
    return terms


def make_members(shops: list[Shop], sold: dict[str, list[Invoice]]) -> list[Member]:
    """Every enrollment, with base and without tier."""
    members = [m for shop in shops for m in _joined(shop, sold[shop.code])]
    return [_with_base(m, sold[m.shop.code]) for m in members]


def _joined(shop: Shop, invoices: list[Invoice]) -> Iterator[Member]:
    if shop.stage:
        for wanted in shop.stage.get("enroll", ()):
            yield _staged(shop, wanted)
        return
    draw = shop.stream("joins")
    keen = KEEN[shop.path] * {"A": 1.25, "B": 1.0, "C": 0.75}[shop.outlet_class or "C"]
    chances = {
        code: draw.random()
        for code in ("growth-club", "star-points", "full-shelf", "eye-level", "cool-corner")
    }
    volume = next(
        (
            c
            for c in ("growth-club", "star-points")
            if _may(shop, c, invoices) and chances[c] < keen * 0.24
        ),
        None,
    )
    shelf = next(
        (
            c
            for c in ("eye-level", "cool-corner")
            if _may(shop, c, invoices) and chances[c] < keen * 0.4
        ),
        None,
    )
    full = (
        "full-shelf"
        if _may(shop, "full-shelf", invoices) and chances["full-shelf"] < keen * 0.24
        else None
    )
    for code in (volume, full, shelf):
        if code:
            yield _member(shop, code, draw)


def _staged(shop: Shop, wanted: dict[str, Any]) -> Member:
    left = wanted.get("left_on")
    wish = str(wanted.get("redeems") or wanted.get("unpaid") or wanted.get("paid_late") or "")
    status = "left" if left else "active"
    return Member(shop, wanted["program"], status, wanted["joined_on"], left, wish=wish)


def _may(shop: Shop, code: str, invoices: list[Invoice]) -> bool:
    """Fit to join by what does not change from day to day."""
    if shop.channel == "wholesale" or shop.opened_on > dt.date(2026, 1, 1) or shop.kyc_level < 1:
        return False
    if shop.lapsed_on is not None and shop.lapsed_on < dt.date(2026, 7, 15):
        return code == "star-points"
    big = shop.outlet_class in ("A", "B")
    shelf = shop.channel in ("general_trade", "modern_trade")
    return {
        "growth-club": big and bool(invoices) and invoices[0].date < dt.date(2025, 10, 1),
        "star-points": True,
        "full-shelf": shelf,
        "eye-level": big and shelf and shop.kyc_level >= 2 and (shop.area_m2 or 0) >= 12,
        "cool-corner": shop.has_cooler is True and shop.kyc_level >= 2,
    }[code]


def _member(shop: Shop, code: str, draw: Random) -> Member:
    """Joins on a working day while joining is open; some leave, some wait for their papers."""
    terms = program(code)
    first = max(terms["enroll_from"], terms["starts_on"] if code != "star-points" else dt.date.min)
    first = max(first, dt.date(2026, 3, 9) if code == "growth-club" else first)
    # Egypt's coolers are being counted: nobody can join Cool Corner there since 9 November.
    paused = (shop.country, code) == ("EG", "cool-corner")
    last = min(TODAY - dt.timedelta(days=8 if paused else 4), shop.lapsed_on or dt.date.max)
    joined = first + dt.timedelta(days=int(draw.random() ** 1.6 * max((last - first).days, 1)))
    chance, left_on = draw.random(), None
    status = "active"
    if shop.lapsed_on is not None and chance < 0.75:
        status, left_on = "left", shop.lapsed_on + dt.timedelta(days=draw.randint(0, 25))
    elif chance < 0.06 and joined < dt.date(2026, 8, 1):
        status, left_on = "left", joined + dt.timedelta(days=draw.randint(40, 100))
    elif chance > 0.96:
        status = "suspended"
    elif chance > 0.90 and code in ("eye-level", "cool-corner", "full-shelf") and not paused:
        status, joined = "pending_kyc", TODAY - dt.timedelta(days=draw.randint(1, 9))
    if left_on is not None and left_on >= TODAY:
        left_on = TODAY - dt.timedelta(days=1)
    return Member(shop, code, status, joined, left_on, consented=draw.random() > 0.03)


def _with_base(member: Member, invoices: list[Invoice]) -> Member:
    if member.program != "growth-club":
        return member
    reviewed = member.left_on is None or member.left_on >= REVIEW
    since = REVIEW if reviewed and member.joined_on < REVIEW else member.joined_on
    return replace(member, base=base_at(member.shop, invoices, since))


def base_at(shop: Shop, invoices: list[Invoice], day: dt.date) -> Decimal:
    """Mean monthly net of what counts, in the six full months before the month of a day."""
    until = day.replace(day=1)
    since = month_later(until, -6)
    net = net_of(counting(shop, "growth-club", invoices, since, until - dt.timedelta(days=1)))
    return (net / 6).quantize(MINOR[shop.currency])


def counting(
    shop: Shop, code: str, invoices: Iterable[Invoice], first: dt.date, last: dt.date
) -> list[tuple[Invoice, Line]]:
    """Lines of these days that the program does not exclude in the shop's country."""
    rules = [
        e for e in program(code)["exclusions"] if shop.country in e.get("countries", [shop.country])
    ]
    barred = {product for rule in rules for product in rule.get("products", ())}
    if any("infant_formula" in rule.get("regulated", ()) for rule in rules):
        barred.add("MLK-INF-400")
    return [
        (i, line)
        for i in invoices
        if first <= i.date <= last
        for line in i.lines
        if line.product not in barred
    ]


def net_of(lines: Iterable[tuple[Invoice, Line]]) -> Decimal:
    """What they come to."""
    return sum((line.net for _, line in lines), Decimal(0))


def must_sell_count(lines: Iterable[tuple[Invoice, Line]], code: str) -> int:
    """Products of the program's list with enough cases among the lines."""
    listed = program(code)["must_sell"]
    cases = dict.fromkeys(listed["products"], Decimal(0))
    for _, line in lines:
        if line.product in cases:
            cases[line.product] += line.quantity
    return sum(quantity >= listed["min_cases"] for quantity in cases.values())


def month_later(first: dt.date, months: int) -> dt.date:
    """The first of a month, so many months on."""
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def periods(months: int, since: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of every calendar period from a day on that has ended."""
    first = since.replace(day=1)
    while (first.month - 1) % months:
        first = month_later(first, -1)
    while (last := month_later(first, months) - dt.timedelta(days=1)) < TODAY:
        yield first, last
        first = month_later(first, months)
