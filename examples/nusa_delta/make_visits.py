"""Calls of the last three months, what shopkeepers said in them, and the cases that came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import yaml

from examples.nusa_delta.make_members import Member
from examples.nusa_delta.make_sales import WEEK, Invoice
from examples.nusa_delta.make_shops import HERE, TODAY, Shop

FIRST_CALL = dt.date(2026, 8, 17)
OFFERS = ("growth-club", "star-points", "full-shelf", "eye-level", "cool-corner")
KINDS = {
    "rewards-late": "reward_dispute",
    "distrust-points": "reward_dispute",
    "deliveries-late": "short_delivery",
    "tax": "tax",
}
SUBJECTS = {
    "late_delivery": "Order not delivered on the promised day",
    "short_delivery": "Cases missing from the delivery",
    "claim": "Cases arrived wet and dented",
    "reward_dispute": "Reward of the last quarter questioned",
    "tax": "Question about the tax withheld from a reward",
    "other": "Wrong phone number on the statement",
}
HEARD = 7
"""Sayings of each language that are drawn from: those written later change no call of the past."""
OFTEN = {
    "no-space": 3,
    "no-cash": 3,
    "target-too-high": 3,
    "margin-too-low": 3,
    "no-time": 3,
    "too-complicated": 2,
    "owner-not-here": 3,
    "not-interested": 2,
    "competitor-pays-more": 2,
    "just-discount": 2,
}
PROMISES = (
    "bring the one-page leaflet",
    "show the statement next time",
    "ask the owner on his day",
    "bring the base in writing",
)


@dataclass(frozen=True)
class Visit:
    """A call."""

    shop: Shop
    date: dt.date
    outcome: str
    program: str | None = None
    objection: str | None = None
    said: str | None = None
    language: str | None = None
    promise: str | None = None
    next_on: dt.date | None = None


@dataclass(frozen=True)
class Case:
    """A delivery, claim or dispute."""

    shop: Shop
    kind: str
    opened_on: dt.date
    closed_on: dt.date | None = None
    invoice: str | None = None
    program: str | None = None
    amount: Decimal | None = None


@cache
def objections() -> dict[str, dict[str, Any]]:
    """The playbook's objections by key."""
    listed = yaml.safe_load((HERE / "playbook" / "objections.yaml").read_text("utf-8"))
    return {o["key"]: o for o in listed["objections"]}


def make_visits(shop: Shop, invoices: list[Invoice], members: list[Member]) -> list[Visit]:
    """About one call a week that was written down."""
    draw = shop.stream("visits")
    ordered = {i.date for i in invoices if i.returns is None}
    joined = {m.joined_on: m.program for m in members}
    visits = []
    for day in _call_days(shop, draw, ordered | set(joined)):
        if day in joined:
            visits.append(Visit(shop, day, "joined", joined[day]))
        elif draw.random() < 0.11 and shop.channel != "wholesale":
            visits.append(_refused(shop, day, draw, {m.program for m in members}))
        else:
            outcome = (
                "ordered" if day in ordered else draw.choice(("nothing", "nothing", "come_back"))
            )
            visits.append(Visit(shop, day, outcome))
    return _staged(shop, visits)


def _call_days(shop: Shop, draw: Random, sure: set[dt.date]) -> Iterator[dt.date]:
    day, first = FIRST_CALL, shop.visit_days.split("|")[0]
    while day < TODAY:
        usual = WEEK[day.weekday()] == first and draw.random() < 0.8
        if (usual or day in sure) and day >= shop.opened_on:
            yield day
        day += dt.timedelta(days=1)


