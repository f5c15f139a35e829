"""`program_list`: the programs that run today, and whether a shop is in them."""

from __future__ import annotations

from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, OutletProfile
from tools.outlets.membership import newest, running, tier_shown
from tools.outlets.page import Page
from tools.outlets.wording import standing


def programs_of(page: Page, outlet: OutletProfile) -> None:
    """Where the shop is, and how it stands in each."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Programs for {shop}", shop=shop))
    held = newest(page.records.enrollments(page.user, outlet.code))
    found = running(page, outlet)
    for terms in found:
        state = _standing(page, terms, held.get(terms.code))
        page.line(f"{_line(page, terms)} {state}")
    if not found:
        page.line(_("No program runs in the country of this shop today."))
        return
    page.offer("eligibility", _("Can this shop join a program?"))
    page.offer("selling_story", _("Selling story"))


def all_programs(page: Page) -> None:
    """Everywhere, when no shop is spoken of."""
    _ = page.say
    page.heading(_("Programs that run today"))
    found = page.records.programs(None, page.today)
    for terms in found:
        page.line(f"{_line(page, terms)} ({', '.join(terms.countries)})")
    if not found:
        page.line(_("No program runs today."))


def _line(page: Page, terms: ProgramTerms) -> str:
    """Name, summary, last day."""
    _ = page.say
    name = page.name("program", terms.name_in(page.language), terms.ref)
    summary = page.words("summary", terms.summary, f"{terms.ref}#summary")
    sentence = _("The program's last day.")
    until = page.date("ends_on", terms.ends_on, f"{terms.ref}#dates", sentence)
    return _(
        "{program}: {summary} Until {date}.", program=f"**{name}**", summary=summary, date=until
    )


def _standing(page: Page, terms: ProgramTerms, enrollment: EnrollmentView | None) -> str:
    """Whether the shop is in it, since when, in which tier."""
    _ = page.say
    if enrollment is None:
        return _("The shop is not in it.")
    source = f"enrollments:{enrollment.id}"
    state = standing(enrollment.status, page.language)
    if enrollment.status == "left" and enrollment.left_on is not None:
        left = page.date("left_on", enrollment.left_on, source)
        told = _("The shop left it on {date}.", date=left)
    else:
        if enrollment.tier:
            state += f", {page.name('tier', tier_shown(terms, enrollment.tier, page), source)}"
        joined = page.date("joined_on", enrollment.joined_on, source)
        told = _("The shop: {standing} since {date}.", standing=state, date=joined)
    page.cite(source, told)
    return told
