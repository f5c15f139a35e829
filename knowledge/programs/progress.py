"""Where a shop stands in the current period of a program: pure arithmetic, no SQL.

What the program excludes counts neither in the period nor in the base. Purchases of the period
count from its first day, whether or not the shop had joined by then. Figures are exact; money is
rounded to its minor unit only when it is shown. What cannot be known is None:

- a base, when the shop is too new for all its months; growth, when the base is not above zero;
- cases, when something was bought that is not counted in cases;
- cooler purity and audit scores, which no record holds;
- a run-rate before the period's first day, and of must-sell products, which do not come at a pace.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from knowledge.programs.periods import MeasuringPeriod, measuring_period
from knowledge.programs.terms import EarnRule, Metric, ProgramTerms, Target
from knowledge.records.answers import ProgramProgress, TargetProgress

DAYS_A_WEEK = 7
_UNITS = {
    Metric.CASES: "case",
    Metric.POINTS: "point",
    Metric.MUST_SELL: "product",
    Metric.PURITY_PCT: "percent",
    Metric.AUDIT_SCORE: "percent",
}


class Purchase(NamedTuple):
    """A line of an invoice with what programs decide by. `net` in the outlet's currency."""

    date: dt.date
    product: str
    quantity: Decimal
    net: Decimal
    unit: str = "case"
    brand: str | None = None
    category: str | None = None
    regulated: str | None = None


@dataclass(frozen=True)
class Shop:
    """The outlet whose progress is asked for."""

    code: str
    currency: str


def counting(purchases: Iterable[Purchase], program: ProgramTerms, country: str) -> list[Purchase]:
    """Those that the program does not exclude in that country."""
    if not program.exclusions:
        return list(purchases)
    here = [e for e in program.exclusions if not e.countries or country in e.countries]
    products = {code for e in here for code in e.products}
    categories = {name for e in here for name in e.categories}
    regulated = {name for e in here for name in e.regulated}
    return [
        p
        for p in purchases
        if p.product not in products
        and p.category not in categories
        and p.regulated not in regulated
    ]


def points_for(purchases: Iterable[Purchase], program: ProgramTerms, currency: str) -> int | None:
    """Points the earn rules give for these purchases; None without a rule in that currency.

    A purchase earns by the one rule that gives most for it; returns take back the same way. The
    sum is cut to whole points once, at the end.
    """
    rules = [rule for rule in program.earn_rules if rule.points_per.get(currency)]
    if not rules:
        return None
    total = Decimal(0)
    for purchase in purchases:
        rates = [
            rule.multiplier / rule.points_per[currency] for rule in rules if _covers(rule, purchase)
        ]
        total += purchase.net * max(rates, default=Decimal(0))
    return int(total.to_integral_value(ROUND_FLOOR))


def progress(
    program: ProgramTerms,
    shop: Shop,
    purchases: Sequence[Purchase],
    base_monthly: Decimal | None,
    points: int | None,
    today: dt.date,
) -> ProgramProgress:
    """Values, run-rates and gaps today.

    `purchases` are those of the period that count, `base_monthly` is what the shop bought in a
    month before, in its currency, and `points` is what it earned in the period.
    """
    period = measuring_period(program, today)
    base = None if base_monthly is None else base_monthly * period.months
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for purchase in purchases:
        quantities[purchase.product] += purchase.quantity
    missing = _missing_must_sell(program, quantities)
    values = _values(program, purchases, base, points, missing)
    return ProgramProgress(
        program=program,
        outlet=shop.code,
        currency=shop.currency,
        period_start=period.start,
        period_end=period.end,
        days_left=period.days_left,
        base_monthly=base_monthly,
        values=values,
        run_rate=_run_rates(values, base, period),
        missing_must_sell=missing,
        targets=tuple(
            _target_progress(t, values, base, shop.currency, period) for t in program.targets
        ),
    )


