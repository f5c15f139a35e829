"""`program_progress`: where a shop stands in a program's period, and what is missing."""

from __future__ import annotations

from assistant.errors import RetryableToolError
from knowledge.enrollment.change_desk import paused_words
from knowledge.programs.terms import Metric
from knowledge.records.answers import EnrollmentView, OutletProfile, ProgramProgress
from tools.outlets.arguments import ProgressArguments
from tools.outlets.gap import closing_products
from tools.outlets.membership import has_target, in_force, is_called, program_meant, running
from tools.outlets.membership import target_name as named
from tools.outlets.page import Page
from tools.outlets.products import product_names
from tools.outlets.steps import next_step, pace_will_do, source_of, target_line


def progress(page: Page, outlet: OutletProfile, asked: ProgressArguments) -> None:
    """In the program named, else in those it is in, else in all that run there."""
    _ = page.say
    held = in_force(page, outlet)
    if not (held or asked.program or asked.tier):
        _would_stand(page, outlet)
        return
    programs = _programs(page, outlet, asked, list(held))
    for code in programs:
        found = page.records.progress(page.user, outlet.code, code)
        _one(page, outlet, found, asked.tier)
        if code in held:
            _paused(page, held[code], found)
        if len(programs) == 1:
            _closing(page, outlet, found, asked.tier)
        if outlet.country not in found.program.countries:
            page.line(_("The program does not run in this shop's country."))
        elif code not in held:
            page.line(_("The shop is not in this program: this is where it would stand."))
            label = _("Can it join {program}?", program=found.program.name_in(page.language))
            page.offer("eligibility", label, program=code)
        else:
            label = _("Selling story: {program}", program=found.program.name_in(page.language))
            page.offer("selling_story", label, program=code)
    page.offer("purchases", _("What does this shop buy?"))


def _paused(page: Page, enrollment: EnrollmentView, found: ProgramProgress) -> None:
    """A suspended shop earns nothing: said before anybody counts on what stands above."""
    told = paused_words(enrollment, found.program, page.language)
    if told:
        if enrollment.paused_since is not None:
            page.date("paused_since", enrollment.paused_since, f"enrollments:{enrollment.id}")
        page.line(f"**{told}**")
        page.cite(f"enrollments:{enrollment.id}", told)


def _programs(
    page: Page, outlet: OutletProfile, asked: ProgressArguments, held: list[str]
) -> list[str]:
    if asked.program:
        return [program_meant(page, asked.program).code]
    terms = {p.code: p for p in running(page, outlet)}
    wanted = [c for c in held if c in terms] or list(terms)
    if asked.tier:
        having = [c for c in wanted if has_target(terms[c], asked.tier)]
        wanted = having or [c for c in terms if has_target(terms[c], asked.tier)] or wanted
    if not wanted:
        _ = page.say
        raise RetryableToolError(_("No program runs in the country of this shop today."))
    return wanted


