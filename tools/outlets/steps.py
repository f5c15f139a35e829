"""One tier or slab for one shop: reached, missing by how much, or not known and why."""

from __future__ import annotations

from decimal import Decimal

from knowledge.programs.terms import Metric
from knowledge.records.answers import ProgramProgress, TargetProgress
from tools.outlets.membership import target_name
from tools.outlets.page import Page, rounded_up

BOUGHT_WITH = {Metric.GROWTH_PCT: Metric.NET_VALUE}
"""Growth is reached by buying, so its pace is that of the money."""


def source_of(found: ProgramProgress) -> str:
    """`progress:ID-0001:growth-club@3`."""
    return f"progress:{found.outlet}:{found.program.ref}"


def target_line(page: Page, found: ProgramProgress, step: TargetProgress) -> str:
    """`Gold: 2 products missing, that is 1 product a week (§4.2)`."""
    told = _told(page, found, step)
    clause = page.clause(step.target.clause, f"{found.program.ref}#{step.target.clause}")
    return f"{told} ({clause})" if clause else told


def _told(page: Page, found: ProgramProgress, step: TargetProgress) -> str:
    _ = page.say
    ref = f"{found.program.ref}#{step.target.clause}"
    name = page.name("target", target_name(step.target, page.language), ref)
    if step.reached:
        return _("{tier}: reached", tier=name)
    if step.gap is None:
        return _("{tier}: not known, {why}", tier=name, why=_why_unknown(page, step))
    sentence = _("What is asked less what is reached, rounded up.")
    gap = _amount(page, "gap", found, step, step.gap, sentence)
    if step.needed_per_week is None:
        return _("{tier}: {gap} missing", tier=name, gap=gap)
    sentence = _("What is missing over the weeks that are left, rounded up.")
    weekly = _amount(page, "needed_per_week", found, step, step.needed_per_week, sentence)
    if pace_will_do(found, step):
        return _("{tier}: {gap} missing, that is {weekly} a week; at this pace it gets there",
                 tier=name, gap=gap, weekly=weekly)  # fmt: skip
    return _("{tier}: {gap} missing, that is {weekly} a week", tier=name, gap=gap, weekly=weekly)


def pace_will_do(found: ProgramProgress, step: TargetProgress) -> bool:
    """Whether the shop gets there by going on as it does."""
    metric = BOUGHT_WITH.get(step.target.metric, step.target.metric)
    pace = found.run_rate[metric]
    return pace is not None and step.threshold is not None and pace >= step.threshold


def _why_unknown(page: Page, step: TargetProgress) -> str:
    """What the records do not hold."""
    _ = page.say
    reasons = {
        Metric.GROWTH_PCT: _("the shop has no base to measure growth on"),
        Metric.AUDIT_SCORE: _("the records hold no audit results"),
        Metric.PURITY_PCT: _("the records hold no cooler checks"),
        Metric.CASES: _("some of its products are not counted in cases"),
    }
    return reasons.get(step.target.metric, _("the records do not say"))


def next_step(page: Page, found: ProgramProgress) -> str | None:
    """The line of the lowest target that is not reached; one that is known before others."""
    unreached = [t for t in found.targets if not t.reached]
    step = found.next_target or next(iter(unreached), None)
    return None if step is None else target_line(page, found, step)


def _amount(
    page: Page,
    name: str,
    found: ProgramProgress,
    step: TargetProgress,
    amount: Decimal,
    sentence: str,
) -> str:
    """In the target's unit, rounded up: less than what is said must never be enough."""
    shown, source = rounded_up(amount), source_of(found)
    name = f"{name}_{step.target.name.lower().replace(' ', '_')}"
    period = found.period_end.isoformat()
    if step.unit == "percent":
        return page.percent(name, shown, source, sentence, period)
    if len(step.unit) == 3 and step.unit.isupper():
        return page.money(name, shown, step.unit, source, sentence, period)
    return page.quantity(name, shown, step.unit, source, sentence, period)
