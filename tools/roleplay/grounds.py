"""Everything a rep may truly say at this counter: facts of the shop and of the terms, frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.domain import Fact, User
from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import Evidence, ShopEvidence, evidence_for, shop_evidence
from knowledge.facts.recommendation import Recommendation, decide
from knowledge.facts.rendering import Renderer
from tools.roleplay.scenario import Known

if TYPE_CHECKING:
    from datetime import date

    from knowledge.records.api import DataAPI


def grounds(
    records: DataAPI, user: User, outlet: str, language: str, today: date, program: str | None
) -> tuple[Evidence, tuple[Known, ...]] | None:
    """The program to talk about with what is known; None = nothing runs at this shop.

    Without a program, the first one that is honest to sell there.

    Raises:
        NotFoundError: the outlet is not the user's to see.
    """
    shop = shop_evidence(records, user, outlet, today, language)
    found = None
    for code in [program] if program else [p.code for p in shop.programs]:
        evidence = evidence_for(records, user, shop, code)
        decision = decide(evidence, records.rules())
        facts = facts_of(evidence, decision, records.brand())
        if found is None or decision.recommendation is Recommendation.JOIN:
            found = evidence, tuple(_known(facts, evidence))
        if decision.recommendation is Recommendation.JOIN:
            break
    return found


def _known(facts: dict[str, Fact], evidence: Evidence) -> Iterator[Known]:
    words = Renderer(evidence.shop.language, evidence.outlet.country)
    for fact in (*facts.values(), *_months(evidence.shop)):
        if fact.unit == "text" or not words.can(fact):
            continue
        own = not fact.source.startswith(evidence.terms.ref)
        yield Known(
            id=fact.id, value=str(fact.value), unit=fact.unit, shown=words.render(fact),
            source=fact.source, told=fact.sentence, own=own,
        )  # fmt: skip


def _months(shop: ShopEvidence) -> Iterator[Fact]:
    """What the shop bought month by month."""
    outlet = shop.outlet
    for month in shop.purchases.months:
        when = f"{month.month:%Y-%m}"
        ref = f"invoices:{outlet.code}:{when}"
        yield Fact(f"bought_{month.month:%Y_%m}", month.net, outlet.currency, ref, when)
