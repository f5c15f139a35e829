"""How a case is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.domain import Fact
from assistant.language.catalogs import translate
from assistant.presenting import plain
from knowledge.facts.rendering import Renderer
from knowledge.records.answers import CaseView

DATES, FIGURES = frozenset({"date"}), frozenset({"name", "names", "text", "methods"})


def fact_label(name: str, language: str) -> str:
    """What a fact that goes along with a case is called."""
    _ = translate(language)
    return {
        "last_order_on": _("last order"),
        "overdue": _("overdue on the account"),
        "late_payouts": _("rewards that are late"),
        "paid_out": _("rewards paid so far"),
        "pay_by": _("next payment until"),
        "tier_now": _("tier"),
        "bought_so_far": _("bought in this period"),
        "dispute_days": _("days in which a payment can be disputed"),
    }[name]


ATTACHED = (
    *("last_order_on", "overdue", "late_payouts", "paid_out", "pay_by", "tier_now"),
    *("bought_so_far", "dispute_days"),
)
"""Facts that support asks for first; those that are known go along with every case of a shop."""


def packed(fact: Fact) -> dict[str, str]:
    """A fact as it is kept with a case."""
    return {
        "id": fact.id, "value": plain(fact.value), "unit": fact.unit, "source": fact.source,
        "period": fact.period, "sentence": fact.sentence,
    }  # fmt: skip


def facts_in(case: CaseView) -> Iterator[Fact]:
    """The facts that were kept with it."""
    for kept in json.loads(case.facts or "[]"):
        unit, text = kept["unit"], kept["value"]
        is_text = unit in FIGURES
        value = text if is_text else date.fromisoformat(text) if unit in DATES else Decimal(text)
        yield Fact(kept["id"], value, unit, kept["source"], kept["period"], kept["sentence"])


def facts_told(case: CaseView, language: str, country: str | None) -> list[str]:
    """`last order: 2 November 2026`, for each that a reader knows the name of."""
    words = Renderer(language, country)
    return [
        f"{fact_label(fact.id, language)}: {words.render(fact)}"
        for fact in facts_in(case)
        if fact.id in ATTACHED and words.can(fact)
    ]
