"""`outlet_brief`: what a rep should know before going in."""

from __future__ import annotations

from assistant.domain import Action
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletProfile, PurchaseProfile, VisitView
from tools.outlets.arguments import OutletArguments
from tools.outlets.membership import in_force, target_name
from tools.outlets.page import Page, plain
from tools.outlets.progress import next_step
from tools.outlets.purchases import monthly_average, trend
from tools.outlets.wording import case_kind, channel, lock, outcome, standing


def brief(page: Page, outlet: OutletProfile, asked: OutletArguments) -> None:
    """Profile, buying, programs, what is open, and the last call."""
    _profile(page, outlet)
    _buying(page, page.records.purchases(page.user, outlet.code))
    _programs(page, outlet)
    _open_cases(page, outlet)
    visits = page.records.visits(page.user, outlet.code)
    _last_visit(page, outlet, visits)
    _next_steps(page, outlet)


def _profile(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    source = f"outlets:{outlet.code}"
    name = page.name("outlet_name", outlet.name, source)
    page.heading(f"{name} ({page.name('outlet_code', outlet.code, source)})")
    if outlet.status != "active":
        page.line(_("This shop is closed."))
    shop_class = page.name("outlet_class", outlet.outlet_class, source) if (
        outlet.outlet_class) else _("unknown")  # fmt: skip
    kind = channel(outlet.channel, page.language)
    where = plain(outlet.town or outlet.territory_name)
    page.line(_("{channel}, class {class_}, {town}", channel=kind, class_=shop_class, town=where))
    owner = page.name("owner_name", outlet.owner_name, source) if outlet.owner_name else (
        _("unknown"))  # fmt: skip
    page.line(_("Owner: {owner}", owner=owner))
    if outlet.overdue is None:
        page.line(_("Overdue amount: unknown"))
    elif outlet.overdue > 0:
        amount = page.money("overdue", outlet.overdue, outlet.currency, source)
        page.line(_("Overdue amount: {amount}", amount=amount))
    if outlet.credit_lock not in (None, "none"):
        page.line(_("Account: {lock}", lock=lock(str(outlet.credit_lock), page.language)))


def _buying(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if bought.last_order_on is None:
        page.line(_("Has not ordered yet."))
        return
    source = f"invoices:{bought.outlet}"
    day = page.date("last_order_on", bought.last_order_on, source)
    ago = page.quantity("days_since_order", (page.today - bought.last_order_on).days, "day", source)
    page.line(_("Last order: {date} ({days} ago)", date=day, days=ago))
    for invoice in page.records.invoices(page.user, bought.outlet, limit=1):
        page.cite(f"invoices:{invoice.number}", f"{invoice.number} {invoice.date.isoformat()}")
    average = monthly_average(page, bought)
    if average:
        page.line(_("Buys {amount} in a usual month; {trend}", amount=average,
                    trend=trend(page, bought)))  # fmt: skip


def _programs(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    held = in_force(page, outlet)
    if not held:
        page.line(_("In no program."))
    for code, enrollment in held.items():
        progress = page.records.progress(page.user, outlet.code, code)
        terms = progress.program
        source = f"enrollments:{enrollment.id}"
        name = page.name("program", terms.name_in(page.language), terms.ref)
        state = standing(enrollment.status, page.language)
        if enrollment.tier:
            state += f", {page.name('tier', tier_shown(terms, enrollment.tier, page), source)}"
        step = next_step(page, progress)
        page.line(_("{program}: {standing}", program=name, standing=state)
                  + (f". {step}" if step else ""))  # fmt: skip
        page.cite(source, f"{code} {enrollment.status} {enrollment.joined_on.isoformat()}")


def tier_shown(terms: ProgramTerms, name: str, page: Page) -> str:
    """The tier held, in the reader's language where the terms say it."""
    named = next((t for t in terms.targets if t.name == name), None)
    return name if named is None else target_name(named, page.language)


def _open_cases(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    cases = page.records.cases(page.user, outlet.code)
    if not cases:
        page.line(_("Nothing open: no delivery, claim or dispute."))
    for case in cases:
        source = f"cases:{case.id}"
        kind = case_kind(case.kind, page.language)
        day = page.date("case_opened_on", case.opened_on, source)
        subject = page.name("case_subject", case.subject, source)
        page.line(_("Open since {date}: {kind}, “{subject}”", date=day, kind=kind,
                    subject=subject))  # fmt: skip
        page.cite(source, case.subject)


def _last_visit(page: Page, outlet: OutletProfile, visits: list[VisitView]) -> None:
    _ = page.say
    if not visits:
        page.line(_("No visit on record."))
        return
    last = visits[0]
    source = visit_source(outlet, last)
    day = page.date("last_visit_on", last.date, source)
    ended = outcome(last.outcome, page.language)
    page.line(_("Last visit: {date}, {outcome}", date=day, outcome=ended))
    objected = next((v for v in visits if v.objection or v.said), None)
    if objected is not None:
        _objection(page, outlet, objected)
    promised = next((v for v in visits if v.promise), None)
    if promised is not None and promised.promise:
        where = visit_source(outlet, promised)
        promise = page.name("promise", promised.promise, where)
        day = page.date("promised_on", promised.date, where)
        page.line(_("Promised on {date}: “{promise}”", date=day, promise=promise))
        page.cite(where, promised.promise)
    if last.next_on is not None:
        agreed = page.date("next_visit_on", last.next_on, source)
        page.line(_("Next call agreed for {date}", date=agreed))


def _objection(page: Page, outlet: OutletProfile, visit: VisitView) -> None:
    _ = page.say
    source = visit_source(outlet, visit)
    words = visit.said or str(visit.objection).replace("-", " ")
    said = page.name("objection", words, source)
    day = page.date("objected_on", visit.date, source)
    page.line(_("Last objection, on {date}: “{words}”", date=day, words=said))
    page.cite(source, words)


def visit_source(outlet: OutletProfile, visit: VisitView) -> str:
    """`visits:ID-0001:2026-11-12`."""
    return f"visits:{outlet.code}:{visit.date.isoformat()}"


def _next_steps(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    wishes = (
        ("selling_story", _("Selling story")),
        ("purchases", _("What does this shop buy?")),
        ("program_list", _("Programs for this shop")),
    )
    page.actions += [
        Action(name, label, {"outlet": outlet.code, "message": label}) for name, label in wishes
    ]