def _refused(shop: Shop, day: dt.date, draw: Random, held: set[str]) -> Visit:
    offers = [code for code in OFFERS if code not in held]
    keys = sorted(objections())
    if shop.state:
        # What a staged shop is about must not be blurred by an open case or a doubt.
        keys = [k for k in keys if objections()[k].get("handling") not in ("case", "reschedule")]
        keys = [k for k in keys if k not in ("rules-changed", "distrust-points")]
    key = draw.choices(keys, [OFTEN.get(k, 1) for k in keys])[0]
    return _objected(shop, day, draw, draw.choice(offers), key)


def _objected(shop: Shop, day: dt.date, draw: Random, offer: str, key: str) -> Visit:
    language = shop.language or "en"
    handling = objections()[key].get("handling", "answer")
    outcome = {"case": "escalated", "reschedule": "come_back"}.get(handling, "declined")
    again = day + dt.timedelta(days=draw.choice((7, 7, 14)))
    return Visit(
        shop,
        day,
        outcome,
        offer,
        key,
        draw.choice(objections()[key]["says"][language][:HEARD]),
        language,
        draw.choice(PROMISES) if draw.random() < 0.3 else None,
        again if outcome != "declined" or draw.random() < 0.3 else None,
    )


def _staged(shop: Shop, visits: list[Visit]) -> list[Visit]:
    """The last calls of a staged shop are its own."""
    draw = shop.stream("story")
    calls = [v.date for v in visits if v.outcome != "joined"]
    for back, key in enumerate(shop.stage.get("declined", ()), start=1):
        visits = [v for v in visits if v.date != calls[-back]]
        visits.append(_objected(shop, calls[-back], draw, "growth-club", key))
    if "promise" in shop.stage:
        visits = [v for v in visits if v.date != calls[-1]]
        promise = shop.stage["promise"]
        visits.append(Visit(shop, calls[-1], "come_back", promise=promise, next_on=TODAY))
    return sorted(visits, key=lambda v: v.date)


def make_cases(
    shop: Shop, invoices: list[Invoice], visits: list[Visit], members: list[Member]
) -> list[Case]:
    """What went wrong: complaints from calls, late trucks, and what the stage wants."""
    draw = shop.stream("cases")
    cases = list(_from_visits(visits, invoices, members, draw))
    cases += _late_trucks(shop, invoices, draw)
    wanted = shop.stage.get("case")
    if wanted:
        cases = [c for c in cases if c.closed_on is not None]
        waiting = [i for i in invoices if i.returns is None and i.date < wanted["opened_on"]]
        about = waiting[-1]
        amount = about.lines[0].price * 2 if wanted["kind"] == "claim" else None
        cases.append(
            Case(shop, wanted["kind"], wanted["opened_on"], None, about.number, None, amount)
        )
    return cases


def _from_visits(
    visits: list[Visit], invoices: list[Invoice], members: list[Member], draw: Random
) -> Iterator[Case]:
    for visit in visits:
        kind = KINDS.get(visit.objection or "")
        if visit.outcome != "escalated" or kind is None:
            continue
        closed = visit.date + dt.timedelta(days=draw.randint(3, 24))
        before = [i.number for i in invoices if i.date < visit.date and i.returns is None]
        held = [m.program for m in members if m.joined_on < visit.date]
        yield Case(
            visit.shop,
            kind if held or kind != "reward_dispute" else "other",
            visit.date,
            closed if closed < TODAY else None,
            before[-1] if before and kind == "short_delivery" else None,
            held[0] if held and kind in ("reward_dispute", "tax") else None,
        )


def _late_trucks(shop: Shop, invoices: list[Invoice], draw: Random) -> Iterator[Case]:
    for invoice in invoices:
        if invoice.promised_on is None or invoice.delivered_on is None:
            continue
        late = (invoice.delivered_on - invoice.promised_on).days
        if late > 2 and draw.random() < 0.12:
            opened = invoice.promised_on + dt.timedelta(days=3)
            closed = invoice.delivered_on + dt.timedelta(days=draw.randint(1, 4))
            yield Case(
                shop, "late_delivery", opened, closed if closed < TODAY else None, invoice.number
            )
