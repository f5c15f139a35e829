"""`program_list`: the programs that run today, and whether a shop is in them."""

from __future__ import annotations

from assistant.domain import Action
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, OutletProfile
from tools.outlets.membership import newest, running
from tools.outlets.page import Page, plain
from tools.outlets.wording import standing


def programs_of(page: Page, outlet: OutletProfile) -> None:
    """Where the shop is, and how it stands in each."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Programs for {shop}", shop=shop))
    held = newest(page.records.enrollments(page.user, outlet.code))
    found = running(page, outlet)
    for terms in found:
        page.line(f"{_line(page, terms)} {_standing(page, held.get(terms.code))}")
    if not found:
        page.line(_("No program runs in the country of this shop today."))
        return
    label = _("Which of them can the shop join?")
    page.actions.append(
        Action("eligibility", label, {"outlet": outlet.code, "message": label})
    )  # fmt: skip


def all_programs(page: Page) -> None:
    """Everywhere, when no shop is spoken of."""
    _ = page.say
    page.heading(_("Programs that run today"))
    found = page.records.programs(None, page.today)
    for terms in found:
        page.line(_line(page, terms))
    if not found:
        page.line(_("No program runs today."))


def _line(page: Page, terms: ProgramTerms) -> str:
    _ = page.say
    name = page.name("program", terms.name_in(page.language), terms.ref)
    summary = terms.summary.get(page.language, terms.summary["en"])
    page.cite(f"{terms.ref}#summary", summary)
    until = page.date("ends_on", terms.ends_on, f"{terms.ref}#dates")
    told = _("{program}: {summary} Until {date}.", program=f"**{name}**", summary=plain(summary),
             date=until)  # fmt: skip
    return f"{told} ({', '.join(terms.countries)})" if page.outlet is None else told


def _standing(page: Page, enrollment: EnrollmentView | None) -> str:
    _ = page.say
    if enrollment is None:
        return _("The shop is not in it.")
    source = f"enrollments:{enrollment.id}"
    page.cite(source, f"{enrollment.program} {enrollment.status}")
    state = standing(enrollment.status, page.language)
    if enrollment.status == "left" and enrollment.left_on is not None:
        left = page.date("left_on", enrollment.left_on, source)
        return _("The shop left it on {date}.", date=left)
    joined = page.date("joined_on", enrollment.joined_on, source)
    return _("The shop: {standing} since {date}.", standing=state, date=joined)
