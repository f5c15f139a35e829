"""What a program pays in one period for what a shop buys: slabs, tiers, points, fees.

All money is in the outlet's currency, for one measuring period. None means unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from knowledge.programs.terms import Metric, Period, ProgramTerms, Target

ZERO = Decimal(0)
HUNDRED = Decimal(100)
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
AUDITED = (Metric.AUDIT_SCORE, Metric.PURITY_PCT)


@dataclass(frozen=True)
class ReturnBasis:
    """What is known about the shop, for one program. Money is purchases, not shelf value."""

    currency: str
    country: str
    base_monthly: Decimal | None
    """Net purchases in a usual month."""
    margin_pct: Decimal | None
    """The shop's margin, percent of what it pays us."""
    aim: Target | None
    """The tier or slab the shop would go for; None = the program has none."""
    needed_extra: Decimal | None = ZERO
    """Purchases over the base that the aim asks for in a period; 0 = it asks for none."""
    must_sell_now: int | None = None
    """Must-sell products bought in the current period or the last full ones."""
    counted_share: Decimal | None = Decimal(1)
    """Share of purchases that count (without excluded goods), 0 to 1."""
    rule_shares: Mapping[str, Decimal | None] = field(default_factory=dict)
    """Earn rule key → share of purchases it covers; a rule that is missing covers what counts."""
    margin_assumed: bool = False
    """True = the margin is the one the terms assume, not that of shelf prices."""
    notes: tuple[str, ...] = ()
    """Where the basis itself had to assume something, in plain English."""


@dataclass(frozen=True)
class Scene:
    """What happens in a case."""

    name: str
    extra_sales: Decimal | None
    must_sell: int | None
    missed: Target | None = None
    """The aim, when it is missed."""


def reward(terms: ProgramTerms, basis: ReturnBasis, scene: Scene) -> Decimal | None:
    """The highest slab reached and the highest tier reached, capped."""
    purchases = total_of(period_base(terms, basis), scene.extra_sales)
    counted = scaled(purchases, basis.counted_share)
    paying = [
        target
        for ladder in (terms.slabs, terms.tiers)
        for target in _highest(terms, basis, scene, ladder)
        if target.payout is not None and target.payout.points is None
    ]
    amounts = [_payout(target, counted, basis.currency) for target in paying]
    total = total_of(*amounts)
    cap = _cap(terms, basis)
    return total if total is None or cap is None else min(total, cap)


def _payout(target: Target, counted: Decimal | None, currency: str) -> Decimal | None:
    payout = target.payout
    if payout is None:
        return ZERO
    if payout.percent is not None:
        return scaled(counted, payout.percent / HUNDRED)
    return payout.fixed.get(currency) if payout.fixed is not None else ZERO


def _cap(terms: ProgramTerms, basis: ReturnBasis) -> Decimal | None:
    """So many times the lowest slab's payout on the base; None = no cap, or not known."""
    if terms.cap_multiple is None or not terms.slabs:
        return None
    counted = scaled(period_base(terms, basis), basis.counted_share)
    return scaled(_payout(terms.slabs[0], counted, basis.currency), terms.cap_multiple)


def _highest(
    terms: ProgramTerms, basis: ReturnBasis, scene: Scene, ladder: tuple[Target, ...]
) -> list[Target]:
    """The highest step of a ladder that the case reaches; none when it is not known."""
    reached = [t for t in ladder if _reaches(terms, basis, scene, t)]
    return reached[-1:]


def _reaches(terms: ProgramTerms, basis: ReturnBasis, scene: Scene, target: Target) -> bool:
    """False also when it cannot be known: a reward is only counted on what is known."""
    needed = threshold(target, basis.currency)
    if needed is None:
        return False
    if scene.missed is not None and target.metric is scene.missed.metric:
        missed = threshold(scene.missed, basis.currency)
        if missed is None or needed >= missed > 0:
            return False
    if target.metric in AUDITED:
        return scene.missed is None or scene.missed.metric is not target.metric
    if scene.missed is None and scene.name == "join" and is_same(target, basis.aim):
        return True
    value = _value(terms, basis, scene, target.metric)
    return value is not None and value >= needed


