"""A shop that has left a program waits for as long as the terms said when it left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.eligibility import Check, Eligibility
from knowledge.programs.expressions import Standing
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView


def newest(enrollments: Iterable[EnrollmentView], program: str) -> EnrollmentView | None:
    """The newest enrollment in a program, whatever its standing."""
    held = [e for e in enrollments if e.program == program]
    return max(held, key=lambda e: e.joined_on, default=None)


def with_wait(
    found: Eligibility,
    held: EnrollmentView | None,
    terms: ProgramTerms,
    today: dt.date,
    locale: Locale,
) -> Eligibility:
    """What was found, and while the shop must wait a failed condition that names the day.

    `held` is its newest enrollment in this program.
    """
    waits = held.rejoin_from if held is not None and held.status == "left" else None
    if waits is None or waits <= today:
        return found
    _ = translate(locale.language)
    check = Check(
        kind="dates",
        key="rejoin",
        standing=Standing.FAILED,
        message=_("It has left this program and cannot join it again yet."),
        remedy=_("It can join again from {date} on.").replace("{date}", locale.date(waits)),
        clause=terms.leaving.clause if terms.leaving else "",
        ref=f"{terms.ref}#leaving",
        until=waits,
    )
    return replace(found, checks=(*found.checks, check))
