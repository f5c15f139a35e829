"""Every figure, date and name a story may use, each with where it comes from.

What is unknown makes no fact: a slot without a fact cannot be filled, and so is never said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.domain import Fact, FactValue
from knowledge.facts.estimates import estimate
from knowledge.facts.evidence import Evidence
from knowledge.facts.recommendation import Decision
from knowledge.facts.returns import return_facts
from knowledge.facts.standing import standing_facts
from knowledge.facts.terms import terms_facts
from knowledge.pack.schema.brand import BrandGuidelines


def facts_of(evidence: Evidence, decision: Decision, brand: BrandGuidelines) -> dict[str, Fact]:
    """Slot id → fact, of everything that is known."""
    found = (
        *shop_facts(evidence),
        *terms_facts(evidence),
        *standing_facts(evidence),
        *return_facts(evidence),
        *decision_facts(evidence, decision),
        *wording_facts(evidence, decision, brand),
    )
    return {fact.id: fact for fact in found}


def shop_facts(evidence: Evidence) -> Iterator[Fact]:
    """Who the shop is and how it buys."""
    outlet, purchases = evidence.outlet, evidence.shop.purchases
    record = f"outlets:{outlet.code}"
    span = invoice_span(purchases.since, purchases.until)
    invoices = f"invoices:{outlet.code}:{span}"
    yield Fact("outlet_name", outlet.name, "name", record, sentence="The shop's name on record.")
    if outlet.owner_name:
        yield Fact("owner_name", outlet.owner_name, "name", record, sentence="The owner on record.")
    if evidence.basis.base_monthly is not None:
        yield Fact(
            "base_monthly",
            estimate(evidence.basis.base_monthly, ROUND_HALF_EVEN),
            outlet.currency,
            invoices,
            "per month",
            "Net purchases of the last full months, returns taken off, divided by their number; "
            "for a member, the base frozen at joining. Rounded to three digits.",
        )
    yield from _trend(evidence, invoices, span)
    if purchases.last_order_on is not None:
        days = Decimal((evidence.shop.today - purchases.last_order_on).days)
        yield Fact("last_order_on", purchases.last_order_on, "date", invoices,
                   sentence="Date of the last invoice.")  # fmt: skip
        yield Fact("days_since_order", days, "day", invoices,
                   sentence="Days from the last invoice to today.")  # fmt: skip
    if purchases.habits and purchases.habits[0].product not in evidence.shop.unpromoted:
        yield Fact("best_product", best_product(evidence), "name", invoices, span,
                   "The product with the highest net purchases.")  # fmt: skip
    if outlet.overdue:
        yield Fact("overdue", outlet.overdue, outlet.currency, record,
                   sentence="Amount past its due day on the account.")  # fmt: skip


def best_product(evidence: Evidence) -> str:
    """What sells most, as the reader's language calls it."""
    best = evidence.shop.purchases.habits[0]
    product = evidence.shop.products.get(best.product)
    return product.name if product else best.name


def _trend(evidence: Evidence, invoices: str, span: str) -> Iterator[Fact]:
    trend = evidence.shop.purchases.trend_percent
    if trend is None:
        return
    words = "Net purchases of the last three full months against the three before."
    yield Fact("trend_percent", trend, "percent", invoices, span, words)
    if trend:
        name = "trend_up" if trend > 0 else "trend_down"
        yield Fact(name, abs(trend), "percent", invoices, span, words)


def decision_facts(evidence: Evidence, decision: Decision) -> Iterator[Fact]:
    """Why not now: the open case, and the pack's own sentences."""
    failures = [c for c in decision.causes if c.kind == "open_case"]
    case = next((c for c in evidence.shop.cases if f"cases:{c.id}" in {f.ref for f in failures}),
                None)  # fmt: skip
    if case is not None:
        yield Fact("case_kind", case.kind, "case_kinds", f"cases:{case.id}",
                   sentence="The kind of the open case.")  # fmt: skip
        yield Fact("case_opened_on", case.opened_on, "date", f"cases:{case.id}",
                   sentence="The day the case was opened.")  # fmt: skip
    if evidence.shop.late_payouts > 0:
        yield Fact("late_payouts", evidence.shop.late_payouts, evidence.outlet.currency,
                   f"ledger:{evidence.outlet.code}",
                   sentence="Rewards past their due day and not paid yet.")  # fmt: skip
    unknown = [c for c in evidence.eligibility.unknown if c.missing]
    if unknown and not evidence.enrolled:
        words = dict.fromkeys(word for check in unknown for word in check.missing)
        yield Fact("unknowns", "|".join(words), "names", "; ".join(c.ref for c in unknown),
                   sentence="Conditions that the records say nothing about.")  # fmt: skip
    said = [c for c in decision.causes
            if c.message and c.spoken and c.kind in ("terms", "rule")]  # fmt: skip
    if said:
        refs = "; ".join(c.ref for c in said)
        yield Fact("reasons", joined(c.message for c in said), "text", refs,
                   sentence="The conditions that are not met, in the company's words.")  # fmt: skip
        remedies = joined(c.remedy for c in said if c.kind == "terms")
        if remedies:
            yield Fact("remedies", remedies, "text", refs,
                       sentence="What would change it, as the company words it.")  # fmt: skip


def wording_facts(evidence: Evidence, decision: Decision, brand: BrandGuidelines) -> Iterator[Fact]:
    """Phrases that the brand guidelines and rules of compliance require, as one text."""
    phrases = brand.required.get(evidence.shop.language.split("-")[0], ())
    texts = (*map(as_sentence, phrases), *(w.text for w in decision.wordings))
    if texts:
        refs = ("brand/guidelines.yaml#required",) if phrases else ()
        yield Fact("required_wording", joined(texts), "text",
                   "; ".join((*refs, *(w.ref for w in decision.wordings))),
                   sentence="Wording that every story must hold.")  # fmt: skip


def invoice_span(since: date, until: date) -> str:
    """`2026-05..2026-10`."""
    return f"{since:%Y-%m}..{until:%Y-%m}"


def joined(sentences: Iterable[str]) -> str:
    """Different sentences, once each, in one text."""
    return " ".join(dict.fromkeys(s.strip() for s in sentences if s.strip()))


def as_sentence(phrase: str) -> str:
    """With a full stop, if it has none."""
    return phrase if phrase[-1:] in ".!?؟。" else f"{phrase}."


def shown(value: FactValue) -> str:
    """A fact's value as JSON carries it: a plain decimal string, an ISO date, or the text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
