"""`program_progress`: what is reached, what is missing, and whether the pace will do."""

from __future__ import annotations

from decimal import Decimal

from assistant.errors import RetryableToolError
from knowledge.programs.terms import Metric
from knowledge.records.answers import OutletProfile, ProgramProgress, TargetProgress
from tools.outlets.arguments import ProgressArguments
from tools.outlets.membership import has_target, in_force, is_called, program_meant, running
from tools.outlets.membership import target_name as named
from tools.outlets.page import Page, rounded_up
from tools.outlets.purchases import product_names


def progress(page: Page, outlet: OutletProfile, asked: ProgressArguments) -> None:
    """In the program named, else in those it is in, else in all that run there."""
    _ = page.say
    held = in_force(page, outlet)
    for code in _programs(page, outlet, asked, list(held)):
        found = page.records.progress(page.user, outlet.code, code)
        if asked.tier and not has_target(found.program, asked.tier):
            page.heading(page.name("program", found.program.name_in(page.language),
                                   found.program.ref))  # fmt: skip
            page.line(_no_such_tier(page, found, asked.tier))
            continue
        _one(page, outlet, found, asked.tier)
        if code not in held:
            page.line(_("The shop is not in this program: this is where it would stand."))


def _programs(
    page: Page, outlet: OutletProfile, asked: ProgressArguments, held: list[str]
) -> list[str]:
    if asked.program:
        return [program_meant(page, asked.program, outlet).code]
    here = running(page, outlet)
    terms = {p.code: p for p in here}
    wanted = [c for c in held if c in terms] or list(terms)
    if asked.tier:
        having = [c for c in wanted if has_target(terms[c], asked.tier)]
        wanted = having or [c for c in terms if has_target(terms[c], asked.tier)] or wanted
    if not wanted:
        _ = page.say
        raise RetryableToolError(_("No program runs in the country of this shop today."))
    return wanted


def _no_such_tier(page: Page, found: ProgramProgress, tier: str) -> str:
    _ = page.say
    names = page.locale.list([named(t, page.language) for t in found.program.targets])
    return _("There is no {tier} here. There are: {choices}.", tier=tier, choices=names)


def _one(page: Page, outlet: OutletProfile, found: ProgramProgress, tier: str | None) -> None:
    _ = page.say
    terms = found.program
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(f"{page.name('program', terms.name_in(page.language), terms.ref)}, {shop}")
    ends = page.date("period_end", found.period_end, f"{terms.ref}#period")
    left = page.quantity("days_left", found.days_left, "day", f"{terms.ref}#period")
    page.line(_("The period ends on {date}, in {days}", date=ends, days=left))
    _so_far(page, found)
    for step in found.targets:
        if tier is None or is_called(step.target, tier):
            page.line(target_line(page, found, step))
    if found.missing_must_sell and (tier is None or _counts_products(found, tier)):
        missing = product_names(page, list(found.missing_must_sell))
        page.line(_("Not bought yet in this period: {products}", products=missing))
    page.cite(terms.ref, f"{terms.code} {terms.terms_version}")


def _counts_products(found: ProgramProgress, tier: str) -> bool:
    return any(
        t.target.metric is Metric.MUST_SELL and is_called(t.target, tier) for t in found.targets
    )


def _so_far(page: Page, found: ProgramProgress) -> None:
    """Net purchases and points, now and at this pace, where a target is about them."""
    _ = page.say
    source, metrics = source_of(found), {t.metric for t in found.program.targets}
    net, pace = found.values[Metric.NET_VALUE], found.run_rate[Metric.NET_VALUE]
    if net is not None and metrics & {Metric.GROWTH_PCT, Metric.NET_VALUE}:
        so_far = page.money("bought_so_far", net, found.currency, source,
                            "Net purchases of the period that count.")  # fmt: skip
        page.line(_("Bought so far: {amount}", amount=so_far))
        if pace is not None:
            expected = page.money("expected", pace, found.currency, source,
                                  "At the period's end, at the pace so far.")  # fmt: skip
            page.line(_("At this pace by the end: {amount}", amount=expected))
    points = found.values[Metric.POINTS]
    if points is not None and Metric.POINTS in metrics:
        shown = page.quantity("points_so_far", points, "point", source,
                              "Points earned in the period.")  # fmt: skip
        page.line(_("Points so far: {points}", points=shown))


def source_of(found: ProgramProgress) -> str:
    """`progress:ID-0001:growth-club@3`."""
    return f"progress:{found.outlet}:{found.program.ref}"


def target_line(page: Page, found: ProgramProgress, step: TargetProgress) -> str:
    """`Gold: 8 products missing, 2 products a week`."""
    _ = page.say
    clause = f"{found.program.ref}#{step.target.clause}"
    name = page.name("target", named(step.target, page.language), clause)
    if step.reached:
        return _("{tier}: reached", tier=name)
    if step.gap is None:
        return _("{tier}: unknown, {why}", tier=name, why=why_unknown(page, step))
    gap = _amount(page, "gap", found, step, step.gap)
    if step.needed_per_week is None:
        return _("{tier}: {gap} missing", tier=name, gap=gap)
    weekly = _amount(page, "needed_per_week", found, step, step.needed_per_week)
    return _("{tier}: {gap} missing, that is {weekly} a week", tier=name, gap=gap, weekly=weekly)


def why_unknown(page: Page, step: TargetProgress) -> str:
    """What the records do not hold."""
    _ = page.say
    reasons = {
        Metric.GROWTH_PCT: _("the shop is too new to have a base"),
        Metric.AUDIT_SCORE: _("the records hold no audit results"),
        Metric.PURITY_PCT: _("the records hold no cooler checks"),
        Metric.CASES: _("some of its products are not counted in cases"),
    }
    return reasons.get(step.target.metric, _("the records do not say"))


def next_step(page: Page, found: ProgramProgress) -> str | None:
    """The line of the lowest target that is not reached and known."""
    step = found.next_target
    return None if step is None else target_line(page, found, step)


def _amount(
    page: Page, name: str, found: ProgramProgress, step: TargetProgress, amount: Decimal
) -> str:
    shown = rounded_up(amount)
    source, target = source_of(found), step.target.name.lower().replace(" ", "_")
    sentence = "What is asked less what is reached, rounded up."
    if step.unit == "percent":
        return page.percent(f"{name}_{target}", shown, source, sentence)
    if len(step.unit) == 3 and step.unit.isupper():
        return page.money(f"{name}_{target}", shown, step.unit, source, sentence)
    return page.quantity(f"{name}_{target}", shown, step.unit, source, sentence)
