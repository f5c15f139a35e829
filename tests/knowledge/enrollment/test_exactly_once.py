"""Killed at every point, raced for the last place, tapped again: once, on both databases.

`make bench-signup` runs the same with full numbers; SHELFTALK_SIGNUP_TIMES makes these longer.
"""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from benchmarks import signup, signup_company
from knowledge.enrollment.draft import ConsentMethod
from knowledge.enrollment.ports import ConsentTaken, SignUpRefusedError
from knowledge.records.database import open_database, reading
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.signups import ProgramBudget
from tests.knowledge.records.conftest import Databases

TIMES = int(os.environ.get("SHELFTALK_SIGNUP_TIMES", "1"))
POINTS = 24


def faults(found: dict[str, object]) -> dict[str, object]:
    """What is missing, twice, lost or oversold: all of it should be nought."""
    bad = ("_missing", "_twice", "lost", "flaws", "oversold", "empty", "two_receipts")
    return {name: value for name, value in found.items() if name.endswith(bad) and value}


@pytest.mark.slow
def test_a_sign_up_that_is_killed_anywhere_happens_once_after_a_restart(
    databases: Databases,
) -> None:
    found = signup.kill_proof(databases.new(), POINTS, TIMES)
    assert found["killed"] == POINTS * TIMES
    assert faults(found) == {}
    assert found["drafts_confirmed"] == found["audited"] == POINTS * TIMES + 1
    assert found["cold_start_cpu_s"] < 10  # by the clock it hangs on what else runs


@pytest.mark.slow
def test_the_last_place_is_given_once(databases: Databases) -> None:
    rounds = 4 * TIMES
    found = signup.slot_proof(databases.new(), writers=50, rounds=rounds)
    assert faults(found) == {}
    assert found["enrollments"] == rounds


@pytest.mark.slow
def test_a_card_that_is_tapped_again_and_again_gives_one_receipt(databases: Databases) -> None:
    found = signup.taps_proof(databases.new(), taps=200 * TIMES, shops=10)
    assert faults(found) == {}


def test_the_budget_stops_before_it_is_overdrawn(databases: Databases) -> None:
    engine = open_database(databases.new(), upgrade_schema=True)
    # A fee of 50,000 each; 120,000 reaches for two.
    signup_company.fill(engine, 3, signup_company.terms(budget=120_000))
    desk = signup_company.desk_over(engine)
    views = [signup_company.agreed(desk, n) for n in range(3)]
    for number in range(2):
        desk.confirm(signup_company.actor(number), signup_company.tap(views[number]))
    with pytest.raises(SignUpRefusedError) as refused:
        desk.confirm(signup_company.actor(2), signup_company.tap(views[2]))
    assert refused.value.reason == "no_budget"
    with reading(engine) as session:
        kept = session.scalars(select(ProgramBudget)).one()
        assert (kept.committed, kept.ceiling) == (Decimal(100_000), Decimal(120_000))
        assert session.scalar(select(func.count()).select_from(Enrollment)) == 2
    assert RecordedAudit(engine).verify()[1] == []
    engine.dispose()


def test_two_programs_of_one_stacking_group_are_not_held_at_once(databases: Databases) -> None:
    from knowledge.records.database import writing
    from knowledge.records.programs import write_terms

    engine = open_database(databases.new(), upgrade_schema=True)
    first = signup_company.terms()
    signup_company.fill(engine, 1, first)
    with writing(engine) as session:
        write_terms(session, first.model_copy(update={"code": "other", "name": "Other"}))
    desk, who = signup_company.desk_over(engine), signup_company.actor(0)
    both = []
    for program in (signup_company.PROGRAM, "other"):
        view = desk.open(who, signup_company.shop(0), program)
        taken = ConsentTaken(ConsentMethod.SPOKEN, view.draft.card_hash)
        both.append(desk.consent(who, view.draft.id, taken))
    desk.confirm(who, signup_company.tap(both[0]))
    with pytest.raises(SignUpRefusedError) as refused:
        desk.confirm(who, replace(signup_company.tap(both[1])))
    assert refused.value.reason in ("not_eligible", "group_taken")
    engine.dispose()
