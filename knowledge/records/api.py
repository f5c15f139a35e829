"""The Data API: typed answers from the records, for one user, who sees only his territories.

The permission check is here, below every tool and model: an outlet outside the user's
territories raises the same NotFoundError as one that does not exist.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.guardrails import GuardrailPolicy
from knowledge.pack.schema.playbook import Frameworks, Objections, Personas, Rubric
from knowledge.pack.schema.rules import Rules
from knowledge.programs.terms import ProgramTerms
from knowledge.records import outlets, standing
from knowledge.records.access import seen_outlet
from knowledge.records.answers import (
    CaseView,
    EnrollmentView,
    InvoiceView,
    JoiningRecords,
    LedgerBalance,
    NearTier,
    OutletInsights,
    OutletMatch,
    OutletProfile,
    PeerCounts,
    ProductView,
    ProgramProgress,
    PurchaseProfile,
    RouteStop,
    VisitView,
)
from knowledge.records.calls import CallRecords
from knowledge.records.case_file import CaseFile
from knowledge.records.database import reading
from knowledge.records.freshness import UntilNextLoad
from knowledge.records.insights import outlet_insights
from knowledge.records.joining import read_joining
from knowledge.records.ledger import ledger_balance
from knowledge.records.near_tiers import read_near_tiers
from knowledge.records.objections_heard import ObjectionsHeard
from knowledge.records.outlets import TerritoryTree
from knowledge.records.pack_content import Content, read_content, read_image
from knowledge.records.peers import read_peers
from knowledge.records.people import read_user, read_users
from knowledge.records.products import Catalog
from knowledge.records.program_shelf import ProgramShelf
from knowledge.records.progress_figures import read_ledger, read_progress
from knowledge.records.purchases import purchase_profile
from knowledge.records.sales import read_invoices
from knowledge.records.tables.outlets import Outlet

Today = dt.date | Callable[[], dt.date]
"""The company's day: fixed for a demo and for tests, else asked for at each call."""


