"""Runs guardrails in order, and turns one that breaks into one that blocks."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.domain import ToolResult, Turn
from assistant.language.catalogs import translate
from assistant.ports import InputGuardrail, OutputGuardrail, Verdict

log = logging.getLogger(__name__)


def cannot_check(name: str, language: str) -> Verdict:
    """The verdict of a guardrail that broke; called where its error is caught."""
    log.exception("guardrail %s could not run, so it blocks", name)
    _ = translate(language)
    return Verdict(
        passed=False,
        reason=_("A safety check cannot run right now, so I cannot answer. Please try again soon."),
    )


def check_input(guardrails: Sequence[InputGuardrail], turn: Turn, language: str) -> Verdict:
    """The first verdict that does not pass, else a pass."""
    for guardrail in guardrails:
        try:
            verdict = guardrail.check(turn, language)
        except Exception:
            verdict = cannot_check(guardrail.name, language)
        if not verdict.passed:
            return verdict
    return Verdict(passed=True)


def check_output(
    guardrails: Sequence[OutputGuardrail], text: str, evidence: ToolResult | None, language: str
) -> Verdict:
    """The first verdict that does not pass, else a pass."""
    for guardrail in guardrails:
        try:
            verdict = guardrail.check(text, evidence, language)
        except Exception:
            verdict = cannot_check(guardrail.name, language)
        if not verdict.passed:
            return verdict
    return Verdict(passed=True)
