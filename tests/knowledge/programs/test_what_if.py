"""What more purchases bring: Growth Club of the sample company, sums done by hand.

The base is 10,000,000 a month, so a quarter starts from 30,000,000 (terms §3.6); the examples of
clause 4.6 are the same.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.programs.progress import Purchase, Shop, progress
from knowledge.programs.rewards import ReturnBasis
from knowledge.programs.terms import ProgramTerms
from knowledge.programs.what_if import Change, WhatIf, moves_by_money, suppose
from tests.examples.nusa_delta import programs

TODAY = dt.date(2026, 11, 16)


def supposed(
    percent: str | None = None, amount: str | None = None, must_sell: int = 0,
    base: str | None = "10000000", country: str = "ID", terms: ProgramTerms | None = None,
) -> WhatIf | None:  # fmt: skip
    terms = terms or programs()["growth-club"]
    currency = {"ID": "IDR", "KE": "KES"}[country]
    monthly = None if base is None else Decimal(base)
    bought = [Purchase(dt.date(2026, 10, 5), "TEA-LEM-1500", Decimal(1), Decimal(12_000_000))]
    found = progress(terms, Shop("S", currency), bought, monthly, None, TODAY)
    basis = ReturnBasis(currency, country, monthly, Decimal(10), None, must_sell_now=must_sell)
    change = Change(
        None if percent is None else Decimal(percent), None if amount is None else Decimal(amount)
    )
    return suppose(found, basis, change)


def names(outcome: WhatIf | None) -> list[str]:
    assert outcome is not None
    return [target.name for target in outcome.reached]


@pytest.mark.parametrize(
    ("percent", "slab", "reward"),
    [("4.99", [], 0), ("5", ["Slab 1"], 315_000), ("10", ["Slab 2"], 577_500),
     ("20", ["Slab 3"], 900_000)],
)  # fmt: skip
def test_the_examples_of_the_terms(percent: str, slab: list[str], reward: int) -> None:
    outcome = supposed(percent)
    assert names(outcome) == slab
    assert outcome is not None
    assert outcome.reward == reward


def test_gold_adds_to_the_slab() -> None:
    outcome = supposed("5", must_sell=8)
    assert names(outcome) == ["Slab 1", "Gold"]
    assert outcome is not None
    assert outcome.reward == 315_000 + 157_500  # 1% and 0.5% of 31,500,000


def test_the_cap_is_three_times_slab_one_on_the_base_and_is_told() -> None:
    outcome = supposed("30", must_sell=8)
    assert outcome is not None
    assert outcome.reward == 900_000  # 3% of 39,000,000 would be 1,170,000
    assert outcome.capped
    at_the_edge = supposed("20")
    assert at_the_edge is not None
    assert not at_the_edge.capped


def test_an_amount_comes_on_top_of_what_is_bought_so_far() -> None:
    outcome = supposed(amount="20000000")
    assert outcome is not None
    assert outcome.purchases == 32_000_000
    assert names(outcome) == ["Slab 1"]
    assert outcome.next_step is not None
    assert outcome.next_step.name == "Slab 2"
    assert outcome.next_gap == 1_000_000


def test_less_than_usual_reaches_nothing() -> None:
    outcome = supposed("-10")
    assert names(outcome) == []
    assert outcome is not None
    assert outcome.reward == 0
    assert outcome.next_gap == 31_500_000 - 27_000_000


def test_tax_is_taken_off_where_the_country_withholds_it() -> None:
    outcome = supposed("10", base="80000", country="KE")
    assert outcome is not None
    assert outcome.reward == Decimal("4620") * Decimal("0.95")
    assert outcome.withheld_pct == 5


def test_without_a_base_nothing_is_guessed() -> None:
    assert supposed("5", base=None) is None


def test_a_program_that_counts_audits_is_not_moved_by_money() -> None:
    moved = {code: moves_by_money(terms) for code, terms in programs().items()}
    assert moved == {
        "growth-club": True,
        "star-points": True,
        "full-shelf": True,
        "eye-level": False,
        "cool-corner": False,
    }


def test_points_grow_with_purchases_and_lift_the_tier() -> None:
    points: Any = supposed("50", terms=programs()["star-points"])
    # 45,000,000 at 10,000 a point: 4,500 points, Gold from 4,000, which counts them 1.5 times.
    assert names(points) == ["Gold"]
    assert points.points == 6_750
    assert points.points_value == 675_000
