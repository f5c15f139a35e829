"""What situation a shop is in; only this, not its figures, decides how a story is told."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from knowledge.facts.evidence import Evidence
from knowledge.facts.recommendation import Decision
from knowledge.facts.standing import countable, missing_products, next_step
from knowledge.programs.terms import Metric, ProgramKind
from tools.story.situations import Length, Situation

LAPSED_DAYS = 45
"""No order for so long: the shop is drifting away, whatever it bought before."""
DECLINE = Decimal(-10)
"""Percent over three months; smaller moves are weather."""
NEAR = Decimal("0.85")
"""Share of the next step that is reached when it is called near."""
STUCK = Decimal("0.60")
NEW_MONTHS = 6
DOUBTS = frozenset({"rewards-late", "distrust-points", "rules-changed"})
"""Objection keys that speak of trust."""


def situation_of(evidence: Evidence, decision: Decision, length: Length) -> Situation:
    """The situation of this shop in this program."""
    return Situation(
        recommendation=decision.recommendation.value,
        state=state_of(evidence),
        program_kind=evidence.terms.kind.value,
        outlet_class=evidence.outlet.outlet_class,
        length=length,
        enrolled=evidence.enrolled,
        was_member=evidence.was_member,
        trust=trust_of(evidence),
        progress=progress_of(evidence),
    )


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


def progress_of(evidence: Evidence) -> str:
    """Whether a next step is open, all are reached, or the records do not say."""
    step = next_step(evidence)
    if step is None:
        return "reached" if evidence.progress.targets else "unknown"
    return "open" if step.gap is not None and countable(step) else "unknown"


def trust_of(evidence: Evidence) -> str:
    """Low after a late reward, a dispute, a leaving, or words of doubt on a visit."""
    doubts = (
        evidence.shop.late_payouts > 0,
        evidence.was_member,
        any(c.kind == "reward_dispute" for c in evidence.shop.cases),
        any(v.objection in DOUBTS for v in evidence.shop.visits),
    )
    return "low" if any(doubts) else "normal"


def situation_inputs(situation: Situation) -> dict[str, dict[str, Any]]:
    """As the playbook's CEL sees it."""
    return {"situation": asdict(situation)}
