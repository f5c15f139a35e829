"""How much of a program's budget is committed, from the ledger, where the pack does not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.programs.terms import ProgramTerms
from knowledge.records.tables.enrollments import Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet

Committed = Mapping[tuple[str, str], Decimal]
"""Program code and ISO 4217 code → money. A pair that is not there is not known."""
GIVEN = ("earn", "pending")
TAKEN = ("reverse",)
MONEY = ("payout", "reverse", "adjust")


def with_budgets(session: Session, terms: Iterable[ProgramTerms]) -> list[ProgramTerms]:
    """The terms, with what the ledger knows where the pack states a ceiling and no use of it."""
    held = list(terms)
    if not any(_unstated(program) for program in held):
        return held
    known = committed(session, held)
    return [_filled(program, known) for program in held]


def committed(session: Session, terms: Iterable[ProgramTerms]) -> Committed:
    """Rewards paid or due, and points given out at their worth.

    Nothing is committed where nobody has joined. Where shops have joined and the ledger is silent,
    it is not known.
    """
    worth = {program.code: program.points for program in terms}
    total: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for code, currency, kind, amount, points in _sums(session):
        if kind in MONEY and amount is not None:
            total[code, currency] += amount
        value = worth[code].value.get(currency) if worth.get(code) else None  # type: ignore[union-attr]
        if points and value is not None and kind in (*GIVEN, *TAKEN):
            total[code, currency] += (abs(points) if kind in GIVEN else -abs(points)) * value
    joined = _joined(session)
    currencies = set(session.scalars(select(Outlet.currency).distinct()))
    untouched = {(code, c) for code in worth for c in currencies} - joined - total.keys()
    return {**dict.fromkeys(untouched, Decimal(0)), **total}


def _sums(session: Session) -> Iterable[tuple[str, str, str, Decimal | None, int | None]]:
    found = session.execute(
        select(
            LedgerEntry.program,
            Outlet.currency,
            LedgerEntry.kind,
            func.sum(LedgerEntry.amount),
            func.sum(LedgerEntry.points),
        )
        .join(Outlet, Outlet.code == LedgerEntry.outlet)
        .group_by(LedgerEntry.program, Outlet.currency, LedgerEntry.kind)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


def _joined(session: Session) -> set[tuple[str, str]]:
    found = session.execute(
        select(Enrollment.program, Outlet.currency)
        .join(Outlet, Outlet.code == Enrollment.outlet)
        .distinct()
    )
    return {(row[0], row[1]) for row in found}


def _unstated(terms: ProgramTerms) -> bool:
    return bool(terms.budget.keys() - terms.budget_used.keys())


def _filled(terms: ProgramTerms, known: Committed) -> ProgramTerms:
    lacking = terms.budget.keys() - terms.budget_used.keys()
    found = {c: known[terms.code, c] for c in lacking if (terms.code, c) in known}
    if not found:
        return terms
    return terms.model_copy(update={"budget_used": {**terms.budget_used, **found}})
