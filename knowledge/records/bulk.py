"""Reads many outlets with a handful of queries, and answers for each as the Data API would.

A chunk of outlets is read at once; what is worked out from the rows is worked out by the same code
that the Data API uses. Permission is in the query that names the outlets: what a user may not see
is not in his chunk.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Row, func, select
from sqlalchemy.orm import Session

from assistant.domain import User
from assistant.errors import NotFoundError
from knowledge.pack.schema.rules import Rules
from knowledge.programs.progress import Purchase
from knowledge.programs.terms import ProgramTerms
from knowledge.records.access import below, visible_to
from knowledge.records.answers import (
    CaseView,
    EnrollmentView,
    LedgerBalance,
    OutletProfile,
    ProductView,
    ProgramProgress,
    PurchaseProfile,
    VisitView,
)
from knowledge.records.database import reading
from knowledge.records.ledger import ledger_balance
from knowledge.records.outlets import TerritoryTree, profile_of
from knowledge.records.pack_content import read_content
from knowledge.records.products import Catalog
from knowledge.records.program_shelf import ProgramShelf
from knowledge.records.progress_figures import Known, counts_from, progress_from, purchases_of
from knowledge.records.purchases import profile_of_lines, read_from
from knowledge.records.sales import Bought, lines_of, order_days
from knowledge.records.standing import cases_of, enrollments_of, membership_in, visits_of
from knowledge.records.tables.enrollments import LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Territory
from knowledge.records.tables.types import storable

PROFILE_MONTHS = 6
VISITS = 5
PAGE = 10_000
"""Codes read at a time: a million of them need not be in memory."""


@dataclass(frozen=True)
class Selection:
    """Which outlets: those a user may see, of one territory if one is named."""

    user: User
    territory: str | None = None


class BulkRecords:
    """Chunks of outlets with all that stories need. One load of the company; make it anew after."""

    def __init__(self, engine: Engine, today: dt.date) -> None:
        self._engine = engine
        self.today = today

    @cached_property
    def _company(self) -> Company:
        with reading(self._engine) as session:
            return Company(
                tree=TerritoryTree.read(session),
                catalog=Catalog.read(session),
                shelf=ProgramShelf.read(session),
                rules=read_content(session, Rules),
            )

    def count(self, selection: Selection, after: str = "") -> int:
        """How many outlets are selected, of those behind a code.

        Raises:
            NotFoundError: there is no such territory.
        """
        with reading(self._engine) as session:
            conditions = _selected(session, selection)
            counted = select(func.count()).select_from(Outlet)
            return session.scalar(counted.where(*conditions, Outlet.code > after)) or 0

    def pages(self, selection: Selection, size: int, after: str = "") -> Iterator[list[str]]:
        """Codes of the selected outlets behind a code, in order, so many at a time."""
        while True:
            with reading(self._engine) as session:
                wanted = select(Outlet.code).where(*_selected(session, selection))
                ordered = wanted.where(Outlet.code > after).order_by(Outlet.code)
                codes = list(session.scalars(ordered.limit(PAGE)))
            for start in range(0, len(codes), size):
                yield codes[start : start + size]
            if len(codes) < PAGE:
                return
            after = codes[-1]

    def codes(self, selection: Selection) -> list[str]:
        """Codes of all selected outlets, in order."""
        return [code for page in self.pages(selection, PAGE) for code in page]

    def chunk(self, user: User, codes: Sequence[str]) -> Chunk:
        """Those of the outlets that the user may see; it answers what `ShopRecords` asks."""
        company, today = self._company, self.today
        with reading(self._engine) as session:
            outlets = {
                row.code: row
                for row in session.execute(
                    select(*Outlet.__table__.c)
                    .where(Outlet.code.in_(codes), visible_to(user))
                    .order_by(Outlet.code)
                )
            }
            seen = list(outlets)
            return Chunk(
                user=user,
                today=today,
                company=company,
                outlets=outlets,
                lines=lines_of(session, seen, company.reads_from(today), today),
                order_days=order_days(session, seen, today),
                enrolled=enrollments_of(session, seen, today),
                open_cases=cases_of(session, seen, today, open_only=True),
                last_visits=visits_of(session, seen, today, VISITS),
                entries=_entries(session, seen),
            )


@dataclass(frozen=True)
class Company:
    """What is the same for all its outlets."""

    tree: TerritoryTree
    catalog: Catalog
    shelf: ProgramShelf
    rules: Rules

    def reads_from(self, today: dt.date) -> dt.date:
        """The first day whose invoices any profile or program needs."""
        starts = [counts_from(terms, today) for terms in self.shelf.versions.values()]
        return min([read_from(today, PROFILE_MONTHS), *starts])


@dataclass(frozen=True)
class Chunk:
    """Some outlets of one user; answers as the Data API does (`knowledge.facts.ShopRecords`)."""

    user: User
    today: dt.date
    company: Company
    outlets: Mapping[str, Row[Any]]
    lines: Mapping[str, Sequence[Bought]]
    order_days: Mapping[str, tuple[dt.date, dt.date]]
    enrolled: Mapping[str, Sequence[EnrollmentView]]
    open_cases: Mapping[str, Sequence[CaseView]]
    last_visits: Mapping[str, Sequence[VisitView]]
    entries: Mapping[tuple[str, str], Sequence[LedgerEntry]]

    def __iter__(self) -> Iterator[str]:
        """Codes of the outlets, sorted."""
        return iter(self.outlets)

    def outlet(self, user: User, code: str) -> OutletProfile:
        row = self._row(user, code)
        if code not in self._profiles:
            self._profiles[code] = profile_of(row, self.company.tree)
        return self._profiles[code]

    def purchases(self, user: User, outlet: str, months: int = PROFILE_MONTHS) -> PurchaseProfile:
        """Raises ValueError for more months than were read."""
        row = self._row(user, outlet)
        if months > PROFILE_MONTHS:
            raise ValueError(f"a chunk holds {PROFILE_MONTHS} months")
        return profile_of_lines(
            row,
            self.lines.get(outlet, ()),
            self.order_days.get(outlet, (None, None)),
            self.company.catalog,
            self.today,
            months,
        )

    def enrollments(self, user: User, outlet: str) -> Sequence[EnrollmentView]:
        self._row(user, outlet)
        return self.enrolled.get(outlet, ())

    def ledger(self, user: User, outlet: str, program: str) -> LedgerBalance:
        row = self._row(user, outlet)
        membership = membership_in(self.enrollments(user, outlet), program, self.today)
        terms = self.company.shelf.terms_for(program, membership)
        entries = self.entries.get((outlet, program), ())
        return ledger_balance(entries, terms, (row.code, row.currency), self.today)

    def progress(self, user: User, outlet: str, program: str) -> ProgramProgress:
        row = self._row(user, outlet)
        membership = membership_in(self.enrollments(user, outlet), program, self.today)
        terms = self.company.shelf.terms_for(program, membership)
        known = Known(
            purchases=self._purchases(outlet),
            first_order_on=self.order_days.get(outlet, (None, None))[0],
            entries=self.entries.get((outlet, program), ()),
        )
        return progress_from(row, terms, membership, known, self.today)

    def cases(self, user: User, outlet: str, open_only: bool = True) -> Sequence[CaseView]:
        """Raises ValueError for closed ones: they were not read."""
        self._row(user, outlet)
        if not open_only:
            raise ValueError("a chunk holds open cases only")
        return self.open_cases.get(outlet, ())

    def visits(self, user: User, outlet: str, limit: int = VISITS) -> Sequence[VisitView]:
        self._row(user, outlet)
        return self.last_visits.get(outlet, ())[:limit]

    def programs(
        self, country: str | None = None, on: dt.date | None = None
    ) -> Sequence[ProgramTerms]:
        return self.company.shelf.current(country, on)

    def rules(self) -> Rules:
        return self.company.rules

    def products(self, language: str = "en", currency: str | None = None) -> Sequence[ProductView]:
        catalog, kept = self.company.catalog, self._products
        if (language, currency) not in kept:
            views = [catalog.view(code, language, currency) for code in catalog.products]
            kept[language, currency] = views
        return kept[language, currency]

    @cached_property
    def _products(self) -> dict[tuple[str, str | None], Sequence[ProductView]]:
        return {}

    @cached_property
    def _profiles(self) -> dict[str, OutletProfile]:
        return {}

    @cached_property
    def _bought(self) -> dict[str, Sequence[Purchase]]:
        return {}

    def _purchases(self, outlet: str) -> Sequence[Purchase]:
        """Made once for all programs."""
        if outlet not in self._bought:
            lines = self.lines.get(outlet, ())
            self._bought[outlet] = purchases_of(lines, self.company.catalog)
        return self._bought[outlet]

    def _row(self, user: User, code: str) -> Any:
        if user != self.user or code not in self.outlets:
            raise NotFoundError(f"There is no outlet {code[:64]!r} among those you may see.")
        return self.outlets[code]


def _selected(session: Session, selection: Selection) -> tuple[ColumnElement[bool], ...]:
    seen = visible_to(selection.user)
    if selection.territory is None:
        return (seen,)
    if session.get(Territory, storable(selection.territory)) is None:
        raise NotFoundError(f"There is no route {selection.territory[:64]!r}.")
    return (seen, Outlet.territory.in_(below([selection.territory])))


def _entries(
    session: Session, outlets: Sequence[str]
) -> Mapping[tuple[str, str], Sequence[LedgerEntry]]:
    """(outlet, program) → its ledger."""
    rows = session.execute(select(*LedgerEntry.__table__.c).where(LedgerEntry.outlet.in_(outlets)))
    found: dict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        found[row.outlet, row.program].append(cast(LedgerEntry, row))
    return found
