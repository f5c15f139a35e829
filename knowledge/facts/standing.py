"""Facts of where the shop stands now: the current period, what is missing, its points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from assistant.domain import Fact
from knowledge.facts.estimates import estimate
from knowledge.facts.evidence import Evidence
from knowledge.programs.rewards import is_same
from knowledge.programs.terms import Metric, Period, ProgramKind
from knowledge.records.answers import LedgerBalance, ProgramProgress, TargetProgress

LADDERS = (ProgramKind.GROWTH, ProgramKind.RANGE, ProgramKind.POINTS)
MOST_PRODUCTS = 3
"""Missing products named in a story; nobody keeps more in mind at a counter."""
MEASURE_UNITS = ("case", "point", "product", "percent")
WHOLE = Decimal(1)


def standing_facts(evidence: Evidence) -> Iterator[Fact]:
    """The period, the next step, the must-sell list and the ledger."""
    yield from _period(evidence)
    yield from _next_step(evidence)
    yield from _must_sell(evidence)
    if evidence.ledger is not None:
        yield from _ledger(evidence.ledger)
    held = evidence.enrollment
    if evidence.enrolled and held is not None and held.tier and _is_level(evidence, held.tier):
        yield Fact("tier_now", tier_name(evidence, held.tier), "name", f"enrollments:{held.id}",
                   sentence="The tier the shop holds.")  # fmt: skip


def _is_level(evidence: Evidence, tier: str) -> bool:
    """One can hold it: not “display passed”, nor the step that is being earned again right now."""
    if evidence.terms.kind not in LADDERS:
        return False
    step = next_step(evidence)
    return step is None or step.target.name != tier


def period_label(progress: ProgramProgress) -> str:
    """`2026-Q4`, `2026-11`, `2026`."""
    start = progress.period_start
    labels = {
        Period.MONTH: f"{start:%Y-%m}",
        Period.QUARTER: f"{start.year}-Q{(start.month + 2) // 3}",
        Period.YEAR: f"{start.year}",
    }
    return labels[progress.program.period]


def tier_name(evidence: Evidence, name: str) -> str:
    """The tier in the reader's language, where the terms have a name for it."""
    language = evidence.shop.language.split("-")[0]
    named = next((t for t in evidence.terms.targets if t.name == name), None)
    return name if named is None else named.names.get(language, name)


def next_step(evidence: Evidence) -> TargetProgress | None:
    """The lowest step of the ladder that pays first and is not reached: slabs, else tiers."""
    ladder = evidence.terms.slabs or evidence.terms.tiers
    return next(
        (
            t
            for t in evidence.progress.targets
            if not t.reached and any(is_same(t.target, step) for step in ladder)
        ),
        None,
    )


def _period(evidence: Evidence) -> Iterator[Fact]:
    progress = evidence.progress
    source = f"{evidence.terms.ref}#period"
    yield Fact("period_end", progress.period_end, "date", source,
               sentence="The last day of the current period.")  # fmt: skip
    yield Fact("days_left", Decimal(progress.days_left), "day", source,
               sentence="Days until the current period ends.")  # fmt: skip
    paid = progress.period_end + timedelta(days=evidence.terms.payment.within_days)
    yield Fact("pay_by", paid, "date", f"{evidence.terms.ref}#{evidence.terms.payment.clause}",
               sentence="The end of the period plus the days the terms allow.")  # fmt: skip


def _next_step(evidence: Evidence) -> Iterator[Fact]:
    label, code = period_label(evidence.progress), evidence.outlet.code
    source = f"progress:{code}:{evidence.terms.ref}"
    bought = evidence.progress.values.get(Metric.NET_VALUE)
    if bought is not None:
        yield Fact("bought_so_far", bought.quantize(WHOLE), evidence.outlet.currency,
                   f"invoices:{code}:{label}", label,
                   "Net purchases in the current period so far, whole money.")  # fmt: skip
    step = next_step(evidence)
    if step is None or step.gap is None or step.threshold is None or not countable(step):
        return
    name = tier_name(evidence, step.target.name)
    yield Fact("next_tier", name, "name", f"{evidence.terms.ref}#{step.target.clause}",
               sentence="The lowest step not reached yet.")  # fmt: skip
    yield Fact("period_target", rounded_up(step.threshold), step.unit, source, label,
               "What the next step asks for in the current period.")  # fmt: skip
    yield Fact("gap_to_next_tier", rounded_up(step.gap), step.unit, source, label,
               "What the next step asks for, less what is reached, rounded up.")  # fmt: skip
    if step.needed_per_week is not None:
        weekly = rounded_up(step.needed_per_week)
        if step.unit == evidence.outlet.currency:
            weekly = estimate(weekly, ROUND_CEILING)
        yield Fact("needed_per_week", weekly, step.unit, source, "per week",
                   "The gap over the weeks that are left, rounded up.")  # fmt: skip


def countable(step: TargetProgress) -> bool:
    """In a unit a shopkeeper can act on: money or a count."""
    return step.unit in MEASURE_UNITS or (len(step.unit) == 3 and step.unit.isupper())


def rounded_up(amount: Decimal) -> Decimal:
    """Whole units, up: less than what is said must never be enough."""
    return amount.quantize(WHOLE, rounding=ROUND_CEILING)


def _must_sell(evidence: Evidence) -> Iterator[Fact]:
    if evidence.terms.must_sell is None or evidence.basis.must_sell_now is None:
        return
    label = period_label(evidence.progress)
    source = f"progress:{evidence.outlet.code}:{evidence.terms.ref}"
    if evidence.basis.must_sell_now > 0:
        yield Fact("must_sell_now", Decimal(evidence.basis.must_sell_now), "product", source,
                   sentence="Products of the list bought in this period or in the last three full "
                   "months.")  # fmt: skip
    names = missing_products(evidence)
    if names:
        yield Fact("must_sell_missing", "|".join(names), "names", source, label,
                   "Products of the list not bought in this period nor in the last three full "
                   "months; at most three are named.")  # fmt: skip


def missing_products(evidence: Evidence) -> tuple[str, ...]:
    """Names of listed products the shop does not buy, in the order of the list."""
    bought = set(evidence.shop.purchases.must_sell_bought)
    products = evidence.shop.products
    missing = [
        code
        for code in evidence.progress.missing_must_sell
        if code not in bought and code in products and code not in evidence.shop.unpromoted
    ]
    return tuple(products[code].name for code in missing[:MOST_PRODUCTS])


def _ledger(balance: LedgerBalance) -> Iterator[Fact]:
    source = f"ledger:{balance.outlet}:{balance.program}"
    for name, points, words in (
        ("points_active", balance.active_points, "Points that can be used now."),
        ("points_pending", balance.pending_points, "Points that wait for an invoice to be paid."),
        ("points_expiring", balance.expiring_points, "Usable points that expire soon."),
    ):
        if points > 0:
            yield Fact(name, Decimal(points), "point", source, sentence=words)
    if balance.expiring_points > 0 and balance.next_expiry_on is not None:
        yield Fact("next_expiry_on", balance.next_expiry_on, "date", source,
                   sentence="The day the next points expire.")  # fmt: skip
    if balance.points_value:
        yield Fact("points_value_now", balance.points_value, balance.currency, source,
                   sentence="Usable points times the worth of one.")  # fmt: skip
    if balance.paid_out > 0:
        yield Fact("paid_out", balance.paid_out, balance.currency, source,
                   sentence="Rewards paid to the shop so far.")  # fmt: skip
