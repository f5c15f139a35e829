"""Progress gathered from the records, against figures worked out by hand.

A1 in the quarter from 1 October to 31 December 2026, on 16 November: 47 of 92 days have passed,
45 are left. Bought: 6 + 4 cases of P1, half a case of P2, 3 cases of P6, for 1,350,000.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from assistant.errors import NotFoundError
from knowledge.programs.terms import Metric
from knowledge.records.api import DataAPI
from tests.knowledge.records.company import day


def test_the_base_is_the_mean_of_six_full_months_without_what_is_excluded(api: DataAPI) -> None:
    """1.5 + 0.4 + 0 + 1.0 + 0.8 + 0.65 million; September's infant formula does not count."""
    progress = api.progress(api.user("budi"), "A1", "growth-club")
    assert progress.base_monthly == Decimal(725_000)


def test_the_period_is_the_calendar_quarter(api: DataAPI) -> None:
    progress = api.progress(api.user("budi"), "A1", "growth-club")
    assert (progress.period_start, progress.period_end) == (day("2026-10-01"), day("2026-12-31"))
    assert progress.days_left == 45


def test_growth_slabs_become_money(api: DataAPI) -> None:
    """Base of the quarter 2,175,000; five percent more is 2,283,750, of which 1,350,000 is done."""
    progress = api.progress(api.user("budi"), "A1", "growth-club")
    slab = progress.targets[0]
    assert slab.threshold == Decimal(2_283_750)
    assert slab.gap == Decimal(933_750)
    assert slab.needed_per_week == Decimal(145_250)  # 933,750 × 7 / 45
    assert (slab.unit, slab.reached) == ("IDR", False)
    assert progress.next_target == slab


def test_values_and_run_rates(api: DataAPI) -> None:
    progress = api.progress(api.user("budi"), "A1", "growth-club")
    net = progress.values[Metric.NET_VALUE]
    growth = progress.values[Metric.GROWTH_PCT]
    rate = progress.run_rate[Metric.NET_VALUE]
    assert net == Decimal(1_350_000)
    assert growth is not None
    assert round(growth, 6) == round(Decimal(1_350_000 - 2_175_000) / 2_175_000 * 100, 6)
    assert rate is not None
    assert abs(Fraction(rate) - Fraction(1_350_000 * 92, 47)) < Fraction(1, 10**9)
    assert progress.values[Metric.CASES] == Decimal("13.5")
    assert progress.run_rate[Metric.MUST_SELL] is None


def test_must_sell_needs_a_full_case(api: DataAPI) -> None:
    progress = api.progress(api.user("budi"), "A1", "growth-club")
    assert progress.missing_must_sell == ("P2", "P7")
    assert progress.values[Metric.MUST_SELL] == Decimal(2)
    silver, gold = progress.targets[3:]
    assert (silver.reached, silver.gap, silver.needed_per_week) == (True, Decimal(0), None)
    assert (gold.reached, gold.gap, gold.unit) == (False, Decimal(2), "product")


def test_a_member_is_measured_by_its_frozen_base_and_its_own_terms(api: DataAPI) -> None:
    """B1 joined under version 2, whose one slab is eight percent, with a base of 500,000."""
    progress = api.progress(api.user("sari"), "B1", "growth-club")
    assert progress.program.terms_version == "2"
    assert progress.base_monthly == Decimal(500_000)
    assert progress.targets[0].threshold == Decimal(1_620_000)
    assert progress.targets[0].gap == Decimal(1_120_000)


def test_cases_are_unknown_where_pieces_were_bought(api: DataAPI) -> None:
    progress = api.progress(api.user("sari"), "B1", "growth-club")
    assert progress.values[Metric.CASES] is None
    assert progress.run_rate[Metric.CASES] is None


@pytest.mark.parametrize("outlet", ["B2", "A3"])
def test_a_shop_too_new_for_a_base_has_an_unknown_gap_and_not_zero(
    api: DataAPI, outlet: str
) -> None:
    """B2 never ordered; A3 first ordered this month."""
    progress = api.progress(api.user("maya"), outlet, "growth-club")
    assert progress.base_monthly is None
    assert progress.values[Metric.GROWTH_PCT] is None
    slab = progress.targets[0]
    assert (slab.threshold, slab.gap, slab.needed_per_week) == (None, None, None)
    assert not slab.reached


def test_a_shop_back_from_the_day_before_its_first_order_has_no_base(engine: Engine) -> None:
    """On 15 October, A1's first order is in the first base month: the base is known."""
    october = DataAPI(engine, day("2026-10-15"))
    base = october.progress(october.user("budi"), "A1", "growth-club").base_monthly
    assert base == Decimal(1_000_000 + 1_500_000 + 400_000 + 0 + 1_000_000 + 800_000) / 6
    september = DataAPI(engine, day("2026-09-15"))
    assert september.progress(september.user("budi"), "A1", "growth-club").base_monthly is None


def test_a_members_points_are_those_of_the_ledger(api: DataAPI) -> None:
    """Since October: 40 and 25 waiting, 5 taken back; freeing the 40 earns nothing again."""
    progress = api.progress(api.user("budi"), "A1", "star-points")
    assert progress.values[Metric.POINTS] == Decimal(60)
    bronze, gold = progress.targets[:2]
    assert bronze.reached
    assert (gold.gap, gold.unit) == (Decimal(440), "point")


def test_anothers_points_are_what_its_purchases_would_earn(api: DataAPI) -> None:
    """A3: 105,000 - 52,500 at 10,000 a point, and 100,000 doubled: 5.25 + 20, cut to 25."""
    progress = api.progress(api.user("budi"), "A3", "star-points")
    assert progress.values[Metric.POINTS] == Decimal(25)


def test_what_no_record_holds_is_unknown(api: DataAPI) -> None:
    progress = api.progress(api.user("budi"), "A1", "star-points")
    pure = progress.targets[4]
    assert (pure.gap, pure.reached, pure.unit) == (None, False, "percent")


def test_a_currency_the_terms_do_not_name_is_unknown(api: DataAPI) -> None:
    progress = api.progress(api.user("wanjiru"), "N1", "star-points")
    rich = progress.targets[3]
    assert (rich.threshold, rich.gap) == (None, None)
    assert progress.values[Metric.POINTS] is None


def test_an_unknown_program_is_a_sentence(api: DataAPI) -> None:
    with pytest.raises(NotFoundError, match="There is no program 'nothing'"):
        api.progress(api.user("budi"), "A1", "nothing")
