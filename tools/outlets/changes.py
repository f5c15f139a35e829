"""What has changed at a shop since the last call: the first thing a rep wants to know."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.facts.case_kinds import case_kind
from knowledge.records.answers import CaseView, ChangesSinceVisit, OutletProfile
from tools.outlets.page import Page


def changes(page: Page, outlet: OutletProfile) -> None:
    """One line; none for a shop that nobody has called on yet."""
    _ = page.say
    found = page.records.calls.changes(page.user, [outlet.code]).get(outlet.code)
    if found is None:
        return
    day = page.date("changes_since", found.since, f"visits:{outlet.code}:{found.since}")
    news = list(_news(page, outlet, found))
    if not news:
        page.line(_("Nothing has changed since the last visit on {date}", date=day))
        return
    page.line(_("Since the last visit on {date}: {news}", date=day, news="; ".join(news)))
    page.cite(f"outlets:{outlet.code}", page.lines[-1].removeprefix("- "))


def _news(page: Page, outlet: OutletProfile, found: ChangesSinceVisit) -> Iterator[str]:
    _ = page.say
    period = f"{found.since}/{page.today}"
    if found.orders:
        yield _ordered(page, outlet, found, period)
    for case in found.cases_closed:
        yield _("settled: {case}", case=_case(page, case))
    for case in found.cases_opened:
        if case not in found.cases_closed:
            yield _("new: {case}", case=_case(page, case))
    if found.rewards_paid:
        source = f"ledger:{outlet.code}"
        sentence = _("Payouts that have reached the shop since then.")
        amount = page.money(
            "rewards_paid", found.rewards_paid, outlet.currency, source, sentence, period
        )
        yield _("{amount} of rewards paid", amount=amount)
    for code in found.joined:
        yield _("has joined {program}", program=_program(page, code))
    for code in found.left:
        yield _("has left {program}", program=_program(page, code))
    for ref in found.new_terms:
        yield _("new terms: {program}", program=_program(page, ref.partition("@")[0]))


def _ordered(page: Page, outlet: OutletProfile, found: ChangesSinceVisit, period: str) -> str:
    _ = page.say
    source = f"invoices:{outlet.code}"
    sentence = _("Orders invoiced since then.")
    orders = page.quantity("orders_since", found.orders, "order", source, sentence, period)
    sentence = _("What was invoiced since then, returns taken off.")
    amount = page.money("ordered_since", found.ordered, outlet.currency, source, sentence, period)
    return _("{orders} for {amount}", orders=orders, amount=amount)


def _case(page: Page, case: CaseView) -> str:
    return page.name("case_kind", case_kind(case.kind, page.language), f"cases:{case.id}", "text")


def _program(page: Page, code: str) -> str:
    terms = page.records.program(code)
    return page.name("program", terms.name_in(page.language), terms.ref)
