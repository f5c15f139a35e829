"""`eligibility`: whether a shop may join, with every condition that fails or is not known."""

from __future__ import annotations

from assistant.domain import Action
from knowledge.programs.eligibility import Check, Eligibility, check_eligibility
from knowledge.programs.expressions import Standing
from knowledge.programs.inputs import for_program, rule_inputs
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, OutletProfile
from tools.outlets.arguments import ProgramArguments
from tools.outlets.membership import in_force, program_meant, running
from tools.outlets.page import Page, plain
from tools.outlets.wording import standing


def eligibility(page: Page, outlet: OutletProfile, asked: ProgramArguments) -> None:
    """For the program named, else for every one that runs there."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Can {shop} join?", shop=shop))
    programs = (
        [program_meant(page, asked.program, outlet)] if asked.program else running(page, outlet)
    )
    held = in_force(page, outlet)
    for terms in programs:
        _one(page, outlet, terms, held.get(terms.code), with_remedies=len(programs) == 1)
    if not programs:
        page.line(_("No program runs in the country of this shop today."))


def _one(
    page: Page,
    outlet: OutletProfile,
    terms: ProgramTerms,
    enrollment: EnrollmentView | None,
    *,
    with_remedies: bool,
) -> None:
    _ = page.say
    name = page.name("program", terms.name_in(page.language), terms.ref)
    if enrollment is not None:
        state = standing(enrollment.status, page.language)
        page.line(_("{program}: it is in already ({standing})", program=name, standing=state))
        page.cite(f"enrollments:{enrollment.id}", f"{enrollment.program} {enrollment.status}")
        return
    found = decide(page, outlet, terms)
    verdict = {
        Standing.MET: _("{program}: yes, every condition is met", program=name),
        Standing.FAILED: _("{program}: no", program=name),
        Standing.UNKNOWN: _("{program}: not known yet", program=name),
    }[found.standing]
    page.line(verdict)
    for check in (*found.failed, *found.unknown):
        _condition(page, check, with_remedies=with_remedies)
    if found.standing is Standing.MET:
        label = _("Selling story")
        page.actions.append(
            Action("selling_story", f"{label}: {name}",
                   {"outlet": outlet.code, "program": terms.code, "message": f"{label}: {name}"})
        )  # fmt: skip


def _condition(page: Page, check: Check, *, with_remedies: bool) -> None:
    _ = page.say
    why = page.name("condition", check.message, check.ref)
    remedy = f" {plain(check.remedy)}" if with_remedies and check.remedy else ""
    page.lines.append(f"  - {why}{remedy}")
    page.cite(check.ref, check.message)


def decide(page: Page, outlet: OutletProfile, terms: ProgramTerms) -> Eligibility:
    """Every condition of the terms, decided in code on the records."""
    records, user, code = page.records, page.user, outlet.code
    inputs = rule_inputs(
        outlet,
        records.purchases(user, code),
        records.enrollments(user, code),
        records.cases(user, code),
        records.programs(),
        page.today,
    )
    progress = records.progress(user, code, terms.code)
    late = records.ledger(user, code, terms.code).late_payouts
    completed = for_program(inputs, terms, progress.base_monthly, late)
    return check_eligibility(terms, completed, page.today, page.language)
