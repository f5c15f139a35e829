"""Members that one must-sell product brings to a tier: a join over the tables, never a copy.

Counts as `knowledge.programs.progress` does: products on the list of the terms the member joined
under, bought at least `min_cases` of in the current period, without what those terms exclude.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import CTE, ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.programs.periods import MeasuringPeriod, measuring_period
from knowledge.programs.terms import Metric, ProgramTerms, Target
from knowledge.records.access import visible_to
from knowledge.records.answers import NearTier
from knowledge.records.products import Catalog
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine


@dataclass(frozen=True)
class _List:
    """A must-sell list as it counts in some countries."""

    terms: ProgramTerms
    products: tuple[str, ...]
    here: ColumnElement[bool]
    """Condition on `Outlet`: where this list counts so."""


def read_near_tiers(
    session: Session,
    user: User,
    versions: Sequence[ProgramTerms],
    catalog: Catalog,
    today: dt.date,
    tier: str | None,
    limit: int,
) -> list[NearTier]:
    """The user's members under any of these terms, by code; `tier` = only those near this one."""
    found = [
        near
        for terms in versions
        for near in _read(session, user, terms, catalog, today, tier, limit)
    ]
    return sorted(found, key=lambda near: near.outlet)[:limit]


def _read(
    session: Session,
    user: User,
    terms: ProgramTerms,
    catalog: Catalog,
    today: dt.date,
    tier: str | None,
    limit: int,
) -> Iterator[NearTier]:
    period = measuring_period(terms, today)
    steps = _next_steps(must_sell_ladder(terms))
    wanted = {needed(step) - 1: step for step in steps if tier in (None, step.name)}
    for listed in _lists(terms, catalog) if wanted else ():
        members = _members(user, listed, today)
        short = session.execute(
            _short_of(members, _bought(members, listed, period), set(wanted), limit)
        ).all()
        bought = _bought_by(session, listed, period, [code for code, _, _ in short])
        for code, name, count in short:
            yield from _near(code, name, wanted[count], listed, bought[code], catalog)


def must_sell_ladder(terms: ProgramTerms) -> tuple[Target, ...]:
    """Tiers and slabs that count must-sell products, lowest first."""
    counted = [t for t in terms.targets if t.metric is Metric.MUST_SELL]
    return tuple(sorted(counted, key=needed))


def needed(target: Target) -> int:
    """Products a must-sell target asks for."""
    return 0 if isinstance(target.at_least, dict) else ceil(target.at_least)


def counting_products(terms: ProgramTerms, catalog: Catalog, country: str) -> tuple[str, ...]:
    """The must-sell list without what the terms exclude in a country."""
    here = [e for e in terms.exclusions if not e.countries or country in e.countries]

    def counts(code: str) -> bool:
        product = catalog.products[code]
        return not any(
            code in e.products
            or product.category in e.categories
            or product.regulated in e.regulated
            for e in here
        )

    return tuple(c for c in (terms.must_sell.products if terms.must_sell else ()) if counts(c))


def _next_steps(ladder: Sequence[Target]) -> Iterator[Target]:
    """Those that can be the next one: of two with the same threshold only the first is."""
    last = 0
    for target in ladder:
        if needed(target) > last:
            last = needed(target)
            yield target


def _lists(terms: ProgramTerms, catalog: Catalog) -> Iterator[_List]:
    """One for all countries, unless an exclusion of one country changes the list there."""
    special = sorted({c for e in terms.exclusions for c in e.countries})
    everywhere = counting_products(terms, catalog, "")
    differ = [c for c in special if counting_products(terms, catalog, c) != everywhere]
    yield _List(terms, everywhere, Outlet.country.not_in(differ))
    for country in differ:
        here = Outlet.country == country
        yield _List(terms, counting_products(terms, catalog, country), here)


def active_in(program: str, today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Conditions for an enrollment that is active in a program on a day."""
    return (
        Enrollment.program == program,
        Enrollment.status == "active",
        Enrollment.joined_on <= today,
        Enrollment.left_on.is_(None) | (Enrollment.left_on > today),
    )


def _members(user: User, listed: _List, today: dt.date) -> CTE:
    """Codes and names of the user's outlets that are active in the program today."""
    terms = listed.terms
    return (
        select(Outlet.code, Outlet.name)
        .join(Enrollment, Enrollment.outlet == Outlet.code)
        .where(
            visible_to(user),
            listed.here,
            Enrollment.terms_version == terms.terms_version,
            *active_in(terms.code, today),
        )
        .distinct()
        .cte("members")
    )


def bought_enough(
    outlets: ColumnElement[bool],
    terms: ProgramTerms,
    products: Sequence[str],
    period: MeasuringPeriod,
) -> Select[str, str]:
    """(outlet, product) of which enough was bought in the period, by the outlets meant."""
    until = min(period.end, period.today)
    # Joined to nothing so that no index on products serves: SQLite would take it and read every
    # shop's lines of ten products, where a route's invoices are a few hundred.
    product = InvoiceLine.product.concat("")
    least = terms.must_sell.min_cases if terms.must_sell else 1
    return (
        select(Invoice.outlet, InvoiceLine.product)
        .join(InvoiceLine, InvoiceLine.invoice == Invoice.number)
        .where(
            outlets,
            Invoice.date.between(period.start, until),
            product.in_(products),
        )
        .group_by(Invoice.outlet, InvoiceLine.product)
        .having(func.sum(InvoiceLine.quantity) >= least)
    )


def _bought(members: CTE, listed: _List, period: MeasuringPeriod) -> CTE:
    outlets = Invoice.outlet.in_(select(members.c.code))
    return bought_enough(outlets, listed.terms, listed.products, period).cte("bought")


def _short_of(members: CTE, bought: CTE, counts: set[int], limit: int) -> Select[str, str, int]:
    """Members with exactly one of these counts: one product short of a step."""
    count = func.count(bought.c.product)
    return (
        select(members.c.code, members.c.name, count)
        .join(bought, bought.c.outlet == members.c.code, isouter=True)
        .group_by(members.c.code, members.c.name)
        .having(count.in_(counts))
        .order_by(members.c.code)
        .limit(limit)
    )


def _bought_by(
    session: Session, listed: _List, period: MeasuringPeriod, outlets: Sequence[str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    if outlets:
        for outlet, product in session.execute(
            bought_enough(Invoice.outlet.in_(outlets), listed.terms, listed.products, period)
        ):
            found[outlet].add(product)
    return found


def _near(
    code: str, name: str, target: Target, listed: _List, bought: set[str], catalog: Catalog
) -> Iterator[NearTier]:
    """None where nothing of the list that is missing is still sold."""
    ladder = must_sell_ladder(listed.terms)
    closing = tuple(
        p for p in listed.products if p not in bought and catalog.products[p].status != "delisted"
    )
    if not closing:
        return
    reached = [t for t in ladder if needed(t) <= len(bought)]
    own = tuple(p for p in listed.products if p in bought)
    yield NearTier(code, name, listed.terms, reached[-1] if reached else None, target, own, closing)
