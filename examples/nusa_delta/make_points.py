"""Points: earned by the invoice, activated by its payment, used and expired oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from examples.nusa_delta.make_members import (
    Entry,
    Member,
    counting,
    month_later,
    must_sell_count,
    periods,
    program,
)
from examples.nusa_delta.make_sales import Invoice, Line
from examples.nusa_delta.make_shops import TODAY

CARRIED_OVER = dt.date(2025, 12, 31)


@dataclass
class Lot:
    """Active points that expire together."""

    last_day: dt.date
    points: int
    invoice: str | None


def earned_points(member: Member, invoices: list[Invoice]) -> Iterator[Entry]:
    """Points pending with the invoice, active when it is paid, taken back with a return."""
    terms = program(member.program)
    since, until = max(member.joined_on, terms["starts_on"]), member.left_on or TODAY
    open_points: dict[str, int] = {}
    for invoice in invoices:
        if not since <= invoice.date < until:
            continue
        points = points_of(member, counting(member.shop, member.program, [invoice], since, TODAY))
        entry = Entry(
            member.shop.code,
            member.program,
            invoice.date,
            "pending",
            points,
            invoice=invoice.number,
        )
        if invoice.returns is None and points > 0:
            open_points[invoice.number] = points
            yield entry
            if invoice.paid_on is not None:
                last = year_later(invoice.paid_on)
                yield replace(entry, date=invoice.paid_on, kind="activate", expires_on=last)
        elif points < 0 and invoice.returns in open_points:
            # Rounding must not take back more than the invoice gave.
            back = max(points, -open_points[invoice.returns])
            yield replace(
                entry, kind="reverse", points=back, invoice=invoice.returns, reason="goods returned"
            )


def points_of(member: Member, lines: Iterable[tuple[Invoice, Line]]) -> int:
    """Whole points for the lines of one invoice; a return takes the same way back."""
    total = Decimal(0)
    for invoice, line in lines:
        rates = [
            Decimal(str(rule.get("multiplier", 1)))
            / Decimal(str(rule["points_per"][member.shop.currency]))
            for rule in program(member.program)["earn_rules"]
            if line.product in rule.get("products", (line.product,))
            and rule.get("starts_on", invoice.date)
            <= invoice.date
            <= rule.get("ends_on", invoice.date)
        ]
        total += line.net * max(rates, default=Decimal(0))
    return int(total)


def range_bonuses(member: Member, invoices: list[Invoice]) -> Iterator[Entry]:
    """Bonus points for every month with enough of the must-sell list."""
    draw = member.shop.stream("range")
    for first, last in periods(1, max(member.joined_on, program("full-shelf")["starts_on"])):
        if not member.is_in(first, last):
            continue
        lines = counting(member.shop, member.program, invoices, first, last)
        held = must_sell_count(lines, member.program)
        slabs = [s for s in program("full-shelf")["slabs"] if held >= s["at_least"]]
        if slabs:
            booked = last + dt.timedelta(days=draw.randint(3, 9))
            yield Entry(
                member.shop.code,
                member.program,
                booked,
                "earn",
                slabs[-1]["payout"]["points"],
                expires_on=year_later(booked),
                reason=f"{first:%Y-%m}: {held} of 10 must-sell products",
            )


def tier_bonuses(member: Member, earned: list[Entry]) -> tuple[str | None, list[Entry]]:
    """After each quarter its tier is set, down one step at most, and its bonus booked."""
    tiers, step = program("star-points")["tiers"], 0
    bonuses: list[Entry] = []
    for first, last in periods(3, max(member.joined_on, dt.date(2026, 1, 1))):
        if not member.is_in(first, last):
            continue
        points = sum(
            e.points or 0 for e in earned if first <= e.date <= last and e.kind != "activate"
        )
        reached = max(n for n, tier in enumerate(tiers) if points >= tier["at_least"] or n == 0)
        step = max(reached, step - 1)
        extra = int(points * (Decimal(str(tiers[step]["multiplier"])) - 1))
        booked = last + dt.timedelta(days=4)
        if extra > 0:
            reason = f"{first.year}-Q{(first.month + 2) // 3} {tiers[step]['name']} bonus"
            bonuses.append(
                Entry(
                    member.shop.code,
                    member.program,
                    booked,
                    "earn",
                    extra,
                    expires_on=year_later(booked),
                    reason=reason,
                )
            )
    return tiers[step]["name"], bonuses


def used(member: Member, earned: list[Entry]) -> list[Entry]:
    """The same entries with redemptions, and with what expired, in the order of the days."""
    draw = member.shop.stream("redeems")
    earned = [*earned, *_by_hand(member, earned, draw)]
    keen = 0.0 if member.wish == "never" else draw.choice((0.0, 0.12, 0.3))
    done: list[Entry] = []
    lots: list[Lot] = []
    first = month_later(member.joined_on.replace(day=1), 1)
    ends = [d for d in (month_later(first, n) for n in range(30)) if d < TODAY]
    queue = sorted(earned, key=_in_order)
    for day in [*ends, TODAY]:
        due = [e for e in queue if e.date < day]
        queue = queue[len(due) :]
        for entry in due:
            done.append(entry)
            _book(lots, entry)
        done += _expired(member, lots, day)
        done += _redeemed(member, lots, day, draw.random() < keen)
    return sorted(done, key=_in_order)


def _by_hand(member: Member, earned: list[Entry], draw: Random) -> Iterator[Entry]:
    """What was carried over from the terms before, and what was put right after a dispute."""
    shop, code = member.shop.code, member.program
    if code == "star-points" and member.joined_on < dt.date(2026, 1, 1):
        points, last = draw.randrange(120, 900, 10), dt.date(2026, draw.randint(3, 6), 28)
        why = "carried over from terms version 3"
        yield Entry(shop, code, CARRIED_OVER, "earn", points, expires_on=last, reason=why)
    if earned and draw.random() < 0.06:
        day, points = earned[len(earned) // 2].date, draw.randrange(40, 200, 10)
        booked, why = day + dt.timedelta(days=9), "correction after a dispute"
        last = year_later(booked)
        yield Entry(shop, code, booked, "adjust", points, expires_on=last, reason=why)


def _in_order(entry: Entry) -> tuple[dt.date, int, str]:
    order = {"pending": 0, "activate": 1, "adjust": 1, "earn": 1}
    return entry.date, order.get(entry.kind, 2), entry.invoice or ""


def _book(lots: list[Lot], entry: Entry) -> None:
    points = entry.points or 0
    if entry.kind in ("activate", "adjust", "earn") and entry.expires_on is not None:
        lots.append(Lot(entry.expires_on, points, entry.invoice))
    for lot in lots:
        if entry.kind == "reverse" and lot.invoice == entry.invoice:
            lot.points = max(lot.points + points, 0)


def _expired(member: Member, lots: list[Lot], day: dt.date) -> Iterator[Entry]:
    for lot in [lot for lot in lots if lot.last_day < day]:
        lots.remove(lot)
        if lot.points:
            yield Entry(
                member.shop.code,
                member.program,
                lot.last_day + dt.timedelta(days=1),
                "expire",
                -lot.points,
                reason="not used in time",
            )


def _redeemed(member: Member, lots: list[Lot], day: dt.date, wants: bool) -> Iterator[Entry]:
    held = sum(lot.points for lot in lots)
    if not wants or day >= TODAY or held < program(member.program)["points"]["min_redeem"]:
        return
    wanted = left = max(500, held // 2 // 100 * 100)
    for lot in sorted(lots, key=lambda lot: lot.last_day):
        taken = min(lot.points, left)
        lot.points -= taken
        left -= taken
    yield Entry(member.shop.code, member.program, day, "redeem", -wanted, reason="voucher")


def year_later(day: dt.date) -> dt.date:
    """The same day next year; 29 February becomes the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28) if leap else day.replace(year=day.year + 1)
