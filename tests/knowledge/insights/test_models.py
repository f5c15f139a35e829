"""The models on histories whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.insights.history import PurchaseHistory
from knowledge.insights.next_product import hold_out, suggest
from knowledge.insights.propensity import FEWEST_JOINED, OutletTraits, propensity
from knowledge.insights.segments import Direction, Segment, quintiles, standings

TODAY = 800_000
Line = tuple[str, str, int, float]


def history(lines: list[Line]) -> PurchaseHistory:
    outlets = sorted({o for o, *_ in lines})
    products = sorted({p for _, p, *_ in lines})
    return PurchaseHistory(
        outlets,
        products,
        np.array([outlets.index(o) for o, *_ in lines], dtype=np.int64),
        np.array([products.index(p) for _, p, *_ in lines], dtype=np.int64),
        np.array([TODAY - ago for *_, ago, _ in lines], dtype=np.int64),
        np.array([net for *_, net in lines], dtype=np.float64),
    )


def test_the_next_product_is_what_look_alikes_bought_lately() -> None:
    tea = [(o, p, 10, 5.0) for o in ("a", "b", "c") for p in ("tea", "water")]
    soap = [(o, p, 10, 5.0) for o in ("x", "y", "z") for p in ("soap", "brush")]
    others = [("b", "milk", 5, 5.0), ("c", "milk", 5, 5.0), ("y", "rope", 5, 5.0)]
    found = suggest(history(tea + soap + others), TODAY)
    assert found["a"][0].product == "milk"
    assert found["a"][0].similar_buyers == 2
    assert found["x"][0].product == "rope"
    assert "rope" not in [s.product for s in found["a"]]


def test_nothing_an_outlet_has_bought_is_suggested_to_it() -> None:
    rng = np.random.default_rng(7)
    lines = [(f"o{rng.integers(20)}", f"p{rng.integers(15)}", 9, 1.0) for _ in range(150)]
    owned = {(o, p) for o, p, *_ in lines}
    for outlet, suggestions in suggest(history(lines), TODAY).items():
        assert not {(outlet, s.product) for s in suggestions} & owned


def test_a_returned_line_is_no_purchase() -> None:
    lines = [("a", "tea", 10, 5.0), ("b", "tea", 10, 5.0), ("b", "milk", 5, -5.0)]
    assert suggest(history(lines), TODAY)["a"] == []


def test_random_taste_is_predicted_no_better_than_by_best_sellers() -> None:
    rng = np.random.default_rng(1)
    lines = [
        (f"o{n:03}", f"p{rng.integers(200):03}", int(ago), 1.0)
        for n in range(200)
        for ago in rng.integers(1, 200, 20)
    ]
    figures = hold_out(history(lines))
    assert figures is not None
    assert figures.hit_rate_at_10 == pytest.approx(figures.popularity_hit_rate_at_10, abs=0.2)


def test_too_little_data_has_no_figure() -> None:
    assert hold_out(history([("a", "tea", 10, 5.0)])) is None


def weekly(outlet: str, first: int, last: int, net: float) -> list[Line]:
    return [(outlet, "tea", ago, net) for ago in range(first, last - 1, -7)]


def test_segments_and_directions() -> None:
    lines = (
        weekly("steady", 360, 1, 100.0)
        + weekly("lapsed", 360, 60, 100.0)
        + weekly("new", 60, 1, 100.0)
        + weekly("falling", 360, 91, 100.0)
        + weekly("falling", 90, 1, 50.0)
    )
    found = standings(history(lines), TODAY)
    assert found["lapsed"].segment is Segment.LAPSED
    assert found["new"].segment is Segment.NEW
    assert found["new"].direction is Direction.UNKNOWN
    assert found["falling"].direction is Direction.DECLINING
    assert found["steady"].direction is Direction.FLAT
    assert found["steady"].recency_days == 3  # 360 - 51 * 7


def test_a_shop_that_orders_every_two_months_has_not_lapsed_after_two() -> None:
    lines = [("slow", "tea", ago, 10.0) for ago in (300, 240, 180, 120, 60)]
    assert standings(history(lines), TODAY)["slow"].segment is not Segment.LAPSED


def test_equal_values_get_equal_scores() -> None:
    assert list(quintiles(np.array([1.0, 1.0, 1.0, 1.0, 9.0]))) == [4, 4, 4, 4, 5]


def test_likelihood_learns_what_was_known_before_joining_and_says_nothing_of_members() -> None:
    traits, lines = {}, []
    for n in range(4 * FEWEST_JOINED):
        big = n % 2 == 0
        code = f"o{n:03}"
        joined = big and n % 4 == 0
        day = TODAY - 30 - n % 40 if joined else None
        traits[code] = OutletTraits("general_trade", "A" if big else "C", day)
        lines += weekly(code, 300, 1, 1000.0 if big else 10.0)
    result = propensity(history(lines), traits, TODAY)
    assert result.figures is not None
    assert result.figures.roc_auc > 0.6
    members = {c for c, t in traits.items() if t.joined_day is not None}
    assert not members & set(result.likelihood)
    big_ones = [p for c, p in result.likelihood.items() if traits[c].outlet_class == "A"]
    small_ones = [p for c, p in result.likelihood.items() if traits[c].outlet_class == "C"]
    assert min(big_ones) > max(small_ones)


def test_with_too_few_members_nothing_is_guessed() -> None:
    traits = {"a": OutletTraits("general_trade", None, None)}
    assert propensity(history(weekly("a", 100, 1, 5.0)), traits, TODAY).figures is None
