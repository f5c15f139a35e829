"""`eligibility`: whether a shop may join, condition by condition, decided by the terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.domain import Role
from graphrag.eligibility_path import EligibilityPath, Stacking, eligibility_path
from graphrag.paths import FactPath, Hop, Tone
from knowledge.programs.eligibility import check_eligibility
from knowledge.programs.expressions import Standing, fields_of
from knowledge.programs.inputs import for_program, rule_inputs
from knowledge.programs.rejoining import newest, with_wait
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, JoiningRecords, OutletProfile
from tools.outlets.arguments import EligibilityArguments
from tools.outlets.membership import of_those_in_force, program_meant, programs_named, running
from tools.outlets.page import Page
from tools.outlets.predicates import Shown, path_of, picture_of, show
from tools.outlets.wording import standing

SIGNS_UP = frozenset({Role.REP, Role.MANAGER})
"""Who is offered to go on to signing up."""


def eligibility(page: Page, outlet: OutletProfile, asked: EligibilityArguments) -> None:
    """For the program named, else for every one that runs there."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Can {shop} join?", shop=shop))
    programs = [program_meant(page, asked.program)] if asked.program else running(page, outlet)
    found = page.records.joining(page.user, outlet.code)
    held = of_those_in_force(found.enrollments)
    inputs = _inputs(page, outlet, found)
    if len(programs) == 1:
        _together(page, outlet, programs[0], asked.while_in, held)
    for terms in programs:
        enrollment = held.get(terms.code)
        if enrollment is not None:
            _already_in(page, terms, enrollment)
        else:
            way = decide(page, outlet, terms, inputs, newest(found.enrollments, terms.code))
            _verdict(page, terms, way)
            _conditions(page, outlet, way, list(held), in_full=len(programs) == 1)
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


def _verdict(page: Page, terms: ProgramTerms, found: EligibilityPath) -> None:
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
        if page.user.role in SIGNS_UP:
            label = _("Sign up: {program}", program=terms.name_in(page.language))
            page.offer("sign_up", label, program=terms.code)
        label = _("Selling story: {program}", program=terms.name_in(page.language))
        page.offer("selling_story", label, program=terms.code)


def _conditions(
    page: Page, outlet: OutletProfile, way: EligibilityPath, held: Sequence[str], *, in_full: bool
) -> None:
    """What stands in the way and what is not known; asked for one program, what is met too."""
    asked = way.predicates if in_full else way.in_the_way
    conditions = [show(page, way, predicate, outlet.currency) for predicate in asked]
    for shown in conditions:
        check = shown.predicate.check
        if check.standing is not Standing.MET:
            _open_condition(page, shown, in_full=in_full)
            page.prove(path_of(page, way, shown).citation(page.language))
            if check.kind == "stacking":
                _held_instead(page, way.program, held)
    if in_full:
        _met_conditions(page, way, conditions)
        picture_of(page, way, conditions)


def _open_condition(page: Page, shown: Shown, *, in_full: bool) -> None:
    """`✗ why (value, §2.4) → what would change it`, or `?` when it is not known."""
    check = shown.predicate.check
    told = page.name("condition", check.message, check.ref, "text")
    clause = page.clause(check.clause, check.ref)
    where = ", ".join(part for part in (shown.value if in_full else "", clause) if part)
    told += f" ({where})" if where else ""
    if in_full and check.remedy:
        told += " → " + page.name("remedy", check.remedy, check.ref, "text")
    page.lines.append(f"  - {shown.mark} {told}")


def _held_instead(page: Page, terms: ProgramTerms, held: Sequence[str]) -> None:
    _ = page.say
    names = [
        page.name("held_program", p.name_in(page.language), p.ref)
        for p in page.records.programs()
        if p.code in held and p.stacking_group == terms.stacking_group
    ]
    if names:
        page.lines.append("  - " + _("It is in {programs}.", programs=page.locale.list(names)))


def _met_conditions(page: Page, way: EligibilityPath, conditions: Sequence[Shown]) -> None:
    """Each once: three pauses of joining that are not now read as one."""
    for shown in conditions:
        check = shown.predicate.check
        if check.standing is Standing.MET:
            clause = page.clause(check.clause, check.ref)
            line = f"  - {shown.mark} {shown.told}" + (f" ({clause})" if clause else "")
            if line not in page.lines:
                page.lines.append(line)
                page.prove(path_of(page, way, shown).citation(page.language))


def _together(
    page: Page,
    outlet: OutletProfile,
    terms: ProgramTerms,
    while_in: str | None,
    held: Mapping[str, EnrollmentView],
) -> None:
    """Whether it may be in the program beside another one that was named."""
    named = [program_meant(page, while_in)] if while_in else programs_named(page)
    for other in named:
        if other.code == terms.code:
            continue
        pair = Stacking(terms, other, held.get(other.code))
        path = _stacking_path(page, outlet, pair)
        page.line(_stacking_words(page, pair))
        page.prove(path.citation(page.language))


def _stacking_words(page: Page, pair: Stacking) -> str:
    _ = page.say
    first = page.name("program", pair.wanted.name_in(page.language), pair.wanted.ref)
    second = page.name("other_program", pair.other.name_in(page.language), pair.other.ref)
    if not pair.conflict:
        return _("{program} and {other} go together.", program=first, other=second)
    told = _("A shop can be in {program} or in {other}, not in both.",
             program=first, other=second)  # fmt: skip
    if pair.held is None:
        return told
    return told + " " + _("This shop is in {other} now.", other=second)


def _stacking_path(page: Page, outlet: OutletProfile, pair: Stacking) -> FactPath:
    _ = page.say
    inside = _("is in") if pair.held else _("if it is in")
    rule = _("only one of the two counts") if pair.conflict else _("both count")
    return FactPath(
        outlet.name,
        (
            Hop(inside, pair.other.name_in(page.language)),
            Hop(rule, pair.wanted.name_in(page.language),
                Tone.OPEN if pair.conflict else Tone.GOOD),
        ),
        f"{pair.wanted.ref}#stacking",
        pair.wanted.terms_version,
    )  # fmt: skip


def _inputs(page: Page, outlet: OutletProfile, found: JoiningRecords) -> dict[str, dict[str, Any]]:
    programs = page.records.programs()
    return rule_inputs(
        outlet, found.purchases, found.enrollments, found.cases, programs, page.today
    )


def decide(
    page: Page,
    outlet: OutletProfile,
    terms: ProgramTerms,
    inputs: dict[str, dict[str, Any]],
    held: EnrollmentView | None,
) -> EligibilityPath:
    """Every condition of the terms, on the records; asks them only what the terms look at."""
    asked = {f for r in terms.eligibility for f in fields_of(r.requires)}
    base: Decimal | None = None
    late: Decimal | None = None
    if "history.base_monthly" in asked:
        base = page.records.progress(page.user, outlet.code, terms.code).base_monthly
    if "history.late_payouts" in asked:
        late = page.records.ledger(page.user, outlet.code, terms.code).late_payouts
    completed = for_program(inputs, terms, base, late)
    found = check_eligibility(terms, completed, page.today, page.language)
    waiting = with_wait(found, held, terms, page.today, page.locale)
    return eligibility_path(outlet, terms, waiting, completed)
