"""Everything a story may stand on, fetched once: the shop, and the shop in one program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from assistant.domain import User
from assistant.language.formats import Locale
from knowledge.facts.records import ShopRecords
from knowledge.facts.regulated import never_promoted
from knowledge.programs.basis import basis_of
from knowledge.programs.eligibility import Eligibility, check_eligibility
from knowledge.programs.inputs import for_program, rule_inputs
from knowledge.programs.rejoining import newest, with_wait
from knowledge.programs.returns import ShopReturn, work_out_return
from knowledge.programs.rewards import ReturnBasis
from knowledge.programs.terms import ProgramTerms
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


@dataclass(frozen=True)
class ShopEvidence:
    """What the records say of one shop, whatever the program."""

    outlet: OutletProfile
    purchases: PurchaseProfile
    enrollments: tuple[EnrollmentView, ...]
    cases: tuple[CaseView, ...]
    """Open ones."""
    visits: tuple[VisitView, ...]
    products: Mapping[str, ProductView]
    programs: tuple[ProgramTerms, ...]
    """Running in its country today."""
    ledgers: Mapping[str, LedgerBalance]
    """Program code → balance, for every program it is or was in."""
    today: date
    language: str
    unpromoted: frozenset[str] = frozenset()
    """Codes of regulated goods: nobody may name them to a shop in its country."""

    @property
    def late_payouts(self) -> Decimal:
        """Money past its due day, over all programs."""
        return sum((b.late_payouts for b in self.ledgers.values()), Decimal(0))

    def enrollment(self, program: str) -> EnrollmentView | None:
        """The newest enrollment in a program, whatever its standing."""
        return newest(self.enrollments, program)


@dataclass(frozen=True)
class Evidence:
    """The shop in one program: what agents, facts and proofs read."""

    shop: ShopEvidence
    progress: ProgramProgress
    inputs: Mapping[str, Mapping[str, Any]]
    eligibility: Eligibility
    basis: ReturnBasis
    shop_return: ShopReturn

    @property
    def terms(self) -> ProgramTerms:
        """The version that holds for this shop."""
        return self.progress.program

    @property
    def outlet(self) -> OutletProfile:
        """The shop."""
        return self.shop.outlet

    @cached_property
    def enrollment(self) -> EnrollmentView | None:
        """Its newest enrollment in this program."""
        return self.shop.enrollment(self.terms.code)

    @property
    def enrolled(self) -> bool:
        """It is in the program now."""
        return self.enrollment is not None and self.enrollment.status == "active"

    @property
    def was_member(self) -> bool:
        """It was in the program and left."""
        return self.enrollment is not None and self.enrollment.status == "left"

    @property
    def ledger(self) -> LedgerBalance | None:
        """Its balance in this program; None if it never was in it."""
        return self.shop.ledgers.get(self.terms.code)


def shop_evidence(
    records: ShopRecords, user: User, outlet: str, today: date, language: str
) -> ShopEvidence:
    """Fetch the shop; the first call raises NotFoundError when it is not this user's."""
    profile = records.outlet(user, outlet)
    enrollments = tuple(records.enrollments(user, outlet))
    products = {p.code: p for p in records.products(language, profile.currency)}
    return ShopEvidence(
        outlet=profile,
        purchases=records.purchases(user, outlet, 6),
        enrollments=enrollments,
        cases=tuple(records.cases(user, outlet, True)),
        visits=tuple(records.visits(user, outlet)),
        products=products,
        programs=tuple(records.programs(profile.country, today)),
        ledgers={
            code: records.ledger(user, outlet, code)
            for code in dict.fromkeys(e.program for e in enrollments)
        },
        today=today,
        language=language,
        unpromoted=frozenset(never_promoted(records.rules(), profile.country, products.values())),
    )


def evidence_for(records: ShopRecords, user: User, shop: ShopEvidence, program: str) -> Evidence:
    """The shop in one program, with what code has decided about it."""
    progress = records.progress(user, shop.outlet.code, program)
    held = shop.enrollment(program)
    enrolled = held is not None and held.status == "active"
    basis = basis_of(shop.outlet, shop.purchases, progress, shop.products, enrolled)
    general = rule_inputs(
        shop.outlet, shop.purchases, shop.enrollments, shop.cases, shop.programs, shop.today
    )
    inputs = for_program(general, progress.program, basis.base_monthly, shop.late_payouts)
    eligibility = check_eligibility(progress.program, inputs, shop.today, shop.language)
    locale = Locale(shop.language, shop.outlet.country)
    return Evidence(
        shop=shop,
        progress=progress,
        inputs=inputs,
        eligibility=with_wait(eligibility, held, progress.program, shop.today, locale),
        basis=basis,
        shop_return=work_out_return(progress.program, basis),
    )
