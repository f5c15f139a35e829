"""A shop's programs: which it is in, which are meant, and what their tiers are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.errors import RetryableToolError
from knowledge.programs.terms import ProgramTerms, Target
from knowledge.records.answers import EnrollmentView, OutletProfile
from knowledge.records.outlets import fold
from tools.outlets.page import Page

LIKENESS = 82
IN_FORCE = ("active", "pending_kyc", "suspended")


def newest(enrollments: Iterable[EnrollmentView]) -> dict[str, EnrollmentView]:
    """Program code → the enrollment that tells its standing: the newest, one in force first."""
    ordered = sorted(enrollments, key=lambda e: (e.status in IN_FORCE, e.joined_on))
    return {e.program: e for e in ordered}


def in_force(page: Page, outlet: OutletProfile) -> dict[str, EnrollmentView]:
    """Programs the shop is in, and not only was."""
    return of_those_in_force(page.records.enrollments(page.user, outlet.code))


def of_those_in_force(enrollments: Iterable[EnrollmentView]) -> dict[str, EnrollmentView]:
    """Program code → enrollment, of the programs a shop is in, and not only was."""
    return {code: e for code, e in newest(enrollments).items() if e.status in IN_FORCE}


def running(page: Page, outlet: OutletProfile) -> list[ProgramTerms]:
    """Programs that run where the shop is, today."""
    return page.records.programs(outlet.country, page.today)


def program_meant(page: Page, said: str) -> ProgramTerms:
    """The program somebody named in any language, misspelled or not; wherever it runs.

    Raises:
        RetryableToolError: none is called so; names those there are.
    """
    programs = page.records.programs()
    names = {fold(n): p for p in programs for n in (p.code, p.name, *p.names.values())}
    found = process.extractOne(fold(said), list(names), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    if found:
        return names[found[0]]
    _ = page.say
    choices = page.locale.list([p.name_in(page.language) for p in programs])
    raise RetryableToolError(
        _(
            "No program here is called {name}. There are: {choices}.",
            name=said[:64],
            choices=choices,
        )
    )


def programs_named(page: Page) -> list[ProgramTerms]:
    """The programs whose names stand in the person's own words, in any language."""
    text = fold(page.message)
    return [
        p
        for p in page.records.programs()
        if any(n.search(text) for n in _patterns(p.code, p.name, *p.names.values()))
    ]


@lru_cache(maxsize=256)
def _patterns(*names: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)") for name in names)


def target_name(target: Target, language: str) -> str:
    """A tier or slab as the reader knows it."""
    return target.names.get(language, target.name)


def has_target(terms: ProgramTerms, said: str) -> bool:
    """Whether the program has a tier or slab of that name, in any language."""
    return any(is_called(target, said) for target in terms.targets)


def is_called(target: Target, said: str) -> bool:
    """Whether the tier has that name in any language."""
    return fold(said) in {fold(name) for name in (target.name, *target.names.values())}


def tier_shown(terms: ProgramTerms, name: str, page: Page) -> str:
    """The tier held, in the reader's language where the terms say it."""
    held = next((t for t in terms.targets if t.name == name), None)
    return name if held is None else target_name(held, page.language)
