"""Shops like one shop, as counts of at least five: never a name, a code or a figure of another.

Peers are the open shops of the same country, channel and class in the nearest territory above that
has enough of them; where even the country has too few of a class, those of every class. A count
under five is left out, also when it only falls under five without the shops that the user may see
anyway, and so is one that holds for every shop that he may not see.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, func, select, true
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.programs.periods import measuring_period
from knowledge.programs.terms import ProgramTerms
from knowledge.records.access import visible_to
from knowledge.records.answers import PeerCounts
from knowledge.records.near_tiers import active_in, bought_enough, counting_products
from knowledge.records.outlets import TerritoryTree
from knowledge.records.products import Catalog
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Territory
from knowledge.records.tables.sales import Invoice

FEWEST = 5
"""Shops that a count stands for, at the least."""
ENOUGH = 40
"""Peers from which no wider territory is looked at."""


@dataclass(frozen=True)
class _Split:
    """A count, and how much of it lies outside what the user may see."""

    total: int
    foreign: int

    def told(self, whole: _Split) -> int | None:
        """The count, if it tells nothing of fewer than five shops that are not the user's."""
        is_safe = not whole.foreign or FEWEST <= self.foreign < whole.foreign
        return self.total if is_safe and self.total >= FEWEST else None


def read_peers(
    session: Session,
    user: User,
    outlet: Outlet,
    terms: ProgramTerms,
    catalog: Catalog,
    tree: TerritoryTree,
    today: dt.date,
) -> PeerCounts | None:
    """None when there are fewer than five, or fewer than five beside those he may see."""
    found = _group(session, user, outlet)
    if found is None:
        return None
    territory, has_class, peers, whole = found
    members = _split(session.execute(_members(peers, terms, today)))
    lacking = _lacking(session, outlet, terms, catalog, today)
    return PeerCounts(
        program=terms,
        outlet=outlet.code,
        place=tree.name(territory),
        channel=outlet.channel,
        outlet_class=outlet.outlet_class if has_class else None,
        peers=whole.total,
        members=members.told(whole),
        buying={
            product: split.told(whole)
            for product, split in _buying(session, peers, terms, lacking, today)
        },
    )


def _group(session: Session, user: User, outlet: Outlet) -> tuple[str, bool, CTE, _Split] | None:
    """Territory, whether they are of one class, who they are, how many."""
    largest: tuple[str, bool, CTE, _Split] | None = None
    for has_class in (True, False):
        for territory in _above(session, outlet.territory):
            peers = _peers(user, outlet, territory, has_class)
            whole = _split(session.execute(select(peers.c.own, func.count()).group_by(peers.c.own)))
            if whole.total < FEWEST or 0 < whole.foreign < FEWEST:
                continue
            largest = (territory, has_class, peers, whole)
            if whole.total >= ENOUGH:
                return largest
    return largest


def _above(session: Session, territory: str) -> Iterator[str]:
    """The outlet's own territory, the one above it, and so on."""
    seen: set[str] = set()
    code: str | None = territory
    while code is not None and code not in seen:
        seen.add(code)
        yield code
        code = session.scalar(select(Territory.parent).where(Territory.code == code))


def _peers(user: User, outlet: Outlet, territory: str, has_class: bool) -> CTE:
    """Codes, and whether the user may see the shop."""
    below = select(Territory.code).where(Territory.code == territory).cte("below", recursive=True)
    below = below.union(select(Territory.code).join(below, Territory.parent == below.c.code))
    return (
        select(Outlet.code, visible_to(user).label("own"))
        .where(
            Outlet.territory.in_(select(below.c.code)),
            Outlet.country == outlet.country,
            Outlet.channel == outlet.channel,
            Outlet.outlet_class.is_not_distinct_from(outlet.outlet_class) if has_class else true(),
            Outlet.status == "active",
            Outlet.code != outlet.code,
        )
        .cte("peers")
    )


def _split(rows: Iterable[Any]) -> _Split:
    counted = {bool(own): count for own, count in rows}
    return _Split(sum(counted.values()), counted.get(False, 0))


def _members(peers: CTE, terms: ProgramTerms, today: dt.date) -> Any:
    return (
        select(peers.c.own, func.count(peers.c.code.distinct()))
        .join(Enrollment, Enrollment.outlet == peers.c.code)
        .where(*active_in(terms.code, today))
        .group_by(peers.c.own)
    )


def _lacking(
    session: Session, outlet: Outlet, terms: ProgramTerms, catalog: Catalog, today: dt.date
) -> list[str]:
    """Must-sell products that the shop itself has not bought enough of, and could buy."""
    listed = [
        code
        for code in counting_products(terms, catalog, outlet.country)
        if catalog.products[code].status != "delisted"
    ]
    period = measuring_period(terms, today)
    own = bought_enough(Invoice.outlet == outlet.code, terms, listed, period)
    bought = {product for _, product in session.execute(own)} if listed else set()
    return [code for code in listed if code not in bought]


def _buying(
    session: Session, peers: CTE, terms: ProgramTerms, products: Sequence[str], today: dt.date
) -> list[tuple[str, _Split]]:
    """How many peers bought enough of each product in the period."""
    if not products:
        return []
    outlets = Invoice.outlet.in_(select(peers.c.code))
    enough = bought_enough(outlets, terms, products, measuring_period(terms, today)).cte("enough")
    rows = session.execute(
        select(enough.c.product, peers.c.own, func.count())
        .join(peers, peers.c.code == enough.c.outlet)
        .group_by(enough.c.product, peers.c.own)
    )
    found: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for product, own, count in rows:
        found[product].append((own, count))
    return [(product, _split(found[product])) for product in products]
