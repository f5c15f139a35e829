"""Calendar periods, clipped to the program's dates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.programs.periods import MeasuringPeriod, measuring_period, months_after
from knowledge.programs.terms import Period, ProgramTerms
from tests.knowledge.records.company import day, growth_club


def program(period: str, starts: str = "2026-01-01", ends: str = "2026-12-31") -> ProgramTerms:
    return growth_club().model_copy(
        update={"period": Period(period), "starts_on": day(starts), "ends_on": day(ends)}
    )


@pytest.mark.parametrize(
    ("period", "today", "start", "end"),
    [
        ("month", "2026-02-10", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-11-16", "2026-10-01", "2026-12-31"),
        ("year", "2026-11-16", "2026-01-01", "2026-12-31"),
        ("quarter", "2025-06-01", "2026-01-01", "2026-03-31"),
        ("quarter", "2027-06-01", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_period_is_a_calendar_period(period: str, today: str, start: str, end: str) -> None:
    found = measuring_period(program(period), day(today))
    assert (found.start, found.end) == (day(start), day(end))


def test_a_period_is_clipped_to_the_program() -> None:
    found = measuring_period(program("quarter", "2026-10-12", "2026-11-30"), day("2026-11-16"))
    assert (found.start, found.end) == (day("2026-10-12"), day("2026-11-30"))
    assert found.months == Decimal(20) / 31 + 1


def test_days_are_counted_with_today_among_the_passed() -> None:
    found = measuring_period(program("quarter"), day("2026-11-16"))
    assert (found.days, found.days_passed, found.days_left) == (92, 47, 45)


def test_the_last_day_has_none_left_and_is_not_over() -> None:
    last = measuring_period(program("quarter"), day("2026-12-31"))
    assert (last.days_left, last.is_over) == (0, False)
    assert measuring_period(program("quarter"), day("2027-01-01")).is_over


def test_before_it_starts_nothing_has_passed() -> None:
    early = measuring_period(program("quarter"), day("2025-12-01"))
    assert (early.days_passed, early.days_left) == (0, 90)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "2026-11-01"), (2, "2027-01-01"), (-11, "2025-12-01")]
)
def test_months_run_over_the_year(count: int, expected: str) -> None:
    assert months_after(day("2026-11-01"), count) == day(expected)


@given(
    st.sampled_from(list(Period)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31)),
)
def test_whatever_the_dates_a_period_is_inside_the_program_and_its_days_add_up(
    period: Period, one: dt.date, other: dt.date, today: dt.date
) -> None:
    starts, ends = sorted((one, other))
    found = measuring_period(program(period, str(starts), str(ends)), today)
    assert starts <= found.start <= found.end <= ends
    assert found.days_passed + found.days_left == found.days
    assert found.days_left >= 0
    if starts <= today <= ends:
        assert found.start <= today <= found.end


def test_full_months_count_as_one_each() -> None:
    for start, end, months in [
        ("2026-02-01", "2026-02-28", 1),
        ("2026-10-01", "2026-12-31", 3),
        ("2028-01-01", "2028-12-31", 12),
    ]:
        assert MeasuringPeriod(day(start), day(end), day(start)).months == months
