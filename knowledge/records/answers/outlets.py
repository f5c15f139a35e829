"""Who a shop is, and what has happened there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class OutletProfile:
    """A shop as the company knows it."""

    code: str
    name: str
    owner_name: str | None
    language: str | None
    channel: str
    outlet_class: str | None
    territory: str
    territory_name: str
    town: str | None
    """Name of the nearest territory above that is a town (else an area)."""
    sequence: int | None
    visit_days: tuple[str, ...]
    country: str
    currency: str
    opened_on: dt.date | None
    status: str
    area_m2: Decimal | None
    has_cooler: bool | None
    credit_limit: Decimal | None
    credit_days: int | None
    overdue: Decimal | None
    credit_lock: str | None
    kyc_level: int | None
    phone_masked: str | None
    """Only the last three digits: `…417`."""


@dataclass(frozen=True)
class OutletMatch:
    """A hit of a search by name or code."""

    code: str
    name: str
    town: str | None
    score: float
    """0 to 100; 100 = the very name or code."""
    owner_name: str | None = None


@dataclass(frozen=True)
class RouteStop:
    """A shop on today's route."""

    outlet: str
    name: str
    channel: str
    outlet_class: str | None
    sequence: int | None
    route: str
    """Name of the outlet's territory."""
    last_order_on: dt.date | None
    open_cases: int


@dataclass(frozen=True)
class CaseView:
    """A delivery, claim or dispute."""

    id: str
    outlet: str | None
    kind: str
    subject: str
    opened_on: dt.date
    closed_on: dt.date | None
    invoice: str | None
    program: str | None
    amount: Decimal | None
    opened_by: str | None = None
    """User id, when it was opened with a tap."""
    facts: str | None = None
    """What the records said at that moment: a JSON list of `id`, `value`, `unit`, `source`."""


@dataclass(frozen=True)
class VisitView:
    """A past call."""

    date: dt.date
    rep: str
    """The rep's name."""
    outcome: str
    program: str | None
    objection: str | None
    said: str | None
    promise: str | None
    next_on: dt.date | None
    reason: str | None = None
    """Why it ended so: the rep's or the shopkeeper's words, or the key of an objection."""
    enrollment: str | None = None
    """Id of what came of it, when the shop joined."""


@dataclass(frozen=True)
class ChangesSinceVisit:
    """What has happened at a shop after its last call; days behind that call, up to today."""

    since: dt.date
    """Day of the last call before today, whoever made it."""
    orders: int = 0
    ordered: Decimal = Decimal(0)
    """Net value of what was invoiced, returns taken off, outlet currency."""
    cases_opened: tuple[CaseView, ...] = ()
    cases_closed: tuple[CaseView, ...] = ()
    rewards_paid: Decimal = Decimal(0)
    """Payouts that reached the shop, outlet currency."""
    joined: tuple[str, ...] = ()
    """Program codes."""
    left: tuple[str, ...] = ()
    new_terms: tuple[str, ...] = ()
    """`growth-club@3`: terms that began for a program it is in, or may join."""
