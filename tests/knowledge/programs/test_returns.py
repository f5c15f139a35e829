"""The shop's return, against examples worked out by hand and laws that must always hold."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.programs.returns import ShopReturn, work_out_return
from knowledge.programs.rewards import ReturnBasis
from tests.fakes.records import sample_programs

PROGRAMS = {p.code: p for p in sample_programs()}
D = Decimal
GROWTH = PROGRAMS["growth-club"]
DISPLAY = PROGRAMS["eye-level"]
CENT = D("0.01")


def basis(**more: object) -> ReturnBasis:
    usual = ReturnBasis(
        currency="IDR",
        country="ID",
        base_monthly=D(10_000_000),
        margin_pct=D(10),
        aim=GROWTH.slabs[0],
        needed_extra=D(1_500_000),
        must_sell_now=0,
    )
    return replace(usual, **more)  # type: ignore[arg-type]  # keyword arguments of a test


def test_growth_by_hand() -> None:
    # Base 3 x 10,000,000 = 30,000,000; 5 % more = 31,500,000 bought. Slab 1 pays 1 %: 315,000.
    # Margin 10 % of 1,500,000 = 150,000. Stock: 1,500,000 x 18 % x 14/365 = 10,356.16.
    made = work_out_return(GROWTH, basis())
    assert made.months == 3
    assert made.join.reward == D(315_000)
    assert made.join.extra_margin == D(150_000)
    assert made.join.stock_cost is not None
    assert made.join.stock_cost.quantize(CENT) == D("10356.16")
    assert made.join.net is not None
    assert made.join.net.quantize(CENT) == D("454643.84")
    assert made.stay.net == 0
    # Missed by a hair: the margin stays, the reward goes.
    assert made.just_miss.reward == 0
    assert made.just_miss.net is not None
    assert made.just_miss.net.quantize(CENT) == D("139643.84")


def test_the_addition_of_silver_is_paid_without_a_slab_and_counts_in_all_cases() -> None:
    # Clause 4.2: 0.25 % more. Join: 31,500,000 x 1.25 % = 393,750; stay: 30,000,000 x 0.25 %.
    made = work_out_return(GROWTH, basis(must_sell_now=7))
    assert made.join.reward == D(393_750)
    assert made.stay.reward == D(75_000)
    assert made.just_miss.reward == D("78750.00")


def test_the_cap_is_three_times_the_lowest_slab_on_the_base() -> None:
    # Cap 3 x 1 % x 30,000,000 = 900,000. Slab 3 and Gold on 45,000,000: 3 % = 1,350,000.
    made = work_out_return(
        GROWTH, basis(aim=GROWTH.slabs[2], needed_extra=D(15_000_000), must_sell_now=9)
    )
    assert made.join.reward == D(900_000)


def test_just_missing_the_second_slab_pays_the_first() -> None:
    # 10 % more = 33,000,000; slab 2 pays 1.75 % = 577,500; missed, slab 1 pays 1 % = 330,000.
    made = work_out_return(GROWTH, basis(aim=GROWTH.slabs[1], needed_extra=D(3_000_000)))
    assert made.join.reward == D(577_500)
    assert made.just_miss.reward == D(330_000)


def test_display_by_hand_with_tax_and_lost_shelf() -> None:
    # Fee 150,000 less 2 % = 147,000. Uplift 5 % of 10,000,000 = 500,000, margin 50,000. Stock:
    # 500,000 x 18 % x 14/365 = 3,452.05. Shelf 0.6 m x 120,000 = 72,000. Net 121,547.95.
    made = work_out_return(DISPLAY, basis(aim=DISPLAY.tiers[0], needed_extra=D(0)))
    assert made.join.display_fee == D(147_000)
    assert made.join.lost_facing == D(72_000)
    assert made.join.net is not None
    assert made.join.net.quantize(CENT) == D("121547.95")
    # The audit is missed: no fee, the shelf is gone. 50,000 - 3,452.05 - 72,000.
    assert made.just_miss.net is not None
    assert made.just_miss.net.quantize(CENT) == D("-25452.05")
    # Same purchases as today: 147,000 - 72,000.
    assert made.stay.net == D(75_000)


def test_cooler_by_hand() -> None:
    # Fee 100,000 less 2 % = 98,000. Uplift 6 % of 10,000,000 = 600,000, margin 60,000. Stock:
    # 600,000 x 18 % x 7/365 = 2,071.23. The cooler takes no shelf. Net 155,928.77.
    terms = PROGRAMS["cool-corner"]
    made = work_out_return(terms, basis(aim=terms.tiers[0], needed_extra=D(0)))
    assert (made.join.display_fee, made.join.lost_facing) == (D(98_000), D(0))
    assert made.join.net is not None
    assert made.join.net.quantize(CENT) == D("155928.77")
    # As today: the fee alone. Purity is missed: no fee, 60,000 - 2,071.23.
    assert made.stay.net == D(98_000)
    assert made.just_miss.net is not None
    assert made.just_miss.net.quantize(CENT) == D("57928.77")


def test_star_points_by_hand() -> None:
    # 30,000,000 + 3 % = 30,900,000 / 10,000 = 3,090 points: Silver (1,500), times 1.25 = 3,862,
    # worth 386,200. Missing Silver: 3,090 points, 309,000. As today: 3,000 x 1.25 = 3,750.
    terms = PROGRAMS["star-points"]
    made = work_out_return(terms, basis(aim=terms.tiers[1], needed_extra=D(0)))
    assert (made.join.points, made.join.points_value) == (3_862, D(386_200))
    assert (made.just_miss.points, made.just_miss.points_value) == (3_090, D(309_000))
    assert made.stay.points == 3_750


def test_full_shelf_by_hand() -> None:
    # Eight of ten: 300 points, and 40 % of 10,240,000 bought at 10,000 a point: 409. 70,900.
    terms = PROGRAMS["full-shelf"]
    made = work_out_return(
        terms,
        basis(
            aim=terms.slabs[0],
            needed_extra=D(240_000),
            must_sell_now=6,
            rule_shares={"must-sell": D("0.4")},
        ),
    )
    assert (made.join.points, made.join.points_value) == (709, D(70_900))
    assert made.stay.points == 400  # no bonus for six of ten
    assert made.just_miss.points == 409


def test_a_reward_that_ends_soon_is_not_counted() -> None:
    # Double points for new products run eight weeks; only the lasting rule counts.
    terms = PROGRAMS["full-shelf"]
    made = work_out_return(
        terms,
        basis(needed_extra=D(0), rule_shares={"must-sell": D(0), "new-products": D(1)}),
    )
    assert made.stay.points == 0


@pytest.mark.parametrize(
    "unknown",
    [{"base_monthly": None}, {"margin_pct": None}, {"needed_extra": None}],
)
def test_an_unknown_part_makes_the_net_unknown_not_smaller(unknown: dict[str, None]) -> None:
    assert work_out_return(GROWTH, basis(**unknown)).join.net is None


def test_without_extra_sales_no_margin_is_needed() -> None:
    made = work_out_return(DISPLAY, basis(aim=DISPLAY.tiers[0], needed_extra=D(0), margin_pct=None))
    assert made.join.net is None  # the assumed uplift would earn an unknown margin
    assert made.stay.net == D(75_000)


def test_a_currency_the_terms_do_not_know_makes_the_fee_unknown() -> None:
    made = work_out_return(DISPLAY, basis(currency="USD", aim=DISPLAY.tiers[0]))
    assert made.join.display_fee is None
    assert made.join.net is None


def test_the_assumptions_are_listed() -> None:
    said = " ".join(work_out_return(DISPLAY, basis(needed_extra=D(0))).assumptions)
    for words in ("10 percent", "rise by 5 percent", "14 days", "18 percent a year", "2 percent"):
        assert words in said


money = st.decimals(min_value=0, max_value=10**9, places=2)
margins = st.decimals(min_value=0, max_value=60, places=1)
programs = st.sampled_from(sorted(PROGRAMS))


@st.composite
def worked_out(draw: st.DrawFn) -> tuple[str, ReturnBasis]:
    code = draw(programs)
    terms = PROGRAMS[code]
    return code, basis(
        base_monthly=draw(money),
        margin_pct=draw(margins),
        aim=draw(st.sampled_from(terms.slabs or terms.tiers)),
        needed_extra=draw(money),
        must_sell_now=draw(st.integers(0, 10)),
    )


@settings(max_examples=200, deadline=None)
@given(worked_out())
def test_missing_the_aim_never_beats_reaching_it(given_: tuple[str, ReturnBasis]) -> None:
    made = work_out_return(PROGRAMS[given_[0]], given_[1])
    assert _net(made.just_miss) <= _net(made.join)


@settings(max_examples=200, deadline=None)
@given(worked_out())
def test_costs_only_ever_lower_the_net(given_: tuple[str, ReturnBasis]) -> None:
    made = work_out_return(PROGRAMS[given_[0]], given_[1])
    for case in (made.join, made.stay, made.just_miss):
        assert case.gained is not None
        assert case.costs is not None
        assert case.costs >= 0
        assert _net(case) <= case.gained


@settings(max_examples=200, deadline=None)
@given(worked_out(), st.decimals(min_value=0, max_value=20, places=1))
def test_a_better_margin_never_hurts(given_: tuple[str, ReturnBasis], more: D) -> None:
    code, start = given_
    assert start.margin_pct is not None
    better = replace(start, margin_pct=start.margin_pct + more)
    before, after = (work_out_return(PROGRAMS[code], b) for b in (start, better))
    assert _net(after.join) >= _net(before.join)


@settings(max_examples=200, deadline=None)
@given(worked_out(), money)
def test_more_uplift_never_lowers_the_rewards(given_: tuple[str, ReturnBasis], more: D) -> None:
    code, start = given_
    assert start.needed_extra is not None
    up = replace(start, needed_extra=start.needed_extra + more + 1)
    start = replace(start, needed_extra=start.needed_extra + 1)
    before, after = (work_out_return(PROGRAMS[code], b) for b in (start, up))
    assert _rewards(after) >= _rewards(before)


def _net(case: object) -> D:
    net = case.net  # type: ignore[attr-defined]  # every part is known here
    assert isinstance(net, D)
    return net


def _rewards(made: ShopReturn) -> D:
    rewards = made.join.from_program
    assert rewards is not None
    return rewards
