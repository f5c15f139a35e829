"""`outlet_brief`: what a rep should know before going in."""

from __future__ import annotations

from itertools import islice

from knowledge.facts.case_kinds import case_kind
from knowledge.records.answers import OutletProfile, PurchaseProfile
from tools.outlets.arguments import OutletArguments
from tools.outlets.changes import changes
from tools.outlets.last_call import last_call
from tools.outlets.membership import in_force, tier_shown
from tools.outlets.page import Page
from tools.outlets.purchases import monthly_average, source_of, trend
from tools.outlets.steps import next_step
from tools.outlets.wording import channel, lock, standing

SUGGESTED = 3


def brief(page: Page, outlet: OutletProfile, asked: OutletArguments) -> None:
    """Profile, the last call and what came since, buying, programs, what is open."""
    _profile(page, outlet)
    last_call(page, outlet)
    changes(page, outlet)
    _account(page, outlet)
    _buying(page, page.records.purchases(page.user, outlet.code))
    _programs(page, outlet)
    _open_cases(page, outlet)
    _suggested(page, outlet)
    _next_steps(page)


def _profile(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    source = f"outlets:{outlet.code}"
    name = page.name("outlet_name", outlet.name, source)
    page.heading(f"{name} ({page.name('outlet_code', outlet.code, source)})")
    if outlet.status != "active":
        page.line(_("This shop is closed."))
    kind = channel(outlet.channel, page.language)
    where = page.name("place", outlet.town or outlet.territory_name, source)
    if outlet.outlet_class is None:
        page.line(_("{channel}, class not known, {town}", channel=kind, town=where))
    else:
        shown = page.name("outlet_class", outlet.outlet_class, source)
        page.line(_("{channel}, class {name}, {town}", channel=kind, name=shown, town=where))
    page.cite(source, page.lines[-1].removeprefix("- "))
    unknown = _("not known")
    owner = masked(outlet.owner_name) if outlet.owner_name else ""
    owner = page.name("owner", owner, source) if owner else unknown
    phone = outlet.phone_masked
    phone = page.name("phone", phone, source) if phone else unknown
    page.line(_("Owner: {owner}; phone: {phone}", owner=owner, phone=phone))


def masked(name: str) -> str:
    """`Bu Hartini Wibowo` → `Bu H. W.`: enough to know who is meant, no more."""
    first, *rest = name.split() or [""]
    initials = [f"{word[0]}." for word in rest]
    return " ".join([first, *initials]) if rest else f"{first[:1]}."


def _account(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    source = f"outlets:{outlet.code}"
    if outlet.overdue is None:
        page.line(_("Overdue amount: not known"))
    elif outlet.overdue > 0:
        sentence = _("What is past its day of payment on the account.")
        amount = page.money("overdue", outlet.overdue, outlet.currency, source, sentence)
        page.line(_("Overdue amount: {amount}", amount=amount))
    if outlet.credit_lock not in (None, "none"):
        page.line(_("Account: {lock}", lock=lock(str(outlet.credit_lock), page.language)))


def _buying(page: Page, bought: PurchaseProfile) -> None:
    _ = page.say
    if bought.last_order_on is None:
        page.line(_("Has not ordered yet."))
        return
    source = f"invoices:{bought.outlet}"
    day = page.date("last_order_on", bought.last_order_on, source, _("The newest invoice."))
    ago = (page.today - bought.last_order_on).days
    days = page.quantity("days_since_order", ago, "day", source, _("Days since the last order."))
    page.line(_("Last order: {date} ({days} ago)", date=day, days=days))
    page.cite(source, page.lines[-1].removeprefix("- "))
    average = monthly_average(page, bought)
    if average:
        words = trend(page, bought)
        page.line(_("Buys {amount} in a usual month; {trend}", amount=average, trend=words))
        page.cite(source_of(bought), page.lines[-1].removeprefix("- "))


def _programs(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    held = in_force(page, outlet)
    if not held:
        page.line(_("In no program."))
    for code, enrollment in held.items():
        found = page.records.progress(page.user, outlet.code, code)
        terms, source = found.program, f"enrollments:{enrollment.id}"
        name = page.name("program", terms.name_in(page.language), terms.ref)
        state = standing(enrollment.status, page.language)
        if enrollment.tier:
            state += f", {page.name('tier', tier_shown(terms, enrollment.tier, page), source)}"
        told = _("{program}: {standing}", program=name, standing=state)
        page.line(told)
        page.cite(source, told)
        step = next_step(page, found)
        if step:
            page.lines.append(f"  - {step}")


def _open_cases(page: Page, outlet: OutletProfile) -> None:
    _ = page.say
    cases = page.records.cases(page.user, outlet.code)
    if not cases:
        page.line(_("Nothing open: no delivery, claim or dispute."))
    for case in cases:
        source = f"cases:{case.id}"
        kind = case_kind(case.kind, page.language)
        day = page.date("case_opened_on", case.opened_on, source)
        subject = page.name("case_subject", case.subject, source, "text")
        told = _("Open since {date}: {kind}, “{subject}”", date=day, kind=kind, subject=subject)
        page.line(told)
        page.cite(source, told)


def _suggested(page: Page, outlet: OutletProfile) -> None:
    """Next products; nothing at all where nothing was learned."""
    _ = page.say
    learned = page.records.insights(page.user, outlet.code)
    if learned is None or not learned.next_products:
        return
    source = f"insights:{outlet.code}@{learned.model_version}"
    names = [
        page.name("next_product", page.records.product(p.product, page.language).name, source)
        for p in islice(learned.next_products, SUGGESTED)
    ]
    told = _("Shops like this one also buy: {products}", products=page.locale.list(names))
    page.line(told)
    page.cite(source, told)


def _next_steps(page: Page) -> None:
    _ = page.say
    page.offer("selling_story", _("Selling story"))
    page.offer("program_progress", _("How far is this shop from its target?"))
    page.offer("eligibility", _("Can this shop join a program?"))
    page.offer("purchases", _("What does this shop buy?"))