class DataAPI:
    """What the company's records say. Thread-safe; make one per process."""

    def __init__(self, engine: Engine, today: Today) -> None:
        self._engine = engine
        self._today = today
        self._kept = UntilNextLoad(engine)
        self.objections_heard = ObjectionsHeard(engine, lambda: self.today)
        self.case_file = CaseFile(engine, lambda: self.today)
        self.calls = CallRecords(engine, lambda: self.today, self._kept, self._programs)

    @property
    def today(self) -> dt.date:
        """The company's day."""
        return self._today if isinstance(self._today, dt.date) else self._today()

    def user(self, user_id: str) -> User:
        """Who has this login name; NotFoundError for nobody."""
        with self._reading() as session:
            return read_user(session, user_id)

    def users(self) -> list[User]:
        """Everybody who may log in, by id."""
        with self._reading() as session:
            return read_users(session)

    # Outlets

    def visible_outlets(self, user: User) -> list[OutletMatch]:
        """Every outlet the user may see, closed ones too, by code."""
        tree = self._territories()
        with self._reading() as session:
            return outlets.list_visible(session, user, tree)

    def find_outlets(self, user: User, query: str, limit: int = 5) -> list[OutletMatch]:
        """The user's outlets by name or code, misspelled or not, best first; scores of 100."""
        return outlets.best_matches(self.visible_outlets(user), query, limit)

    def outlet(self, user: User, code: str) -> OutletProfile:
        """The shop as the company knows it."""
        tree = self._territories()
        with self._reading_outlet(user, code) as (_, outlet):
            return outlets.profile_of(outlet, tree)

    def route(self, user: User, day: dt.date | None = None) -> list[RouteStop]:
        """The open shops to call on a day (None = today), in call order."""
        tree = self._territories()
        with self._reading() as session:
            return outlets.route_on(session, user, day or self.today, tree)

    # Sales

    def invoices(
        self,
        user: User,
        outlet: str,
        since: dt.date | None = None,
        until: dt.date | None = None,
        limit: int = 20,
    ) -> list[InvoiceView]:
        """The newest invoices between two days (both included), newest first."""
        span = (since, min(until or self.today, self.today))
        catalog = self._catalog()
        with self._reading_outlet(user, outlet) as (session, shop):
            return read_invoices(session, shop, catalog, span, limit)

    def purchases(self, user: User, outlet: str, months: int = 6) -> PurchaseProfile:
        """What, how often, how much, over so many full months and the one that has begun."""
        catalog = self._catalog()
        with self._reading_outlet(user, outlet) as (session, shop):
            return purchase_profile(session, shop, catalog, self.today, months)

    def insights(self, user: User, outlet: str) -> OutletInsights | None:
        """Segment, direction, likelihood to enroll, next products; None = nothing was learned."""
        catalog = self._catalog()
        with self._reading_outlet(user, outlet) as (session, shop):
            return outlet_insights(session, shop.code, catalog)

    # Programs

    def programs(self, country: str | None = None, on: dt.date | None = None) -> list[ProgramTerms]:
        """Current terms of every program, or of those that run there and then."""
        return self._programs().current(country, on)

    def program(self, code: str, terms_version: str | None = None) -> ProgramTerms:
        """One program's terms, the current ones unless a version is named."""
        return self._programs().get(code, terms_version)

    def program_versions(self, code: str) -> list[ProgramTerms]:
        """Every version of a program on record, the one that starts first first."""
        return self._programs().versions_of(code)

    def enrollments(self, user: User, outlet: str) -> list[EnrollmentView]:
        """Every enrollment of the outlet, left ones too, newest first."""
        with self._reading_outlet(user, outlet) as (session, shop):
            return standing.read_enrollments(session, shop.code, self.today)

    def ledger(self, user: User, outlet: str, program: str) -> LedgerBalance:
        """Points and payouts today; see `knowledge.records.ledger` for what each kind does."""
        shelf = self._programs()
        with self._reading_outlet(user, outlet) as (session, shop):
            membership = standing.read_membership(session, shop.code, program, self.today)
            terms = shelf.terms_for(program, membership)
            entries = read_ledger(session, shop.code, program)
            return ledger_balance(entries, terms, (shop.code, shop.currency), self.today)

    def progress(self, user: User, outlet: str, program: str) -> ProgramProgress:
        """Standing, run-rate and gaps in the current period, enrolled or not.

        A member's under the terms it joined under; see `knowledge.programs.progress`.
        """
        shelf, catalog, today = self._programs(), self._catalog(), self.today
        with self._reading_outlet(user, outlet) as (session, shop):
            membership = standing.read_membership(session, shop.code, program, today)
            terms = shelf.terms_for(program, membership)
            return read_progress(session, shop, terms, membership, catalog, today)

    def near_tiers(
        self, user: User, program: str, tier: str | None = None, limit: int = 200
    ) -> list[NearTier]:
        """The user's members that one must-sell product brings to a tier (`tier` = to this)."""
        versions, catalog = self.program_versions(program), self._catalog()
        with self._reading() as session:
            return read_near_tiers(session, user, versions, catalog, self.today, tier, limit)

    def peers(self, user: User, outlet: str, program: str) -> PeerCounts | None:
        """How shops like this one stand to a program, as counts; None = too few to tell."""
        terms, catalog, tree = self.program(program), self._catalog(), self._territories()
        with self._reading_outlet(user, outlet) as (session, shop):
            return read_peers(session, user, shop, terms, catalog, tree, self.today)

    def joining(self, user: User, outlet: str) -> JoiningRecords:
        """All that joining a program is decided on, in one reading."""
        catalog = self._catalog()
        with self._reading_outlet(user, outlet) as (session, shop):
            return read_joining(session, shop, catalog, self.today)

    # Cases and visits

    def cases(self, user: User, outlet: str, open_only: bool = True) -> list[CaseView]:
        """Deliveries, claims and disputes, the oldest first."""
        with self._reading_outlet(user, outlet) as (session, shop):
            return standing.read_cases(session, shop.code, self.today, open_only)

    def visits(self, user: User, outlet: str, limit: int = 5) -> list[VisitView]:
        """The last calls, newest first."""
        with self._reading_outlet(user, outlet) as (session, shop):
            return standing.read_visits(session, shop.code, self.today, limit)

    # Products

    def product(self, code: str, language: str = "en", currency: str | None = None) -> ProductView:
        """A product as a reader calls it; NotFoundError when there is none."""
        return self._catalog().view(code, language, currency)

    def products(self, language: str = "en", currency: str | None = None) -> list[ProductView]:
        """All products, by code."""
        catalog = self._catalog()
        return [catalog.view(code, language, currency) for code in catalog.products]

    # The pack

    def company(self) -> Company:
        """`company.yaml`; StorageError while nothing is loaded."""
        return self._content(Company)

    def brand(self) -> BrandGuidelines:
        """`brand/guidelines.yaml`."""
        return self._content(BrandGuidelines)

    def image(self, file: str) -> tuple[str, bytes] | None:
        """Media type and bytes of an image under `brand/images/`; None where there is none."""
        with self._reading() as session:
            return read_image(session, file)

    def rules(self) -> Rules:
        """`rules.yaml`."""
        return self._content(Rules)

    def frameworks(self) -> Frameworks:
        """`playbook/frameworks.yaml`."""
        return self._content(Frameworks)

    def objections(self) -> Objections:
        """`playbook/objections.yaml`."""
        return self._content(Objections)

    def personas(self) -> Personas:
        """`playbook/personas.yaml`."""
        return self._content(Personas)

    def rubric(self) -> Rubric:
        """`playbook/rubric.yaml`."""
        return self._content(Rubric)

    def guardrail_policy(self) -> GuardrailPolicy:
        """`guardrails.yaml`."""
        return self._content(GuardrailPolicy)

    # What is kept until the next load is fetched before a session is opened, never inside one:
    # a thread that holds a connection and waits for a second one can block all the others.

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with reading(self._engine) as session:
            yield session

    @contextmanager
    def _reading_outlet(self, user: User, code: str) -> Iterator[tuple[Session, Outlet]]:
        """Every method about an outlet goes through here: no outlet row without permission."""
        with reading(self._engine) as session:
            yield session, seen_outlet(session, user, code)

    def _content(self, model: type[Content]) -> Content:
        def make() -> Content:
            with self._reading() as session:
                return read_content(session, model)

        return self._kept.get(model, make)

    def _territories(self) -> TerritoryTree:
        def make() -> TerritoryTree:
            with self._reading() as session:
                return TerritoryTree.read(session)

        return self._kept.get(TerritoryTree, make)

    def _catalog(self) -> Catalog:
        def make() -> Catalog:
            with self._reading() as session:
                return Catalog.read(session)

        return self._kept.get(Catalog, make)

    def _programs(self) -> ProgramShelf:
        def make() -> ProgramShelf:
            with self._reading() as session:
                return ProgramShelf.read(session)

        return self._kept.get(ProgramShelf, make)