def _would_stand(page: Page, outlet: OutletProfile) -> None:
    """A shop in no program: one line for each that runs there, and a tap for all of it."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("{shop} is in no program. This is where it would stand:", shop=shop))
    for terms in running(page, outlet):
        found = page.records.progress(page.user, outlet.code, terms.code)
        name = page.name("program", terms.name_in(page.language), terms.ref)
        step = next_step(page, found) or _("every step is reached")
        page.line(f"{name}: {step}")
        page.cite(source_of(found), f"{name}: {step}")
        label = _("How far is it in {program}?", program=terms.name_in(page.language))
        page.offer("program_progress", label, program=terms.code)
    page.offer("eligibility", _("Can this shop join a program?"))


def _one(page: Page, outlet: OutletProfile, found: ProgramProgress, tier: str | None) -> None:
    """One program: the period, what is reached, every tier asked for, what is missing."""
    _ = page.say
    terms = found.program
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(f"{page.name('program', terms.name_in(page.language), terms.ref)}, {shop}")
    if tier and not has_target(terms, tier):
        page.line(_no_such_tier(page, found, tier))
        return
    period = f"{terms.ref}#period"
    ends = page.date("period_end", found.period_end, period, _("Last day of the period."))
    left = page.quantity("days_left", found.days_left, "day", period)
    page.line(_("The period ends on {date}, in {days}", date=ends, days=left))
    _so_far(page, found)
    for step in found.targets:
        if tier is None or is_called(step.target, tier):
            told = target_line(page, found, step)
            page.line(told)
            page.cite(f"{source_of(found)}#{step.target.clause}", told)
    if found.missing_must_sell and (tier is None or _counts_products(found, tier)):
        missing = product_names(page, found.missing_must_sell)
        page.line(_("Not bought yet in this period: {products}", products=missing))


def _closing(page: Page, outlet: OutletProfile, found: ProgramProgress, tier: str | None) -> None:
    """What to order for the tier asked about, else for the next step of each ladder."""
    if tier is not None:
        steps = [t for t in found.targets if is_called(t.target, tier)]
    else:
        ladders = (found.program.slabs, found.program.tiers)
        steps = [
            step
            for ladder in ladders
            for step in [t for t in found.targets if t.target in ladder and not t.reached][:1]
        ]
    for step in steps:
        if not pace_will_do(found, step):
            closing_products(page, outlet, found, step)


def _no_such_tier(page: Page, found: ProgramProgress, tier: str) -> str:
    _ = page.say
    names = page.locale.list([named(t, page.language) for t in found.program.targets])
    return _("There is no {tier} here. There are: {choices}.", tier=tier[:64], choices=names)


def _counts_products(found: ProgramProgress, tier: str) -> bool:
    return any(
        t.target.metric is Metric.MUST_SELL and is_called(t.target, tier) for t in found.targets
    )


def _so_far(page: Page, found: ProgramProgress) -> None:
    """What is reached and what the pace leads to, in what the targets are measured in."""
    metrics = {t.metric for t in found.program.targets}
    if metrics & {Metric.GROWTH_PCT, Metric.NET_VALUE}:
        _net(page, found, grows=Metric.GROWTH_PCT in metrics)
    for metric, unit in ((Metric.POINTS, "point"), (Metric.CASES, "case")):
        if metric in metrics:
            _count(page, found, metric, unit)
    if Metric.MUST_SELL in metrics:
        _range(page, found)


def _net(page: Page, found: ProgramProgress, *, grows: bool) -> None:
    _ = page.say
    source, period, currency = source_of(found), period_of(found), found.currency
    if grows and found.base_monthly is None:
        page.line(_("Base of growth: not known"))
    elif grows and found.base_monthly is not None:
        sentence = _("What the shop bought in a month before; growth is measured on it.")
        base = page.money(
            "base_monthly", found.base_monthly, currency, source, sentence, "per month"
        )
        page.line(_("Base of growth: {amount} a month", amount=base))
    net, pace = found.values[Metric.NET_VALUE], found.run_rate[Metric.NET_VALUE]
    if net is None:
        page.line(_("Bought so far: not known"))
        return
    sentence = _("Net purchases of the period that count.")
    so_far = page.money("bought_so_far", net, currency, source, sentence, period)
    page.line(_("Bought so far: {amount}", amount=so_far))
    if pace is not None:
        sentence = _("What is reached, carried on at the same pace to the period's end.")
        expected = page.money("expected", pace, currency, source, sentence, period)
        page.line(_("At this pace by the end: {amount}", amount=expected))


def _count(page: Page, found: ProgramProgress, metric: Metric, unit: str) -> None:
    _ = page.say
    source, period = source_of(found), period_of(found)
    value, pace = found.values[metric], found.run_rate[metric]
    shown = _("not known")
    if value is not None:
        shown = page.quantity(f"{unit}s_so_far", value, unit, source, "", period)
    page.line(_("So far in this period: {quantity}", quantity=shown))
    if value is not None and pace is not None:
        sentence = _("What is reached, carried on at the same pace to the period's end.")
        whole = pace.to_integral_value()
        expected = page.quantity(f"expected_{unit}s", whole, unit, source, sentence, period)
        page.line(_("At this pace by the end: {amount}", amount=expected))


def _range(page: Page, found: ProgramProgress) -> None:
    _ = page.say
    value = found.values[Metric.MUST_SELL]
    if value is None:
        return
    sentence = _("Listed products of which enough was bought in the period.")
    bought = page.quantity(
        "must_sell_bought", value, "product", source_of(found), sentence, period_of(found)
    )
    page.line(_("Must-sell list so far: {products}", products=bought))


def period_of(found: ProgramProgress) -> str:
    """`2026-10-01..2026-12-31`."""
    return f"{found.period_start.isoformat()}..{found.period_end.isoformat()}"
