"""What the last calls left behind: the outcome, what the owner objected, what was promised."""

from __future__ import annotations

from knowledge.records.answers import OutletProfile, VisitView
from tools.outlets.page import Page
from tools.outlets.wording import outcome


def last_call(page: Page, outlet: OutletProfile) -> None:
    """From the last visits on record."""
    _ = page.say
    visits = page.records.visits(page.user, outlet.code)
    if not visits:
        page.line(_("No visit on record."))
        return
    last = visits[0]
    source = visit_source(outlet, last)
    day = page.date("last_visit_on", last.date, source)
    ended = outcome(last.outcome, page.language)
    page.line(_("Last visit: {date}, {outcome}", date=day, outcome=ended))
    page.cite(source, page.lines[-1].removeprefix("- "))
    _ending(page, outlet, last)
    objected = next((v for v in visits if v.objection or v.said), None)
    if objected is not None:
        _objection(page, outlet, objected)
    promised = next((v for v in visits if v.promise), None)
    if promised is not None:
        _promise(page, outlet, promised)
    if last.next_on is not None:
        agreed = page.date("next_visit_on", last.next_on, source)
        page.line(_("Next call agreed for {date}", date=agreed))


def _ending(page: Page, outlet: OutletProfile, visit: VisitView) -> None:
    """What it was about, and why it ended so: where this visit goes on from."""
    _ = page.say
    source = visit_source(outlet, visit)
    program = next((p for p in page.records.programs() if p.code == visit.program), None)
    if program is not None:
        name = page.name("visit_program", program.name_in(page.language), program.ref)
        page.line(_("It was about {program}", program=name))
    if visit.reason and visit.reason != visit.objection:
        words = page.name("visit_reason", _as_said(page, visit.reason), source, "text")
        page.line(_("Reason given: “{words}”", words=words))
        page.cite(source, visit.reason)


def _objection(page: Page, outlet: OutletProfile, visit: VisitView) -> None:
    """In the owner's own words where they were noted, else by what the playbook calls it."""
    _ = page.say
    source = visit_source(outlet, visit)
    words = visit.said or _as_said(page, str(visit.objection))
    said = page.name("objection", words, source, "text")
    day = page.date("objected_on", visit.date, source)
    page.line(_("Last objection, on {date}: “{words}”", date=day, words=said))
    page.cite(source, words)


def _as_said(page: Page, key: str) -> str:
    """How shopkeepers say it in the reader's language; the key where the playbook has none."""
    for objection in page.records.objections().objections:
        said = objection.says.get(page.language) or objection.says.get("en")
        if objection.key == key and said:
            return said[0]
    return key if " " in key else key.replace("-", " ")


def _promise(page: Page, outlet: OutletProfile, visit: VisitView) -> None:
    _ = page.say
    source = visit_source(outlet, visit)
    promise = page.name("promise", str(visit.promise), source, "text")
    day = page.date("promised_on", visit.date, source)
    page.line(_("Promised on {date}: “{promise}”", date=day, promise=promise))
    page.cite(source, str(visit.promise))


def visit_source(outlet: OutletProfile, visit: VisitView) -> str:
    """`visits:ID-0001:2026-11-12`."""
    return f"visits:{outlet.code}:{visit.date.isoformat()}"
