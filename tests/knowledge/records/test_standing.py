"""Enrollments, cases and visits, and which day they are of."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from knowledge.records.answers import EnrollmentView, VisitView
from knowledge.records.api import DataAPI
from knowledge.records.standing import is_member
from tests.knowledge.records.company import TODAY, day


def test_enrollments_come_newest_first_left_ones_too(api: DataAPI) -> None:
    found = api.enrollments(api.user("budi"), "A1")
    assert [(e.program, e.status) for e in found] == [
        ("growth-club", "left"),
        ("star-points", "active"),
    ]


@pytest.mark.parametrize(
    ("status", "left_on", "member"),
    [
        ("active", None, True),
        ("pending_kyc", None, True),
        ("suspended", None, True),
        ("left", None, False),
        ("active", TODAY, False),
        ("active", TODAY + dt.timedelta(days=1), True),
    ],
)
def test_a_member_has_joined_and_not_left(
    status: str, left_on: dt.date | None, member: bool
) -> None:
    enrollment = EnrollmentView("E", "p", "1", status, TODAY, left_on, None, None)
    assert is_member(enrollment, TODAY) is member


def test_open_cases_are_those_that_are_open_today(api: DataAPI) -> None:
    budi = api.user("budi")
    assert [c.id for c in api.cases(budi, "A1")] == ["C1"]
    assert [c.id for c in api.cases(budi, "A1", open_only=False)] == ["C2", "C1"]
    assert api.cases(budi, "A3") == []


def test_a_case_was_open_on_a_day_before_it_was_closed(engine: Engine) -> None:
    earlier = DataAPI(engine, day("2026-09-10"))
    assert [c.id for c in earlier.cases(earlier.user("budi"), "A1")] == ["C2"]


def test_visits_come_newest_first_with_what_was_said(api: DataAPI) -> None:
    assert api.visits(api.user("budi"), "A1") == [
        VisitView(
            date=day("2026-11-12"),
            rep="Budi",
            outcome="come_back",
            program="growth-club",
            objection="no-space",
            said="rak penuh",
            promise="bring the statement",
            next_on=TODAY,
        ),
        VisitView(day("2026-10-01"), "Sari", "ordered", None, None, None, None, None),
    ]
    assert len(api.visits(api.user("budi"), "A1", limit=1)) == 1


def test_the_day_may_be_a_clock(engine: Engine) -> None:
    days = iter([day("2026-09-10"), TODAY])
    api = DataAPI(engine, lambda: next(days))
    assert api.today == day("2026-09-10")
    assert api.today == TODAY
