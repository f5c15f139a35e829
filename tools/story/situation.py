"""What situation a shop is in; only this, not its figures, decides how a story is told."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from knowledge.facts.evidence import Evidence
from knowledge.facts.recommendation import Decision
from knowledge.facts.standing import countable, next_step
from knowledge.facts.state import state_of
from tools.story.situations import Length, Situation

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
