"""What members earned, redeemed and were paid: worked out from the invoices by the terms.

The arithmetic is written here a second time on purpose, apart from the program's own, so that a
test can hold one against the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from examples.nusa_delta.make_members import (
    Entry,
    Member,
    base_at,
    counting,
    must_sell_count,
    net_of,
    periods,
    program,
)
from examples.nusa_delta.make_points import earned_points, range_bonuses, tier_bonuses, used
from examples.nusa_delta.make_sales import MINOR, Invoice
from examples.nusa_delta.make_shops import TODAY


def make_entries(member: Member, invoices: list[Invoice]) -> tuple[Member, list[Entry]]:
    """All entries of a member by day, and the member with the tier it holds."""
    if member.status == "pending_kyc":
        return member, []
    tier: str | None = None
    entries: list[Entry] = []
    if member.program == "growth-club":
        tier, entries = _growth(member, invoices)
    elif member.program in ("eye-level", "cool-corner"):
        tier, entries = _fees(member)
    else:
        earned = list(earned_points(member, invoices))
        if member.program == "full-shelf":
            earned += range_bonuses(member, invoices)
        else:
            tier, bonuses = tier_bonuses(member, earned)
            earned += bonuses
        entries = used(member, earned)
    return replace(member, tier=tier), entries


def _growth(member: Member, invoices: list[Invoice]) -> tuple[str | None, list[Entry]]:
    draw, terms = member.shop.stream("growth"), program("growth-club")
    tier: str | None = None
    entries = []
    for first, last in periods(3, member.joined_on):
        if not member.is_in(first, last):
            continue
        lines = counting(member.shop, member.program, invoices, first, last)
        held = must_sell_count(lines, member.program)
        tier = next((t["name"] for t in reversed(terms["tiers"]) if held >= t["at_least"]), None)
        amount = growth_reward(member, invoices, first, last)
        if amount > 0:
            entries.append(_payout(member, last, amount, draw, f"{_quarter(first)} reward"))
    return tier, entries


def growth_reward(
    member: Member, invoices: list[Invoice], first: dt.date, last: dt.date
) -> Decimal:
    """Slab and tier percentages of the quarter's net, capped, after the tax withheld."""
    terms = program("growth-club")
    lines = counting(member.shop, member.program, invoices, first, last)
    if len({i.date.month for i, line in lines if line.quantity > 0}) < terms["min_months_billed"]:
        return Decimal(0)
    net, base = net_of(lines), base_at(member.shop, invoices, _base_day(member, first))
    if base <= 0 or net <= 0:
        return Decimal(0)
    growth = (net / (3 * base) - 1) * 100
    held = must_sell_count(lines, member.program)
    slab = max((_percent(s) for s in terms["slabs"] if growth >= s["at_least"]), default=Decimal(0))
    tier = max((_percent(t) for t in terms["tiers"] if held >= t["at_least"]), default=Decimal(0))
    cap = terms["cap_multiple"] * _percent(terms["slabs"][0]) * 3 * base
    return _after_tax(member, min((slab + tier) * net, cap) / 100)


def _base_day(member: Member, first: dt.date) -> dt.date:
    """The base holds from the day of joining to the next first of January or July."""
    review = first.replace(month=1 if first.month < 7 else 7, day=1)
    return max(member.joined_on, review)


def _percent(step: dict[str, dict[str, float]]) -> Decimal:
    return Decimal(str(step["payout"]["percent"]))


def _after_tax(member: Member, amount: Decimal) -> Decimal:
    withheld = program(member.program)["payment"].get("withholding_tax_pct", {})
    rate = Decimal(str(withheld.get(member.shop.country, 0)))
    return (amount * (100 - rate) / 100).quantize(MINOR[member.shop.currency], ROUND_HALF_UP)


def _quarter(first: dt.date) -> str:
    return f"{first.year}-Q{(first.month + 2) // 3}"


def _payout(member: Member, last: dt.date, amount: Decimal, draw: Random, reason: str) -> Entry:
    """Promised by the terms' day; nearly always paid by then."""
    within = program(member.program)["payment"]["within_days"]
    due = last + dt.timedelta(days=within)
    booked = last + dt.timedelta(days=draw.randint(3, 6))
    late = draw.choices((0, 5, 16), (94, 4, 2))[0]
    paid: dt.date | None = due - dt.timedelta(days=draw.randint(0, 5))
    if late:
        paid = due + dt.timedelta(days=late)
    if member.wish.isdigit():
        paid = due + dt.timedelta(days=int(member.wish))
    if reason.startswith(member.wish or "-") or (paid is not None and paid >= TODAY):
        paid = None
    return Entry(member.shop.code, member.program, booked, "payout", amount=amount, due_on=due,
                 paid_on=paid, reason=reason)  # fmt: skip


def _fees(member: Member) -> tuple[str | None, list[Entry]]:
    """A fee for every month that passed; in Eye Level the first failed month is paid too."""
    draw, terms = member.shop.stream("audits"), program(member.program)
    fee = _after_tax(member, Decimal(str(terms["fee"][member.shop.currency])))
    entries: list[Entry] = []
    failed, tier = 0, None
    for first, last in periods(1, member.joined_on):
        if not member.is_in(first, last) or (last - member.joined_on).days < 20:
            continue
        passed = draw.random() < 0.88
        failed += not passed
        tier = terms["tiers"][0]["name"] if passed else None
        grace = member.program == "eye-level" and failed == 1
        if passed or grace:
            reason = f"{first:%Y-%m} fee" + ("" if passed else ", first failed month")
            entries.append(_payout(member, last, fee, draw, reason))
    return tier, entries
