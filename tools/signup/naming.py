"""Which program a shop is to join: named, or asked back with what may be tapped."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from assistant.domain import Action, ReplyStatus, ToolCall, ToolResult
from assistant.language.catalogs import translate
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletProfile
from knowledge.records.outlets import fold

LIKENESS = 82
"""Of 100: from here on a misspelled name is taken as meant."""


def program_named(programs: Sequence[ProgramTerms], said: str) -> ProgramTerms | None:
    """By code or by name in any language, misspelled or not; None = none is called so."""
    names = {fold(n): p for p in programs for n in (p.code, p.name, *p.names.values())}
    found = process.extractOne(fold(said), list(names), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return names[found[0]] if found else None


def ask_program(
    programs: Sequence[ProgramTerms], outlet: OutletProfile, language: str
) -> ToolResult:
    """Which one; each choice carries the call."""
    _ = translate(language)
    base = language.split("-", maxsplit=1)[0]
    if not programs:
        return ToolResult(
            ReplyStatus.REFUSED,
            _("No program runs in the country of this shop today."),
            outlet=outlet.code,
        )
    actions = tuple(
        Action(
            "sign_up",
            p.name_in(base),
            {"outlet": outlet.code, "program": p.code, "message": p.name_in(base)},
            ToolCall("sign_up", {"outlet": outlet.code, "program": p.code}),
        )
        for p in programs
    )
    question = _("Which program does the shop join?")
    text = "\n".join([question, *(f"- {action.label}" for action in actions)])
    return ToolResult(ReplyStatus.CLARIFICATION, text, actions=actions, outlet=outlet.code)
