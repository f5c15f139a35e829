"""Proves a fact a second way: from the records again, by other code than made it.

A fact without a proof is not released. Figures of the return are added up anew from their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from assistant.domain import Fact, FactValue
from knowledge.facts.evidence import Evidence
from knowledge.facts.proofs import PROOFS, open_step
from knowledge.facts.slots import SLOTS, Slot

PACK_TEXTS = frozenset({"reasons", "remedies", "required_wording", "tier_benefit", "unknowns"})
"""Sentences of the pack; the review compares them with a fresh set of facts."""
HISTORY = re.compile(r"\d{4}-\d{2}\.\.\d{4}-\d{2}")


def faults(fact: Fact, evidence: Evidence) -> Iterator[str]:
    """What is wrong with a fact: its value, its unit, its period or its source."""
    slot = SLOTS.get(fact.id)
    if slot is None or (fact.id not in PROOFS and fact.id not in PACK_TEXTS):
        yield f"nothing proves {fact.id}"
        return
    if fact.id in PROOFS and not _same(PROOFS[fact.id](evidence), fact.value):
        yield f"{fact.id} is not what the records say"
    if fact.unit != _unit(slot, evidence):
        yield f"{fact.id} is in {fact.unit}"
    if not _period_fits(slot, fact.period, evidence):
        yield f"{fact.id} is for {fact.period or 'no period'}"
    if not _source_fits(fact.source, evidence):
        yield f"{fact.id} comes from {fact.source}"


def _same(proved: FactValue | int | None, value: FactValue) -> bool:
    if isinstance(value, Decimal):
        return isinstance(proved, (Decimal, int)) and Decimal(proved) == value
    return type(proved) is type(value) and proved == value


def _unit(slot: Slot, evidence: Evidence) -> str:
    if slot.kind == "money":
        return evidence.outlet.currency
    if slot.kind == "measure":
        step = open_step(evidence)
        return step.unit if step else ""
    return slot.unit or slot.kind


def _period_fits(slot: Slot, period: str, evidence: Evidence) -> bool:
    if slot.span == "history":
        return HISTORY.fullmatch(period) is not None
    if slot.span == "period":
        start = evidence.progress.period_start
        quarter = f"{start.year}-Q{ceil(start.month / 3)}"
        names = {"month": start.isoformat()[:7], "quarter": quarter, "year": str(start.year)}
        return period == names[evidence.terms.period.value]
    if slot.span == "per period":
        return period == f"per {evidence.terms.period.value}"
    return period == ("" if slot.span == "none" else slot.span)


def _source_fits(source: str, evidence: Evidence) -> bool:
    """This shop's rows, this version's terms, or the pack; never a row of another shop."""
    code, ref = evidence.outlet.code, evidence.terms.ref
    cases = {f"cases:{case.id}" for case in evidence.shop.cases}
    held = {f"enrollments:{e.id}" for e in evidence.shop.enrollments}
    for part in source.split("; "):
        whole = part in {f"outlets:{code}", f"ledger:{code}", *cases, *held}
        starts = (f"invoices:{code}:", f"ledger:{code}:", f"progress:{code}:{ref}", "rules.yaml#",
                  f"{ref}#", "brand/guidelines.yaml#")  # fmt: skip
        if not (whole or part.startswith(starts)):
            return False
        if "#return:" in part and not part.endswith(f"#return:{code}"):
            return False
    return True