def _covers(rule: EarnRule, purchase: Purchase) -> bool:
    return (
        (not rule.products or purchase.product in rule.products)
        and (not rule.categories or purchase.category in rule.categories)
        and (not rule.brands or purchase.brand in rule.brands)
        and (rule.starts_on is None or rule.starts_on <= purchase.date)
        and (rule.ends_on is None or purchase.date <= rule.ends_on)
    )


def _missing_must_sell(program: ProgramTerms, bought: dict[str, Decimal]) -> tuple[str, ...]:
    if program.must_sell is None:
        return ()
    enough = program.must_sell.min_cases
    return tuple(code for code in program.must_sell.products if bought.get(code, 0) < enough)


def _values(
    program: ProgramTerms,
    purchases: Sequence[Purchase],
    base: Decimal | None,
    points: int | None,
    missing: tuple[str, ...],
) -> dict[Metric, Decimal | None]:
    net = sum((p.net for p in purchases), Decimal(0))
    must_sell = program.must_sell
    return {
        Metric.NET_VALUE: net,
        Metric.GROWTH_PCT: _growth(net, base),
        Metric.CASES: _cases(purchases),
        Metric.POINTS: None if points is None else Decimal(points),
        Metric.MUST_SELL: Decimal(len(must_sell.products) - len(missing)) if must_sell else None,
        Metric.PURITY_PCT: None,
        Metric.AUDIT_SCORE: None,
    }


def _growth(net: Decimal, base: Decimal | None) -> Decimal | None:
    return (net / base - 1) * 100 if base is not None and base > 0 else None


def _cases(purchases: Sequence[Purchase]) -> Decimal | None:
    if any(p.unit != "case" and p.quantity for p in purchases):
        return None
    return sum((p.quantity for p in purchases), Decimal(0))


def _run_rates(
    values: dict[Metric, Decimal | None], base: Decimal | None, period: MeasuringPeriod
) -> dict[Metric, Decimal | None]:
    rates: dict[Metric, Decimal | None] = dict.fromkeys(values)
    if not period.days_passed:
        return rates
    for metric in (Metric.NET_VALUE, Metric.CASES, Metric.POINTS):
        value = values[metric]
        rates[metric] = None if value is None else value * period.days / period.days_passed
    net = rates[Metric.NET_VALUE]
    rates[Metric.GROWTH_PCT] = None if net is None else _growth(net, base)
    return rates


def _target_progress(
    target: Target,
    values: dict[Metric, Decimal | None],
    base: Decimal | None,
    currency: str,
    period: MeasuringPeriod,
) -> TargetProgress:
    threshold = threshold_of(target, base, currency)
    # Growth is bought with money, so its gap is money too.
    measured = Metric.NET_VALUE if target.metric is Metric.GROWTH_PCT else target.metric
    value = values[measured]
    gap = None if threshold is None or value is None else max(threshold - value, Decimal(0))
    return TargetProgress(
        target=target,
        threshold=threshold,
        gap=gap,
        unit=_UNITS.get(target.metric, currency),
        needed_per_week=_per_week(gap, period),
        reached=gap == 0,
    )


def threshold_of(target: Target, base: Decimal | None, currency: str) -> Decimal | None:
    """In the target's unit; a growth target as net purchases of the period, money.

    `base` is what the shop would buy in the whole period without growing.
    """
    if target.metric is Metric.GROWTH_PCT:
        if base is None or base <= 0 or isinstance(target.at_least, dict):
            return None
        return base * (1 + target.at_least / 100)
    if isinstance(target.at_least, dict):
        return target.at_least.get(currency)
    # An amount without a currency says nothing about money.
    return None if target.metric is Metric.NET_VALUE else target.at_least


def _per_week(gap: Decimal | None, period: MeasuringPeriod) -> Decimal | None:
    """In the last week, the last day too, it is all that is missing."""
    if not gap or period.is_over:
        return None
    return gap * DAYS_A_WEEK / max(period.days_left, DAYS_A_WEEK)
