"""The second way to every figure: straight from the records and terms, by other arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from math import ceil

from assistant.domain import FactValue
from knowledge.facts.evidence import Evidence
from knowledge.facts.proofs_of_returns import (
    monthly_extra,
    net_of,
    part,
    rewards_of,
    three_digits,
)
from knowledge.programs.terms import Metric, Target
from knowledge.records.answers import LedgerBalance, TargetProgress

Proof = Callable[[Evidence], FactValue | int | None]


def _language(evidence: Evidence) -> str:
    return evidence.shop.language.partition("-")[0]


def _named(target: Target | None, evidence: Evidence) -> str | None:
    if target is None:
        return None
    return target.names.get(_language(evidence), target.name)


def open_step(evidence: Evidence) -> TargetProgress | None:
    """The lowest step not reached, of slabs where there are any."""
    paying = [t.name for t in evidence.terms.slabs] or [t.name for t in evidence.terms.tiers]
    for step in evidence.progress.targets:
        if step.target.name in paying and not step.reached:
            return step
    return None


def _gap(evidence: Evidence) -> int | None:
    """From what is achieved where that is known, else as the Data API says."""
    step = open_step(evidence)
    if step is None or step.threshold is None or step.gap is None:
        return None
    growth = step.target.metric is Metric.GROWTH_PCT
    achieved = evidence.progress.values.get(Metric.NET_VALUE if growth else step.target.metric)
    return ceil(step.gap if achieved is None else max(step.threshold - achieved, Decimal(0)))


def _tier_held(evidence: Evidence) -> str | None:
    held = max(
        (e for e in evidence.shop.enrollments if e.program == evidence.terms.code),
        key=lambda e: e.joined_on,
        default=None,
    )
    if held is None or held.tier is None:
        return None
    tier = {t.name: t for t in evidence.terms.targets}.get(held.tier)
    return _named(tier, evidence) if tier else held.tier


def _missing(evidence: Evidence) -> str:
    bought = evidence.shop.purchases.must_sell_bought
    left = [c for c in evidence.progress.missing_must_sell if c not in bought]
    sayable = (p for c, p in ((c, evidence.shop.products.get(c)) for c in left) if p is not None)
    known = [p.name for p in sayable if p.code not in evidence.shop.unpromoted]
    return "|".join(known[:3])


def _ledger(name: str) -> Proof:
    def entry(evidence: Evidence) -> FactValue | None:
        balance: LedgerBalance | None = evidence.shop.ledgers.get(evidence.terms.code)
        found: FactValue | None = None if balance is None else getattr(balance, name)
        return found

    return entry


def _usual(evidence: Evidence) -> Decimal | None:
    """To three digits, by scientific notation."""
    base = evidence.progress.base_monthly
    if base is None and not evidence.terms.base_months:
        nets = [month.net for month in evidence.shop.purchases.months]
        base = sum(nets, Decimal(0)) / len(nets) if nets else None
    if base is None:
        return None
    short = Decimal(f"{base:.2E}") if abs(base) >= 100 else base
    return short.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)


def _failed_case(evidence: Evidence, field: str) -> FactValue | None:
    ours = {"late_delivery", "short_delivery", "claim", "reward_dispute"}
    for case in evidence.shop.cases:
        if case.kind in ours and case.closed_on is None:
            found: FactValue = getattr(case, field)
            return found
    return None


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _aim(evidence: Evidence) -> Target | None:
    return evidence.basis.aim


def _aimed(metric: Metric) -> Proof:
    def threshold(evidence: Evidence) -> Decimal | None:
        aim = _aim(evidence)
        right = aim is not None and aim.metric is metric
        return aim.at_least if right and aim and isinstance(aim.at_least, Decimal) else None

    return threshold


def _payout(name: str) -> Proof:
    def payout(evidence: Evidence) -> Decimal | int | None:
        aim = _aim(evidence)
        found: Decimal | int | None = getattr(aim.payout, name) if aim and aim.payout else None
        return found

    return payout


def _display(name: str) -> Proof:
    def asked(evidence: Evidence) -> Decimal | int | None:
        found: Decimal | int | None = getattr(evidence.terms.display, name, None)
        return found

    return asked


def _points(name: str) -> Proof:
    def term(evidence: Evidence) -> int | None:
        found: int | None = getattr(evidence.terms.points, name, None)
        return found

    return term


def _mine(amounts: Mapping[str, Decimal] | None, evidence: Evidence) -> Decimal | None:
    return (amounts or {}).get(evidence.outlet.currency)


def _spend_per_point(evidence: Evidence) -> Decimal | None:
    lasting = [rule for rule in evidence.terms.earn_rules if not rule.ends_on]
    return _mine(lasting[0].points_per, evidence) if lasting else None


def _positive(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and amount > 0 else None


def _pay_day(evidence: Evidence) -> FactValue:
    return timedelta(days=evidence.terms.payment.within_days) + evidence.progress.period_end


def _days_since(evidence: Evidence) -> int | None:
    last = evidence.shop.purchases.last_order_on
    return None if last is None else evidence.shop.today.toordinal() - last.toordinal()


def _weekly(evidence: Evidence) -> int | None:
    step = open_step(evidence)
    if step is None or step.needed_per_week is None:
        return None
    weekly = ceil(step.needed_per_week)
    return three_digits(Decimal(weekly), up=True) if step.unit.isupper() else weekly


def _threshold(evidence: Evidence) -> int | None:
    step = open_step(evidence)
    return None if step is None or step.threshold is None else ceil(step.threshold)


def _bought(evidence: Evidence) -> int | None:
    bought = evidence.progress.values.get(Metric.NET_VALUE)
    return None if bought is None else round(bought)


def _late(evidence: Evidence) -> Decimal:
    return sum((b.late_payouts for b in evidence.shop.ledgers.values()), Decimal(0))


def _must_sell_now(evidence: Evidence) -> int | None:
    listed = evidence.terms.must_sell
    if listed is None:
        return None
    missing, bought = evidence.progress.missing_must_sell, evidence.shop.purchases.must_sell_bought
    return sum(code in bought or code not in missing for code in listed.products)


def _best_product(evidence: Evidence) -> str | None:
    most = max(evidence.shop.purchases.habits, key=lambda h: h.net)
    if most.product in evidence.shop.unpromoted:
        return None
    names = {p.code: p.name for p in evidence.shop.products.values()}
    return names.get(most.product, most.name)


def _range_tier(evidence: Evidence) -> Target | None:
    """The best of the add-on tiers whose list the shop fills now."""
    have = _must_sell_now(evidence)
    if have is None or not evidence.terms.slabs:
        return None
    reached = [
        (tier.at_least, tier)
        for tier in evidence.terms.tiers
        if tier.metric is Metric.MUST_SELL and isinstance(tier.at_least, Decimal)
        and tier.payout and tier.payout.percent and tier.at_least <= have
    ]  # fmt: skip
    return max(reached, key=lambda pair: pair[0])[1] if reached else None


def _range_percent(evidence: Evidence) -> Decimal | None:
    tier = _range_tier(evidence)
    return tier.payout.percent if tier and tier.payout else None


def _trend(evidence: Evidence) -> Decimal | None:
    return evidence.shop.purchases.trend_percent


PROOFS: Mapping[str, Proof] = {
    "outlet_name": lambda e: e.outlet.name,
    "owner_name": lambda e: e.outlet.owner_name,
    "base_monthly": _usual,
    "trend_percent": _trend,
    "trend_up": lambda e: _positive(_trend(e)),
    "trend_down": lambda e: _positive(_negative(_trend(e))),
    "days_since_order": _days_since,
    "last_order_on": lambda e: e.shop.purchases.last_order_on,
    "best_product": _best_product,
    "overdue": lambda e: e.outlet.overdue,
    "program_name": lambda e: e.terms.names.get(_language(e)) or e.terms.name,
    "program_summary": lambda e: e.terms.summary.get(_language(e)),
    "paid_by": lambda e: e.terms.payment.paid_by,
    "each_period": lambda e: str(e.terms.period.value),
    "payment_methods": lambda e: "|".join(e.terms.payment.methods),
    "pay_days": lambda e: e.terms.payment.within_days,
    "dispute_days": lambda e: e.terms.payment.dispute_within_days,
    "dispute_contact": lambda e: e.terms.payment.dispute_contact,
    "notice_days": lambda e: e.terms.notice_days,
    "enroll_until": lambda e: e.terms.enroll_until,
    "tax_withheld": lambda e: e.terms.payment.withholding_tax_pct.get(e.outlet.country),
    "facings": _display("facings"),
    "materials": _display("materials"),
    "audits": _display("audits_per_month"),
    "pass_score": _display("pass_score"),
    "display_fee": lambda e: _mine(e.terms.fee, e),
    "must_sell_total": lambda e: len(e.terms.must_sell.products) if e.terms.must_sell else None,
    "spend_per_point": _spend_per_point,
    "point_value": lambda e: _mine(e.terms.points.value if e.terms.points else None, e),
    "valid_months": _points("valid_months"),
    "min_redeem": _points("min_redeem"),
    "aim_name": lambda e: _named(_aim(e), e),
    "growth_target": _aimed(Metric.GROWTH_PCT),
    "payout_percent": _payout("percent"),
    "bonus_points": _payout("points"),
    "range_percent": _range_percent,
    "range_tier": lambda e: _named(_range_tier(e), e),
    "must_sell_needed": _aimed(Metric.MUST_SELL),
    "period_end": lambda e: e.progress.period_end,
    "pay_by": _pay_day,
    "days_left": lambda e: e.progress.days_left,
    "tier_now": _tier_held,
    "next_tier": lambda e: _named(step.target if (step := open_step(e)) else None, e),
    "bought_so_far": _bought,
    "period_target": _threshold,
    "gap_to_next_tier": _gap,
    "needed_per_week": _weekly,
    "must_sell_now": _must_sell_now,
    "must_sell_missing": _missing,
    "points_active": _ledger("active_points"),
    "points_pending": _ledger("pending_points"),
    "points_expiring": _ledger("expiring_points"),
    "next_expiry_on": _ledger("next_expiry_on"),
    "points_value_now": _ledger("points_value"),
    "paid_out": _ledger("paid_out"),
    "late_payouts": _late,
    "extra_buy": lambda e: three_digits(monthly_extra(e), up=True),
    "extra_margin": lambda e: three_digits(part("extra_margin")(e), up=False),
    "stock_cost": lambda e: three_digits(part("stock_cost")(e), up=True),
    "lost_facing": lambda e: three_digits(part("lost_facing")(e), up=True),
    "reward_at_target": lambda e: three_digits(rewards_of(e, "join"), up=False),
    "net_return": lambda e: three_digits(net_of(e, "join"), up=False),
    "net_loss": lambda e: three_digits(_negative(net_of(e, "join")), up=True),
    "stay_reward": lambda e: three_digits(rewards_of(e, "stay"), up=False),
    "miss_reward": lambda e: three_digits(rewards_of(e, "just_miss"), up=False),
    "miss_loss": lambda e: three_digits(_negative(net_of(e, "just_miss")), up=True),
    "case_kind": lambda e: _failed_case(e, "kind"),
    "case_opened_on": lambda e: _failed_case(e, "opened_on"),
}
