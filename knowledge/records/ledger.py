"""What a shop holds in a program, worked out from the append-only ledger.

| kind | does |
|---|---|
| `earn` | points are usable at once |
| `pending` | points wait, by invoice, until the invoice is paid |
| `activate` | frees waiting points of its invoice, else the oldest; no figure = all of them |
| `redeem` | uses the points that expire first |
| `expire` | books what has run out; points past their day are not usable before it is booked |
| `reverse` | takes back: waiting points of its invoice, then usable ones of it, then the oldest |
| `adjust` | a correction either way |
| `payout` | money out; open until `paid_on` |
| `open` | the shop joined here; points count again after a `close` |
| `close` | the shop left: points are usable until `expires_on` at the most |

A point is usable up to and including `expires_on`; where that is empty the program's `valid_months`
from the day it became usable decide, and without those it stays. What is taken beyond what is
there is owed: the next points settle it first, so a balance can be negative. The sign of `redeem`,
`expire`, `reverse` does not matter, they always take. Money in `reverse` and `adjust` counts as a
signed payout; in `close` it is the most that is due of the last month's fee, and no payout yet. On
one day what gives comes before what takes. Entries after `as_of` do not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.programs.periods import months_after
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import LedgerBalance, LedgerEntryView
from knowledge.records.tables.enrollments import LedgerEntry

EXPIRING_DAYS = 60
SHOWN_ENTRIES = 20
_TAKES = frozenset({"redeem", "expire", "reverse"})
_MONEY = frozenset({"payout", "reverse", "adjust"})


@dataclass
class _Lot:
    points: int
    expires_on: dt.date | None
    invoice: str | None


@dataclass
class PointsAccount:
    """Runs over the entries of one outlet in one program, oldest first."""

    valid_months: int | None
    usable: list[_Lot] = field(default_factory=list)
    waiting: list[_Lot] = field(default_factory=list)
    lapsed: int = 0
    """Points past their day whose expiry is not booked yet."""
    owed: int = 0
    closed_until: dt.date | None = None
    """The shop left: no point is usable after this day."""

    def book(self, entry: LedgerEntry) -> None:
        """Take one entry in; its day must not be before that of the last."""
        self.lapse(entry.date)
        points = entry.points
        if entry.kind == "activate":
            self._activate(entry)
        elif entry.kind == "close":
            self._close(entry.expires_on)
        elif entry.kind == "open":
            self.closed_until = None
        elif points is None or entry.kind == "payout":
            return
        elif entry.kind == "pending":
            self.waiting.append(_Lot(points, entry.expires_on, entry.invoice))
        elif entry.kind == "expire":
            booked = min(self.lapsed, abs(points))
            self.lapsed -= booked
            self._take(abs(points) - booked)
        elif entry.kind == "reverse":
            self._reverse(abs(points), entry.invoice)
        elif entry.kind == "redeem" or points < 0:
            self._take(abs(points))
        else:
            self._give(points, entry)

    def lapse(self, day: dt.date) -> None:
        """Set aside what is past its last usable day."""
        gone = [lot for lot in self.usable if lot.expires_on is not None and lot.expires_on < day]
        self.lapsed += sum(lot.points for lot in gone)
        self.usable = [lot for lot in self.usable if lot not in gone]

    @property
    def balance(self) -> int:
        """Usable points less what is owed."""
        return sum(lot.points for lot in self.usable) - self.owed

    def _give(self, points: int, entry: LedgerEntry, expires_on: dt.date | None = None) -> None:
        settled = min(self.owed, points)
        self.owed -= settled
        if points > settled:
            last_day = entry.expires_on or expires_on or self._last_day(entry.date)
            last_day = self._at_most(last_day)
            self.usable.append(_Lot(points - settled, last_day, entry.invoice))

    def _close(self, until: dt.date | None) -> None:
        self.closed_until = until
        for lot in self.usable:
            lot.expires_on = self._at_most(lot.expires_on)

    def _at_most(self, day: dt.date | None) -> dt.date | None:
        if self.closed_until is None:
            return day
        return self.closed_until if day is None else min(day, self.closed_until)

    def _last_day(self, day: dt.date) -> dt.date | None:
        return None if self.valid_months is None else same_day_later(day, self.valid_months)

    def _activate(self, entry: LedgerEntry) -> None:
        lots = [lot for lot in self.waiting if entry.invoice in (None, lot.invoice)]
        freed = sum(lot.points for lot in lots) if entry.points is None else abs(entry.points)
        expires_on = lots[0].expires_on if lots else None
        _drain(lots, freed)
        self.waiting = [lot for lot in self.waiting if lot.points]
        self._give(freed, entry, expires_on)

    def _reverse(self, points: int, invoice: str | None) -> None:
        if invoice is not None:
            points = _drain([lot for lot in self.waiting if lot.invoice == invoice], points)
            points = _drain([lot for lot in self.usable if lot.invoice == invoice], points)
            self.waiting = [lot for lot in self.waiting if lot.points]
        self._take(points)

    def _take(self, points: int) -> None:
        lots = sorted(self.usable, key=lambda lot: lot.expires_on or dt.date.max)
        self.owed += _drain(lots, points)
        self.usable = [lot for lot in self.usable if lot.points]


def ledger_balance(
    entries: Iterable[LedgerEntry], program: ProgramTerms, owner: tuple[str, str], as_of: dt.date
) -> LedgerBalance:
    """The balance on a day; `owner` is outlet code and currency."""
    outlet, currency = owner
    booked = sorted((e for e in entries if e.date <= as_of), key=_in_order)
    account = PointsAccount(program.points.valid_months if program.points else None)
    for entry in booked:
        account.book(entry)
    account.lapse(as_of)
    soon = as_of + dt.timedelta(days=EXPIRING_DAYS)
    days = [(lot.expires_on, lot.points) for lot in account.usable if lot.expires_on]
    worth = program.points.value.get(currency) if program.points else None
    paid, unpaid, late = _money(booked, as_of)
    return LedgerBalance(
        outlet=outlet,
        program=program.code,
        as_of=as_of,
        active_points=account.balance,
        pending_points=sum(lot.points for lot in account.waiting),
        expiring_points=sum(points for day, points in days if day <= soon),
        next_expiry_on=min((day for day, _ in days), default=None),
        points_value=None if worth is None else worth * account.balance,
        paid_out=paid,
        open_payouts=unpaid,
        late_payouts=late,
        currency=currency,
        entries=tuple(_entry_view(e) for e in reversed(booked[-SHOWN_ENTRIES:])),
    )


def points_earned(entries: Iterable[LedgerEntry], since: dt.date, until: dt.date) -> int:
    """Points earned in these days, usable or waiting, less what was taken back."""
    total = 0
    for entry in entries:
        if entry.points is None or not since <= entry.date <= until:
            continue
        if entry.kind in {"earn", "pending", "adjust"}:
            total += entry.points
        elif entry.kind == "reverse":
            total -= abs(entry.points)
    return total


def same_day_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day where it is shorter."""
    following = months_after(day.replace(day=1), months + 1)
    last = following - dt.timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _in_order(entry: LedgerEntry) -> tuple[dt.date, bool, str]:
    takes = entry.kind in _TAKES or (entry.points or 0) < 0
    return (entry.date, takes, entry.id)


def _drain(lots: Sequence[_Lot], points: int) -> int:
    """Take points out of the lots in their order; gives back what they could not cover."""
    for lot in lots:
        taken = min(lot.points, points)
        lot.points -= taken
        points -= taken
    return points


def _money(entries: Iterable[LedgerEntry], as_of: dt.date) -> tuple[Decimal, Decimal, Decimal]:
    """Paid, open, and of the open what is past its due day."""
    paid = unpaid = late = Decimal(0)
    for entry in entries:
        if entry.kind not in _MONEY or entry.amount is None:
            continue
        if entry.paid_on is not None and entry.paid_on <= as_of:
            paid += entry.amount
            continue
        unpaid += entry.amount
        if entry.due_on is not None and entry.due_on < as_of:
            late += entry.amount
    return paid, unpaid, late


def _entry_view(entry: LedgerEntry) -> LedgerEntryView:
    names = LedgerEntryView.__dataclass_fields__
    return LedgerEntryView(**{name: getattr(entry, name) for name in names})
