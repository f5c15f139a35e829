"""A change of a membership as data: what a shop leaves with, and the card that a tap confirms.

Pure: no clock, no storage. Days are calendar days of the company; money in the shop's currency.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.enrollment.card import Money, sha256_of
from knowledge.programs.membership import Leaving
from knowledge.programs.periods import first_of_month, measuring_period, months_after
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView

FOUR_PLACES = Decimal("0.0001")
ONE_DAY = dt.timedelta(days=1)


class ChangeKind(StrEnum):
    """What is done to a membership."""

    LEAVE = "leave"
    SUSPEND = "suspend"
    RESUME = "resume"
    TRANSFER = "transfer"
    """The shop has another owner, who is to agree himself."""


@dataclass(frozen=True)
class LastFee:
    """The fee of the month in which the membership ends, if the checks are passed."""

    amount: Decimal
    days: int
    of_days: int
    pay_by: dt.date


@dataclass(frozen=True)
class ChangeCard:
    """Everything a change does. Rendered by the server; bound to who sees it and where."""

    kind: ChangeKind
    user: str
    thread: str
    enrollment: str
    number: int
    """Of this enrollment's changes: after one was written, the next card is another one."""
    outlet: str
    outlet_name: str
    program: str
    terms_version: str
    asked_on: str
    effective_on: str
    """ISO date: from this day on it is so."""
    reason: str
    """Key in the terms for a suspension, else words; may be empty."""
    clause: str
    points: str
    """`kept`, `lost`; empty = the program has none, or they are not touched."""
    points_until: str
    """ISO date: the last day on which points kept can be used; empty = by their own validity."""
    reward: str
    """`paid_if_reached`, `lost`; empty = not touched."""
    fee: Money | None
    """At most, of the last month; None = none."""
    fee_days: int
    fee_of_days: int
    pay_by: str
    rejoin_from: str

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, hex."""
        return sha256_of(asdict(self))

    @property
    def key(self) -> str:
        """Idempotency key of a tap on this card."""
        return tap_key(self.hash)


def tap_key(card_hash: str) -> str:
    """Idempotency key of a tap on the card with this hash."""
    return sha256_of({"tap": card_hash})[:40]


def ends_on(leaving: Leaving, today: dt.date) -> dt.date:
    """The first day outside: notice, then the end of the month where the terms want that."""
    day = today + dt.timedelta(days=leaving.notice_days)
    if not leaving.at_month_end or day.day == 1:
        return day
    return months_after(first_of_month(day), 1)


def last_fee(
    terms: ProgramTerms, leaving: Leaving, held: EnrollmentView, currency: str, end: dt.date
) -> LastFee | None:
    """What the terms give of the last month's fee; None = no fee, or none for that month."""
    fee = (terms.fee or {}).get(currency)
    if fee is None or leaving.fee == "none":
        return None
    month = first_of_month(end - ONE_DAY)
    of_days = monthrange(month.year, month.month)[1]
    days = [month + dt.timedelta(days=n) for n in range(of_days)]
    inside = sum(held.joined_on <= day < end and held.earns_on(day) for day in days)
    if not inside or held.status == "pending_kyc":
        return None
    whole = leaving.fee == "whole_month"
    amount = fee if whole else (fee * inside / of_days).quantize(FOUR_PLACES)
    last = months_after(month, 1) - ONE_DAY
    pay_by = last + dt.timedelta(days=terms.payment.within_days)
    return LastFee(amount, of_days if whole else inside, of_days, pay_by)


def rejoin_from(terms: ProgramTerms, leaving: Leaving, end: dt.date) -> dt.date | None:
    """The first day of joining again; None = at once, or not while the program runs."""
    day = end
    for _period in range(leaving.rejoin_after_periods + 1):
        day = measuring_period(terms, day).end + ONE_DAY
        if day > terms.ends_on:
            return day if leaving.rejoin_after_periods else None
    return day if leaving.rejoin_after_periods else None


def points_until(leaving: Leaving, end: dt.date) -> dt.date | None:
    """The last day on which points can be used; None = by their own validity."""
    if leaving.points == "lost":
        return end - ONE_DAY
    return None if leaving.points_days is None else end + dt.timedelta(days=leaving.points_days)
