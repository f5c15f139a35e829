"""The arithmetic of progress on purchases made up for each test."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.programs.progress import Purchase, Shop, counting, points_for, progress
from knowledge.programs.terms import Metric, ProgramTerms
from knowledge.records.answers import ProgramProgress
from tests.knowledge.records.company import day, growth_club, star_points

SHOP = Shop("A1", "IDR")


def bought(net: int, product: str = "P1", date: str = "2026-10-20", **more: Any) -> Purchase:
    return Purchase(day(date), product, Decimal(more.pop("quantity", 1)), Decimal(net), **more)


def standing(
    program: ProgramTerms,
    *purchases: Purchase,
    base: int | None = 100,
    points: int | None = None,
    on: str = "2026-11-16",
) -> ProgramProgress:
    monthly = None if base is None else Decimal(base)
    return progress(program, SHOP, purchases, monthly, points, day(on))


def test_a_threshold_that_is_met_exactly_is_reached() -> None:
    """Base 100 a month, 300 a quarter, five percent more is 315."""
    assert standing(growth_club(), bought(315)).targets[0].reached
    assert not standing(growth_club(), bought(314)).targets[0].reached


@pytest.mark.parametrize("base", [0, -5, None])
def test_growth_over_nothing_is_unknown_and_never_reached(base: int | None) -> None:
    found = standing(growth_club(), bought(999), base=base)
    assert found.values[Metric.GROWTH_PCT] is None
    assert not any(t.reached for t in found.targets[:3])
    assert found.targets[0].gap is None


def test_in_the_last_week_what_is_missing_is_needed_this_week() -> None:
    last_day = standing(growth_club(), on="2026-12-31").targets[0]
    assert last_day.needed_per_week == last_day.gap == Decimal(315)
    two_weeks_left = standing(growth_club(), on="2026-12-17").targets[0]
    assert two_weeks_left.needed_per_week == Decimal("157.5")


def test_when_the_period_is_over_nothing_is_needed_any_more() -> None:
    over = standing(growth_club(), on="2027-01-10").targets[0]
    assert (over.gap, over.needed_per_week) == (Decimal(315), None)


def test_when_it_is_over_the_run_rate_is_the_value() -> None:
    over = standing(growth_club(), bought(92), on="2027-01-10")
    assert over.run_rate[Metric.NET_VALUE] == Decimal(92)


def test_before_it_starts_there_is_no_run_rate() -> None:
    early = standing(growth_club(), on="2025-12-01")
    assert set(early.run_rate.values()) == {None}
    assert early.values[Metric.NET_VALUE] == Decimal(0)


def test_the_next_target_is_the_lowest_not_reached() -> None:
    found = standing(growth_club(), bought(320))
    assert found.next_target is not None
    assert found.next_target.target.name == "Slab 2"


def test_points_are_cut_once_at_the_end() -> None:
    """Three times 3,333 at 10,000 a point is 0.9999: no point; one more rupiah is one."""
    parts = [bought(3_333), bought(3_333), bought(3_333)]
    assert points_for(parts, star_points(), "IDR") == 0
    assert points_for([*parts, bought(1)], star_points(), "IDR") == 1


def test_a_purchase_earns_by_the_best_rule_and_not_by_two() -> None:
    assert points_for([bought(10_000, "P6")], star_points(), "IDR") == 2


def test_a_rule_holds_only_on_its_days() -> None:
    assert points_for([bought(10_000, "P6", "2026-10-14")], star_points(), "IDR") == 1
    assert points_for([bought(10_000, "P6", "2026-10-15")], star_points(), "IDR") == 2


def test_points_without_a_rule_for_the_currency_are_unknown() -> None:
    assert points_for([bought(10_000)], star_points(), "KES") is None
    assert points_for([bought(10_000)], growth_club(), "IDR") is None


@pytest.mark.parametrize(
    ("rule", "purchase", "points"),
    [
        ({"brands": ["Segar"]}, {"brand": "Segar"}, 1),
        ({"brands": ["Segar"]}, {"brand": None}, 0),
        ({"categories": ["tea"]}, {"category": "tea"}, 1),
        ({"categories": ["tea"], "brands": ["Nusa"]}, {"category": "tea", "brand": "Segar"}, 0),
    ],
)
def test_a_rule_covers_what_all_its_lists_name(
    rule: dict[str, Any], purchase: dict[str, Any], points: int
) -> None:
    data = star_points().model_dump(mode="json")
    data["earn_rules"] = [{"key": "only", "points_per": {"IDR": 10_000}, "clause": "2", **rule}]
    program = ProgramTerms.model_validate(data)
    assert points_for([bought(10_000, **purchase)], program, "IDR") == points


@pytest.mark.parametrize(
    ("exclusion", "left"),
    [
        ({"products": ["P2"]}, ["P1", "P3"]),
        ({"categories": ["cola"]}, ["P1", "P3"]),
        ({"regulated": ["infant_formula"]}, ["P1", "P2"]),
        ({"regulated": ["infant_formula"], "countries": ["KE"]}, ["P1", "P2", "P3"]),
        ({"channels": ["horeca"]}, ["P1", "P2", "P3"]),
    ],
)
def test_what_is_excluded_here_does_not_count(exclusion: dict[str, Any], left: list[str]) -> None:
    data = growth_club().model_dump(mode="json")
    data["exclusions"] = [{"reason": {"en": "Because."}, "clause": "7", **exclusion}]
    purchases = [
        bought(1, "P1", category="tea"),
        bought(1, "P2", category="cola"),
        bought(1, "P3", regulated="infant_formula"),
    ]
    counted = counting(purchases, ProgramTerms.model_validate(data), "ID")
    assert [p.product for p in counted] == left


def test_an_amount_without_a_currency_is_no_money() -> None:
    data = star_points().model_dump(mode="json")
    data["tiers"] = [{"name": "T", "metric": "net_value", "at_least": 5, "clause": "1"}]
    found = standing(ProgramTerms.model_validate(data), bought(10))
    assert found.targets[0].threshold is None


@given(st.lists(st.integers(-(10**9), 10**9), max_size=20), st.integers(1, 10**9))
def test_gap_threshold_and_value_always_agree(nets: list[int], base: int) -> None:
    found = standing(growth_club(), *(bought(net) for net in nets), base=base)
    value = found.values[Metric.NET_VALUE]
    assert value == sum(nets)
    for target in found.targets[:3]:
        assert target.threshold is not None
        assert target.gap is not None
        assert target.gap >= 0
        assert target.reached == (value >= target.threshold)
        assert target.reached or value + target.gap == target.threshold