def is_same(target: Target, other: Target | None) -> bool:
    """The same step; by name first, because comparing all of two steps takes a while."""
    return target is other or (other is not None and target.name == other.name and target == other)


def _value(terms: ProgramTerms, basis: ReturnBasis, scene: Scene, metric: Metric) -> Decimal | None:
    base = period_base(terms, basis)
    purchases = total_of(base, scene.extra_sales)
    if metric is Metric.MUST_SELL:
        return None if scene.must_sell is None else Decimal(scene.must_sell)
    if metric is Metric.NET_VALUE:
        return purchases
    if metric is Metric.GROWTH_PCT and base and scene.extra_sales is not None:
        return scene.extra_sales * HUNDRED / base
    if metric is Metric.POINTS:
        earned = earned_points(terms, basis, scene)
        return None if earned is None else Decimal(earned)
    return None


def points_of(terms: ProgramTerms, basis: ReturnBasis, scene: Scene) -> int | None:
    """Earned on purchases, times the tier's multiplier, plus bonus points of slabs and tiers."""
    if terms.points is None:
        return 0
    earned = earned_points(terms, basis, scene)
    if earned is None:
        return None
    reached = [
        target
        for ladder in (terms.slabs, terms.tiers)
        for target in _highest(terms, basis, scene, ladder)
    ]
    times = max((t.multiplier for t in reached if t.multiplier), default=Decimal(1))
    bonus = sum(t.payout.points or 0 for t in reached if t.payout is not None)
    return _whole(earned * times) + bonus


def earned_points(terms: ProgramTerms, basis: ReturnBasis, scene: Scene) -> int | None:
    """Points for purchases before any multiplier of a tier, by the rule that gives most.

    Where several rules cover different goods this says too little, never too much. Rules with an
    end of their own are left out: a reward that stops is no reason to join.
    """
    purchases = total_of(period_base(terms, basis), scene.extra_sales)
    most = 0
    for rule in terms.earn_rules:
        per = rule.points_per.get(basis.currency)
        if per is None or rule.ends_on is not None:
            continue
        covered = scaled(purchases, basis.rule_shares.get(rule.key, basis.counted_share))
        if covered is None:
            return None
        most = max(most, _whole(covered / per * rule.multiplier))
    return most


def points_value(terms: ProgramTerms, basis: ReturnBasis, points: int | None) -> Decimal | None:
    """What so many points are worth."""
    if terms.points is None or points == 0:
        return ZERO
    worth = terms.points.value.get(basis.currency)
    return None if points is None or worth is None else points * worth


def display_fee(terms: ProgramTerms, basis: ReturnBasis, scene: Scene) -> Decimal | None:
    """The monthly fee, if the audits are passed."""
    if terms.fee is None:
        return ZERO
    fee = terms.fee.get(basis.currency)
    missed = scene.missed is not None and scene.missed.metric in AUDITED
    return ZERO if missed else scaled(fee, Decimal(MONTHS[terms.period]))


def after_tax(terms: ProgramTerms, basis: ReturnBasis, amount: Decimal | None) -> Decimal | None:
    """The amount less what the country withholds."""
    withheld = terms.payment.withholding_tax_pct.get(basis.country, ZERO)
    return scaled(amount, 1 - withheld / HUNDRED)


def threshold(target: Target, currency: str) -> Decimal | None:
    """The step's threshold; per currency where it is money."""
    at_least = target.at_least
    return at_least.get(currency) if isinstance(at_least, dict) else at_least


def period_base(terms: ProgramTerms, basis: ReturnBasis) -> Decimal | None:
    """Usual purchases of a whole period."""
    return scaled(basis.base_monthly, Decimal(MONTHS[terms.period]))


def scaled(amount: Decimal | None, factor: Decimal | None) -> Decimal | None:
    """The amount times a factor; unknown when either is."""
    return None if amount is None or factor is None else amount * factor


def total_of(*amounts: Decimal | None) -> Decimal | None:
    """The sum; unknown when any part is."""
    known = [a for a in amounts if a is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_FLOOR))
