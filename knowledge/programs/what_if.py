"""What a shop would reach and be paid if it bought so much in the period: arithmetic, no SQL.

Money is for one measuring period, in the outlet's currency. None means unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.programs.progress import threshold_of
from knowledge.programs.rewards import (
    HUNDRED,
    ZERO,
    ReturnBasis,
    Scene,
    after_tax,
    earned_points,
    period_base,
    points_of,
    points_value,
    reward,
    scaled,
)
from knowledge.programs.terms import Metric, ProgramTerms, Target
from knowledge.records.answers import ProgramProgress

BY_MONEY = frozenset({Metric.GROWTH_PCT, Metric.NET_VALUE, Metric.POINTS})
"""Metrics that buying more moves by itself."""


@dataclass(frozen=True)
class Change:
    """What is supposed. Exactly one of the two."""

    percent: Decimal | None = None
    """More than the base, percent; less when negative."""
    amount: Decimal | None = None
    """More money, from today to the period's end, on top of what is bought so far."""


@dataclass(frozen=True)
class WhatIf:
    """One supposition and what follows from it."""

    progress: ProgramProgress
    change: Change
    base: Decimal
    """What the shop would buy in the whole period without growing."""
    purchases: Decimal
    """Of the period, as supposed."""
    reached: tuple[Target, ...]
    """The highest step of each ladder that pays or names something; slabs first."""
    reward: Decimal | None
    """After the cap and the tax withheld."""
    capped: bool
    withheld_pct: Decimal
    points: int | None
    """None = unknown; 0 where the program has no points."""
    points_value: Decimal | None
    next_step: Target | None
    """The next slab or money tier that is not reached."""
    next_gap: Decimal | None
    """Purchases it still takes."""


def suppose(progress: ProgramProgress, basis: ReturnBasis, change: Change) -> WhatIf | None:
    """What follows; None when the base or what was bought so far is not known."""
    terms = progress.program
    if basis.base_monthly is None:
        return None
    basis = replace(basis, aim=None)
    base = period_base(terms, basis)
    bought = progress.values.get(Metric.NET_VALUE)
    purchases = _purchases(change, base, bought)
    if base is None or purchases is None:
        return None
    scene = Scene("what_if", purchases - base, basis.must_sell_now)
    paid = reward(terms, basis, scene)
    uncapped = reward(terms.model_copy(update={"cap_multiple": None}), basis, scene)
    points = points_of(terms, basis, scene)
    earned = earned_points(terms, basis, scene) if terms.points else None
    step = _next_step(progress, base, purchases, earned)
    return WhatIf(
        progress=progress,
        change=change,
        base=base,
        purchases=purchases,
        reached=_reached(progress, base, purchases, earned, basis.must_sell_now),
        reward=after_tax(terms, basis, paid),
        capped=paid is not None and uncapped is not None and paid < uncapped,
        withheld_pct=terms.payment.withholding_tax_pct.get(basis.country, ZERO),
        points=points,
        points_value=points_value(terms, basis, points),
        next_step=step,
        next_gap=_gap(step, base, purchases, progress.currency),
    )


def moves_by_money(terms: ProgramTerms) -> bool:
    """Whether buying more can change what the program pays."""
    return any(target.metric in BY_MONEY for target in terms.targets) or bool(terms.earn_rules)


def _purchases(change: Change, base: Decimal | None, bought: Decimal | None) -> Decimal | None:
    if change.percent is not None:
        return scaled(base, 1 + change.percent / HUNDRED)
    if change.amount is None or bought is None:
        return None
    return bought + change.amount


def _reached(
    progress: ProgramProgress,
    base: Decimal,
    purchases: Decimal,
    earned: int | None,
    must_sell: int | None,
) -> tuple[Target, ...]:
    """Audits and coolers are not moved by purchases: they are left out."""
    values = {
        Metric.GROWTH_PCT: purchases,
        Metric.NET_VALUE: purchases,
        Metric.POINTS: None if earned is None else Decimal(earned),
        Metric.MUST_SELL: None if must_sell is None else Decimal(must_sell),
    }
    found = []
    for ladder in (progress.program.slabs, progress.program.tiers):
        held = []
        for target in ladder:
            value = values.get(target.metric)
            needed = threshold_of(target, base, progress.currency)
            if value is not None and needed is not None and value >= needed:
                held.append(target)
        found += held[-1:]
    return tuple(found)


def _next_step(
    progress: ProgramProgress, base: Decimal, purchases: Decimal, earned: int | None
) -> Target | None:
    for target in progress.program.targets:
        needed = threshold_of(target, base, progress.currency)
        value = Decimal(earned or 0) if target.metric is Metric.POINTS else purchases
        if target.metric in BY_MONEY and needed is not None and value < needed:
            return target
    return None


def _gap(step: Target | None, base: Decimal, purchases: Decimal, currency: str) -> Decimal | None:
    """In money; a step that counts points has none, for points depend on what is bought."""
    if step is None or step.metric is Metric.POINTS:
        return None
    needed = threshold_of(step, base, currency)
    return None if needed is None else needed - purchases
