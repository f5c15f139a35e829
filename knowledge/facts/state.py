"""The one thing that matters most about a shop right now: what a call there is about."""

from __future__ import annotations

from decimal import Decimal

from knowledge.facts.evidence import Evidence
from knowledge.facts.standing import missing_products, next_step
from knowledge.programs.terms import Metric, ProgramKind

LAPSED_DAYS = 45
"""No order for so long: the shop is drifting away, whatever it bought before."""
DECLINE = Decimal(-10)
"""Percent over three months; smaller moves are weather."""
NEAR = Decimal("0.85")
"""Share of the next step that is reached when it is called near."""
STUCK = Decimal("0.60")
NEW_MONTHS = 6


def state_of(evidence: Evidence) -> str:
    """The one thing that matters most about the shop right now."""
    history = evidence.inputs["history"]
    days = history["days_since_order"]
    if days is not None and days >= LAPSED_DAYS:
        return "lapsed"
    if evidence.enrolled and (standing := _member_state(evidence)):
        return standing
    trend = evidence.shop.purchases.trend_percent
    if trend is not None and trend <= DECLINE:
        return "declining"
    if evidence.terms.kind is ProgramKind.RANGE and missing_products(evidence):
        return "missing_must_sell"
    if evidence.terms.kind in (ProgramKind.DISPLAY, ProgramKind.COOLER):
        return "display_ready"
    months = evidence.inputs["outlet"]["months_active"]
    return "new" if months is not None and months < NEW_MONTHS else "steady"


def _member_state(evidence: Evidence) -> str | None:
    step = next_step(evidence)
    if step is None or not step.threshold or step.gap is None:
        return None
    if (step.threshold - step.gap) / step.threshold >= NEAR:
        return "near_tier"
    metric = step.target.metric
    pace = evidence.progress.run_rate.get(
        Metric.NET_VALUE if metric is Metric.GROWTH_PCT else metric
    )
    return "enrolled_stuck" if pace is not None and pace < step.threshold * STUCK else None
