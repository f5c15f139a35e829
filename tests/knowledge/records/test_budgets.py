"""What is committed of a budget: as the pack says, else from the ledger, else unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Engine

from knowledge.programs.terms import ProgramTerms
from knowledge.records.budgets import with_budgets
from knowledge.records.database import reading, writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import Enrollment, LedgerEntry
from tests.fakes.records import sample_programs
from tests.knowledge.records.company import day

TERMS = {p.code: p for p in sample_programs()}


def program(code: str, **used: int) -> ProgramTerms:
    """A program of the sample company under another code, with a ceiling in two currencies."""
    amounts = {currency: Decimal(amount) for currency, amount in used.items()}
    return TERMS[code].model_copy(
        update={"budget": {"IDR": Decimal(10**9), "KES": Decimal(10**6)}, "budget_used": amounts}
    )


def join(engine: Engine, code: str, *entries: tuple[str, int | None, int | None]) -> None:
    """A1 joins, and so much is booked: kind, points, money."""
    version = TERMS[code].terms_version
    with writing(engine) as session:
        write_terms(session, TERMS[code])
        session.add(
            Enrollment(id=f"T-{code}", outlet="A1", program=code, terms_version=version,
                       status="active", joined_on=day("2026-09-01"))
        )  # fmt: skip
        session.flush()
        session.add_all(
            LedgerEntry(id=f"T-{code}-{n}", outlet="A1", program=code,
                        date=dt.date(2026, 10, n + 1), kind=kind, points=points,
                        amount=None if money is None else Decimal(money))
            for n, (kind, points, money) in enumerate(entries)
        )  # fmt: skip


def used(engine: Engine, terms: ProgramTerms) -> Mapping[str, Decimal]:
    with reading(engine) as session:
        return with_budgets(session, [terms])[0].budget_used


def test_what_the_pack_states_is_left_as_it_is(own_engine: Engine) -> None:
    join(own_engine, "eye-level", ("payout", None, 147_000))
    assert used(own_engine, program("eye-level", IDR=5, KES=7)) == {"IDR": 5, "KES": 7}


def test_where_nobody_joined_nothing_is_committed(own_engine: Engine) -> None:
    assert used(own_engine, program("cool-corner")) == {"IDR": 0, "KES": 0}


def test_where_a_shop_joined_and_the_ledger_is_silent_it_is_unknown(own_engine: Engine) -> None:
    join(own_engine, "eye-level")
    assert used(own_engine, program("eye-level")) == {"KES": 0}


def test_rewards_paid_or_due_and_points_at_their_worth_are_committed(own_engine: Engine) -> None:
    # Two payouts and one taken back: 147,000 + 147,000 - 47,000. Stated in KES: that stays.
    join(own_engine, "eye-level", ("payout", None, 147_000), ("payout", None, 147_000),
         ("reverse", None, -47_000))  # fmt: skip
    assert used(own_engine, program("eye-level", KES=9)) == {"IDR": 247_000, "KES": 9}
    # 300 given, 120 waiting, 20 taken back, 100 used (given before): 400 points at 100 rupiah.
    join(own_engine, "full-shelf", ("earn", 300, None), ("pending", 120, None),
         ("reverse", -20, None), ("redeem", -100, None))  # fmt: skip
    assert used(own_engine, program("full-shelf"))["IDR"] == 40_000


def test_a_ceiling_that_is_reached_by_the_ledger_stops_joining(own_engine: Engine) -> None:
    join(own_engine, "eye-level", ("payout", None, 147_000))
    terms = program("eye-level").model_copy(update={"budget": {"IDR": Decimal(147_000)}})
    with reading(own_engine) as session:
        (found,) = with_budgets(session, [terms])
    assert found.budget_used["IDR"] >= found.budget["IDR"]
