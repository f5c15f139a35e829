"""`eligibility`: whether a shop may join, condition by condition, decided by the terms."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from knowledge.programs.eligibility import Check, Eligibility, check_eligibility
from knowledge.programs.expressions import Standing, fields_of
from knowledge.programs.inputs import for_program, rule_inputs
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, OutletProfile
from tools.outlets.arguments import ProgramArguments
from tools.outlets.conditions import condition_words, wants_to_sign_up
from tools.outlets.membership import in_force, program_meant, running
from tools.outlets.page import Page
from tools.outlets.wording import standing


def eligibility(page: Page, outlet: OutletProfile, asked: ProgramArguments) -> None:
    """For the program named, else for every one that runs there."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Can {shop} join?", shop=shop))
    programs = [program_meant(page, asked.program)] if asked.program else running(page, outlet)
    if wants_to_sign_up(page.message):
        page.line(
            _(
                "Signing up is done with the sign-up form, which is not in this version."
                " This is what the conditions say now:"
            )
        )
    held = in_force(page, outlet)
    inputs = _inputs(page, outlet)
    for terms in programs:
        enrollment = held.get(terms.code)
        if enrollment is not None:
            _already_in(page, terms, enrollment)
        else:
            found = decide(page, outlet, terms, inputs)
            _verdict(page, terms, found)
            _conditions(page, terms, found, list(held), in_full=len(programs) == 1)
    if not programs:
        page.line(_("No program runs in the country of this shop today."))
    page.offer("program_list", _("Programs for this shop"))


def _already_in(page: Page, terms: ProgramTerms, enrollment: EnrollmentView) -> None:
    _ = page.say
    name = page.name("program", terms.name_in(page.language), terms.ref)
    state = standing(enrollment.status, page.language)
    told = _("{program}: it is in already ({standing})", program=name, standing=state)
    page.line(told)
    page.cite(f"enrollments:{enrollment.id}", told)
    label = _("How far is it in {program}?", program=terms.name_in(page.language))
    page.offer("program_progress", label, program=terms.code)


def _verdict(page: Page, terms: ProgramTerms, found: Eligibility) -> None:
    _ = page.say
    name = page.name("program", terms.name_in(page.language), terms.ref)
    told = {
        Standing.MET: _("{program}: yes, every condition is met", program=name),
        Standing.FAILED: _("{program}: no, not now", program=name),
        Standing.UNKNOWN: _("{program}: not known yet", program=name),
    }[found.standing]
    page.line(told)
    page.cite(f"{terms.ref}#eligibility", told)
    if found.standing is Standing.MET:
        label = _("Selling story: {program}", program=terms.name_in(page.language))
        page.offer("selling_story", label, program=terms.code)


def _conditions(
    page: Page, terms: ProgramTerms, found: Eligibility, held: Sequence[str], *, in_full: bool
) -> None:
    """What stands in the way and what is not known; asked for one program, what is met too."""
    for check in found.checks:
        if check.standing is not Standing.MET and (check.decisive or in_full):
            _open_condition(page, check, in_full=in_full)
            if check.kind == "stacking":
                _held_instead(page, terms, held)
    if in_full:
        _met_conditions(page, terms, found)


def _open_condition(page: Page, check: Check, *, in_full: bool) -> None:
    """`✗ why (§2.4) what would change it`, or `?` when it is not known."""
    mark = "✗" if check.standing is Standing.FAILED else "?"
    told = page.name("condition", check.message, check.ref, "text")
    clause = page.clause(check.clause, check.ref)
    told += f" ({clause})" if clause else ""
    if in_full and check.remedy:
        told += " → " + page.name("remedy", check.remedy, check.ref, "text")
    page.lines.append(f"  - {mark} {told}")
    page.cite(check.ref, check.message)


def _held_instead(page: Page, terms: ProgramTerms, held: Sequence[str]) -> None:
    _ = page.say
    names = [
        page.name("held_program", p.name_in(page.language), p.ref)
        for p in page.records.programs()
        if p.code in held and p.stacking_group == terms.stacking_group
    ]
    if names:
        page.lines.append("  - " + _("It is in {programs}.", programs=page.locale.list(names)))


def _met_conditions(page: Page, terms: ProgramTerms, found: Eligibility) -> None:
    for check in found.checks:
        if check.standing is Standing.MET:
            words = condition_words(terms, check, page.language)
            clause = page.clause(check.clause, check.ref)
            told = f"{words} ({clause})" if clause else words
            page.lines.append(f"  - ✓ {told}")
            page.cite(check.ref, told)


def _inputs(page: Page, outlet: OutletProfile) -> dict[str, dict[str, Any]]:
    records, user, code = page.records, page.user, outlet.code
    return rule_inputs(
        outlet,
        records.purchases(user, code),
        records.enrollments(user, code),
        records.cases(user, code),
        records.programs(),
        page.today,
    )


def decide(
    page: Page, outlet: OutletProfile, terms: ProgramTerms, inputs: dict[str, dict[str, Any]]
) -> Eligibility:
    """Every condition of the terms, on the records; asks them only what the terms look at."""
    looked_at = {f for r in terms.eligibility for f in fields_of(r.requires)}
    base: Decimal | None = None
    late: Decimal | None = None
    if "history.base_monthly" in looked_at:
        base = page.records.progress(page.user, outlet.code, terms.code).base_monthly
    if "history.late_payouts" in looked_at:
        late = page.records.ledger(page.user, outlet.code, terms.code).late_payouts
    completed = for_program(inputs, terms, base, late)
    return check_eligibility(terms, completed, page.today, page.language)
