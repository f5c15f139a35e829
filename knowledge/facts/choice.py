"""Which program is worth talking about in a shop when nobody has named one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from assistant.domain import User
from knowledge.facts.evidence import Evidence, ShopEvidence, evidence_for
from knowledge.facts.recommendation import Decision, Recommendation, decide
from knowledge.facts.records import ShopRecords
from knowledge.facts.standing import next_step
from knowledge.pack.schema.rules import BusinessRule, Rules

RANK = (
    Recommendation.JOIN,
    Recommendation.ALREADY_IN,
    Recommendation.WAIT,
    Recommendation.DO_NOT_JOIN,
)
"""A program he can join comes before one he is in; a refusal comes last."""
NOTHING = Decimal(-1)


@dataclass(frozen=True)
class Choice:
    """A program for a shop, with what code has decided about it."""

    evidence: Evidence
    decision: Decision
    because: str = ""
    """`named`, `best_return`, `nearest_tier` or `only_one`."""


def choose(
    records: ShopRecords, user: User, shop: ShopEvidence, program: str | None, rules: Rules
) -> Choice | None:
    """A named program, else the best one; None when no program runs in the shop's country."""

    def evidence_of(code: str) -> Evidence:
        return evidence_for(records, user, shop, code)

    if program is None:
        return choose_program([p.code for p in shop.programs], evidence_of, rules)
    evidence = evidence_of(program)
    return Choice(evidence, decide(evidence, rules), "named")


def choose_program(
    programs: Iterable[str],
    evidence_of: Callable[[str], Evidence],
    rules: Rules | Iterable[BusinessRule],
) -> Choice | None:
    """The best by return among those the shop can join, else the one nearest to a tier.

    None when no program runs in its country.
    """
    held = rules if isinstance(rules, Rules) else tuple(rules)
    choices = [Choice(e, decide(e, held)) for e in map(evidence_of, programs)]
    if not choices:
        return None
    best = max(choices, key=_worth)
    because = {
        Recommendation.JOIN: "best_return",
        Recommendation.ALREADY_IN: "nearest_tier",
    }.get(best.decision.recommendation, "best_return")
    return Choice(best.evidence, best.decision, because if len(choices) > 1 else "only_one")


def _worth(choice: Choice) -> tuple[int, Decimal]:
    """First what can be done about it, then how much it brings a month, or how near it is."""
    recommendation = choice.decision.recommendation
    rank = len(RANK) - RANK.index(recommendation)
    if recommendation is Recommendation.ALREADY_IN:
        return rank, _nearness(choice.evidence)
    monthly = choice.evidence.shop_return.net_monthly
    return rank, NOTHING if monthly is None else monthly


def _nearness(evidence: Evidence) -> Decimal:
    """Share of the next step that is done; a reached or unknown one is no reason to talk."""
    step = next_step(evidence)
    if step is None or not step.threshold or step.gap is None:
        return NOTHING
    return 1 - step.gap / step.threshold
