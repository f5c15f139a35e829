"""The way from a shop to a tier: what is missing, and the products that would close it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from knowledge.programs.terms import Metric, ProgramTerms
from knowledge.records.answers import (
    ProductView,
    ProgramProgress,
    PurchaseProfile,
    TargetProgress,
)

MOST = 3
"""Ways to close a gap that are shown."""


@dataclass(frozen=True)
class ClosingProduct:
    """An edge from a product to the target it closes, or helps to close."""

    product: str
    units: Decimal
    """In the product's unit, whole, up."""
    cost: Decimal | None
    """What the shop pays for them, its currency; None = no price known."""
    known: bool
    """The shop has bought it in the last months."""


@dataclass(frozen=True)
class GapPath:
    """What is missing to one tier or slab, and how it can be closed."""

    step: TargetProgress
    products: tuple[ClosingProduct, ...]
    together: bool
    """True: all of these are needed; False: any one of them is enough."""


def gap_path(
    found: ProgramProgress,
    step: TargetProgress,
    bought: PurchaseProfile,
    products: Mapping[str, ProductView],
    country: str,
) -> GapPath | None:
    """None when the step is reached, its gap is not known, or no product can close it."""
    if step.reached or not step.gap:
        return None
    counted = {c: p for c, p in products.items() if counts(found.program, p, country)}
    if step.target.metric is Metric.MUST_SELL:
        closing = _listed(found, step.gap, bought, counted)
        return GapPath(step, closing, together=True) if closing else None
    units = _units_of(found, step, counted)
    habits = [counted[h.product] for h in bought.habits if h.product in counted]
    closing = tuple(_option(p, units(p), known=True) for p in habits if units(p) is not None)
    return GapPath(step, closing[:MOST], together=False) if closing else None


def counts(terms: ProgramTerms, product: ProductView, country: str) -> bool:
    """Whether the program counts purchases of it there."""
    return not any(
        product.code in e.products
        or product.category in e.categories
        or product.regulated in e.regulated
        for e in terms.exclusions
        if not e.countries or country in e.countries
    )


def _listed(
    found: ProgramProgress,
    gap: Decimal,
    bought: PurchaseProfile,
    products: Mapping[str, ProductView],
) -> tuple[ClosingProduct, ...]:
    """As many of the missing products as the gap asks for: known ones first, then the cheapest."""
    least = found.program.must_sell.min_cases if found.program.must_sell else Decimal(1)
    known = {habit.product for habit in bought.habits}
    missing = [products[code] for code in found.missing_must_sell if code in products]
    if len(missing) < gap:
        return ()
    options = [_option(p, least, known=p.code in known) for p in missing]
    return tuple(_easiest(options)[: int(gap.to_integral_value(ROUND_CEILING))])


def _easiest(options: Iterable[ClosingProduct]) -> list[ClosingProduct]:
    return sorted(options, key=lambda o: (not o.known, o.cost is None, o.cost or 0, o.product))


def _units_of(
    found: ProgramProgress, step: TargetProgress, products: Mapping[str, ProductView]
) -> Callable[[ProductView], Decimal | None]:
    """How many units of one product alone close the gap; None = it cannot be said."""
    gap = step.gap or Decimal(0)
    metric = step.target.metric

    def units(product: ProductView) -> Decimal | None:
        if metric is Metric.CASES:
            return gap if product.unit == "case" else None
        if not product.unit_price:
            return None
        if metric in (Metric.GROWTH_PCT, Metric.NET_VALUE):
            return gap / product.unit_price
        rate = _points_per_money(found, product) if metric is Metric.POINTS else None
        return gap / (rate * product.unit_price) if rate else None

    return units


def _points_per_money(found: ProgramProgress, product: ProductView) -> Decimal | None:
    """By the rule that gives most; a rule with an end of its own may be over by then."""
    rates = [
        rule.multiplier / rule.points_per[found.currency]
        for rule in found.program.earn_rules
        if rule.points_per.get(found.currency) and rule.ends_on is None
        and _covers(rule.products, product.code)
        and _covers(rule.categories, product.category)
        and _covers(rule.brands, product.brand)
    ]  # fmt: skip
    return max(rates, default=None)


def _covers(wanted: Sequence[str], own: str | None) -> bool:
    return not wanted or own in wanted


def _option(product: ProductView, units: Decimal | None, *, known: bool) -> ClosingProduct:
    whole = (units or Decimal(0)).to_integral_value(ROUND_CEILING)
    price = product.unit_price
    return ClosingProduct(product.code, whole, None if price is None else whole * price, known)
