"""What joining is worth to the shop, in three cases, with every part and assumption shown.

All money is for one measuring period, in the outlet's currency. None means unknown: one unknown
part makes the net unknown, never smaller.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from assistant.language.formats import Locale
from knowledge.programs.grounds import Ground, grounds_of
from knowledge.programs.rewards import (
    HUNDRED,
    MONTHS,
    ZERO,
    ReturnBasis,
    Scene,
    after_tax,
    display_fee,
    period_base,
    points_of,
    points_value,
    reward,
    scaled,
    threshold,
    total_of,
)
from knowledge.programs.terms import Metric, ProgramTerms

DAYS_PER_YEAR = Decimal(365)
PLAIN = Locale("en")
"""Sentences behind a figure are plain English, for whoever looks into it."""


@dataclass(frozen=True)
class ReturnCase:
    """One way it may go, per period."""

    name: str
    """`join`, `stay` or `just_miss`."""
    extra_sales: Decimal | None
    extra_margin: Decimal | None
    reward: Decimal | None
    """Slab and tier payouts, after the cap and the tax withheld."""
    display_fee: Decimal | None
    """After the tax withheld."""
    points: int | None
    points_value: Decimal | None
    stock_cost: Decimal | None
    """Cost of the money that the extra stock ties up."""
    lost_facing: Decimal | None
    """Margin of the shelf that the display takes."""

    @cached_property
    def gained(self) -> Decimal | None:
        """What comes in."""
        return total_of(self.extra_margin, self.reward, self.display_fee, self.points_value)

    @cached_property
    def costs(self) -> Decimal | None:
        """What goes out."""
        return total_of(self.stock_cost, self.lost_facing)

    @cached_property
    def from_program(self) -> Decimal | None:
        """What the company gives, whatever the shop's own margin is."""
        return total_of(self.reward, self.display_fee, self.points_value)

    @cached_property
    def net(self) -> Decimal | None:
        """Gained minus costs."""
        gained, costs = self.gained, self.costs
        return None if gained is None or costs is None else gained - costs


@dataclass(frozen=True)
class ShopReturn:
    """The three cases and what they stand on."""

    currency: str
    months: int
    """Length of the period."""
    join: ReturnCase
    """Joins and reaches the aim."""
    terms: ProgramTerms = field(repr=False)
    basis: ReturnBasis = field(repr=False)

    # The join case decides; of the programs that are weighed, only the one told needs the rest.

    @cached_property
    def stay(self) -> ReturnCase:
        """Joins and goes on buying as today."""
        scene = Scene("stay", ZERO, self.basis.must_sell_now)
        return _case(self.terms, self.basis, scene)

    @cached_property
    def just_miss(self) -> ReturnCase:
        """Joins, makes the effort, and misses the aim by a hair."""
        effort = _effort(self.terms, self.basis)
        scene = replace(effort, name="just_miss", missed=self.basis.aim)
        return _case(self.terms, self.basis, scene)

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """In plain English."""
        return _assumed(self.terms, self.basis)

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """The same as values, each with where it was set."""
        return grounds_of(self.terms, self.basis)

    @property
    def net_monthly(self) -> Decimal | None:
        """The join case, per month."""
        return None if self.join.net is None else self.join.net / self.months


def work_out_return(terms: ProgramTerms, basis: ReturnBasis) -> ShopReturn:
    """Extra margin + reward + display fee + points - cost of stock - lost facing, three times."""
    join = _case(terms, basis, _effort(terms, basis))
    return ShopReturn(basis.currency, MONTHS[terms.period], join, terms, basis)


def _effort(terms: ProgramTerms, basis: ReturnBasis) -> Scene:
    """The shop buys what the aim asks for."""
    aim = basis.aim
    reached = basis.must_sell_now
    if aim is not None and aim.metric is Metric.MUST_SELL:
        reached = max(int(threshold(aim, basis.currency) or 0), reached or 0)
    return Scene("join", _extra_sales(terms, basis), reached)


def _extra_sales(terms: ProgramTerms, basis: ReturnBasis) -> Decimal | None:
    """What the aim needs; where it needs none, the uplift that the terms assume."""
    if basis.needed_extra is None:
        return None
    if basis.needed_extra > 0:
        return basis.needed_extra
    uplift = terms.assumptions.sales_uplift_pct
    return ZERO if uplift == 0 else scaled(period_base(terms, basis), uplift / HUNDRED)


def _case(terms: ProgramTerms, basis: ReturnBasis, scene: Scene) -> ReturnCase:
    points = points_of(terms, basis, scene)
    rate = terms.assumptions.cost_of_cash_pct_year / HUNDRED
    days = Decimal(terms.assumptions.stock_days)
    return ReturnCase(
        name=scene.name,
        extra_sales=scene.extra_sales,
        extra_margin=ZERO
        if scene.extra_sales == 0
        else scaled(scene.extra_sales, _share(basis.margin_pct)),
        reward=after_tax(terms, basis, reward(terms, basis, scene)),
        display_fee=after_tax(terms, basis, display_fee(terms, basis, scene)),
        points=points,
        points_value=points_value(terms, basis, points),
        stock_cost=scaled(scene.extra_sales, rate * days / DAYS_PER_YEAR),
        lost_facing=_lost_facing(terms, basis),
    )


def _lost_facing(terms: ProgramTerms, basis: ReturnBasis) -> Decimal | None:
    if terms.display is None or terms.display.shelf_meters is None:
        return ZERO
    per_meter = terms.assumptions.shelf_meter_margin.get(basis.currency)
    return scaled(per_meter, terms.display.shelf_meters * MONTHS[terms.period])


def _assumed(terms: ProgramTerms, basis: ReturnBasis) -> tuple[str, ...]:
    """Plain English, for the record and the sentence behind a figure."""
    a = terms.assumptions
    months = MONTHS[terms.period]
    uses_uplift = basis.needed_extra == 0 and a.sales_uplift_pct > 0
    display = terms.display is not None and terms.display.shelf_meters is not None
    withheld = terms.payment.withholding_tax_pct.get(basis.country)
    lines = (
        (basis.base_monthly is not None, f"Purchases of a usual month are {_usual(basis)}."),
        (basis.margin_pct is None, "The shop's margin is not known, so the net is not known."),
        (
            basis.margin_pct is not None,
            f"Margin is {_short(basis.margin_pct)} percent of sales.",
        ),
        (uses_uplift, f"Purchases rise by {a.sales_uplift_pct} percent."),
        (True, f"Extra stock stands {a.stock_days} days."),
        (True, f"Money in stock costs {a.cost_of_cash_pct_year} percent a year."),
        (display, "The display takes shelf that earns the margin per meter in the terms."),
        (bool(withheld), f"Tax withheld on rewards is {withheld} percent."),
        (True, f"All figures are for {months} months." if months > 1 else "All are for a month."),
    )
    return tuple(text for holds, text in lines if holds) + basis.notes


def _usual(basis: ReturnBasis) -> str:
    return "" if basis.base_monthly is None else PLAIN.money(basis.base_monthly, basis.currency)


def _short(percent: Decimal | None) -> str:
    return "" if percent is None else PLAIN.number(percent)


def _share(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / HUNDRED
