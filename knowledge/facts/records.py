"""What facts ask of the Data API; the real one and the fakes in tests both offer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from assistant.domain import User
from knowledge.pack.schema.rules import Rules
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


class ShopRecords(Protocol):
    """The shop and its programs; raises NotFoundError for what is not the user's."""

    def outlet(self, user: User, code: str) -> OutletProfile: ...

    def purchases(self, user: User, outlet: str, months: int = 6) -> PurchaseProfile: ...

    def ledger(self, user: User, outlet: str, program: str) -> LedgerBalance: ...

    def enrollments(self, user: User, outlet: str) -> Sequence[EnrollmentView]: ...

    def progress(self, user: User, outlet: str, program: str) -> ProgramProgress: ...

    def cases(self, user: User, outlet: str, open_only: bool = True) -> Sequence[CaseView]: ...

    def visits(self, user: User, outlet: str, limit: int = 5) -> Sequence[VisitView]: ...

    def programs(
        self, country: str | None = None, on: date | None = None
    ) -> Sequence[ProgramTerms]: ...

    def products(
        self, language: str = "en", currency: str | None = None
    ) -> Sequence[ProductView]: ...

    def rules(self) -> Rules: ...
