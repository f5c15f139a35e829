"""What a shop buys, against sums done by hand from `company.INVOICES`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.records.answers import MonthTotal, ProductHabit
from knowledge.records.api import DataAPI
from tests.knowledge.records.company import TODAY, day


def test_the_window_is_six_full_months_and_the_one_that_has_begun(api: DataAPI) -> None:
    profile = api.purchases(api.user("budi"), "A1")
    assert (profile.since, profile.until) == (day("2026-05-01"), TODAY)


def test_returns_lower_the_sum_and_are_no_order(api: DataAPI) -> None:
    """1.5 + 0.5 - 0.1 + 1.0 + 1.0 + 0.65 + 0.7 million, in I2 to I7."""
    profile = api.purchases(api.user("budi"), "A1")
    assert profile.net == Decimal(5_250_000)
    assert profile.orders == 6


def test_months_without_an_order_are_real_zeros_after_the_first_order(api: DataAPI) -> None:
    profile = api.purchases(api.user("budi"), "A1")
    assert profile.months == (
        MonthTotal(day("2026-05-01"), Decimal(1_500_000), 1),
        MonthTotal(day("2026-06-01"), Decimal(400_000), 1),
        MonthTotal(day("2026-07-01"), Decimal(0), 0),
        MonthTotal(day("2026-08-01"), Decimal(1_000_000), 1),
        MonthTotal(day("2026-09-01"), Decimal(1_000_000), 1),
        MonthTotal(day("2026-10-01"), Decimal(650_000), 1),
    )


def test_months_before_the_first_order_are_unknown(api: DataAPI) -> None:
    """B1 first ordered in September."""
    profile = api.purchases(api.user("sari"), "B1")
    assert [m.month for m in profile.months] == [day("2026-09-01"), day("2026-10-01")]
    assert profile.trend_percent is None


def test_a_shop_that_never_ordered_has_no_figures_at_all(api: DataAPI) -> None:
    profile = api.purchases(api.user("sari"), "B2")
    assert (profile.months, profile.habits, profile.orders) == ((), (), 0)
    assert profile.first_order_on is None
    assert profile.last_order_on is None
    assert profile.days_between_orders is None


def test_first_and_last_order_are_over_all_time_until_today(api: DataAPI) -> None:
    profile = api.purchases(api.user("budi"), "A1")
    assert profile.first_order_on == day("2026-04-20")
    assert profile.last_order_on == day("2026-11-02")


def test_how_often_is_the_mean_of_the_gaps(api: DataAPI) -> None:
    """Six order days from 5 May to 2 November: 181 days in five gaps."""
    assert api.purchases(api.user("budi"), "A1").days_between_orders == Decimal("36.2")


def test_the_trend_compares_three_months_with_the_three_before(api: DataAPI) -> None:
    """August to October 2.65 million over May to July 1.9 million: 39.47 percent more."""
    assert api.purchases(api.user("budi"), "A1").trend_percent == Decimal("39.5")
    assert api.purchases(api.user("budi"), "A1", months=1).trend_percent == Decimal("39.5")


def test_a_habit_nets_returns_and_counts_orders(api: DataAPI) -> None:
    habits = api.purchases(api.user("budi"), "A1").habits
    assert habits[0] == ProductHabit(
        product="P1",
        name="Lemon Tea 1.5 L",
        quantity=Decimal(42),
        net=Decimal(4_200_000),
        orders=6,
        days_between_orders=Decimal("36.2"),
        last_bought_on=day("2026-11-02"),
    )
    assert [h.product for h in habits] == ["P1", "P2", "P6", "P3"]
    assert habits[2].days_between_orders is None


def test_must_sell_is_what_is_listed_and_still_sold(api: DataAPI) -> None:
    """P4 is delisted; P1 and half a case of P2 were bought from August to October; P7 never."""
    profile = api.purchases(api.user("budi"), "A1")
    assert profile.must_sell_listed == ("P1", "P2", "P7")
    assert profile.must_sell_bought == ("P1", "P2")


def test_what_was_all_returned_was_not_bought(api: DataAPI) -> None:
    profile = api.purchases(api.user("wanjiru"), "N1")
    assert profile.must_sell_bought == ()
    assert profile.net == 0
    assert profile.habits[0].quantity == 0


def test_the_window_can_be_shorter(api: DataAPI) -> None:
    profile = api.purchases(api.user("budi"), "A1", months=1)
    assert profile.net == Decimal(1_350_000)
    assert [m.month for m in profile.months] == [day("2026-10-01")]
    assert profile.first_order_on == day("2026-04-20")


def test_invoices_come_newest_first_with_their_lines_and_none_from_the_future(
    api: DataAPI,
) -> None:
    invoices = api.invoices(api.user("budi"), "A1", limit=3)
    assert [i.number for i in invoices] == ["I7", "I6", "I5"]
    assert invoices[0].net == Decimal(700_000)
    line = invoices[0].lines[1]
    assert (line.product_name, line.quantity, line.unit) == ("Mango Tea", Decimal(3), "case")


def test_invoices_are_narrowed_by_days_both_included(api: DataAPI) -> None:
    found = api.invoices(api.user("budi"), "A1", since=day("2026-06-05"), until=day("2026-08-10"))
    assert [i.number for i in found] == ["I4", "I3R", "I3"]
    assert found[1].net == Decimal(-100_000)
    assert api.invoices(api.user("budi"), "A1", since=dt.date(2027, 1, 1)) == []
