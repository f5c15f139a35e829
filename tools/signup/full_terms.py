"""All the terms of a program, from its own clauses, in the owner's language where they have it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from assistant.domain import Citation, ReplyStatus, ToolResult
from knowledge.enrollment.telling import Sheet
from knowledge.facts.text import plain
from knowledge.programs.terms import ProgramTerms, Texts

LONGEST = 500


def full_terms(terms: ProgramTerms, language: str, country: str | None) -> ToolResult:
    """Clause by clause: what it is, who may join, what never counts, when it is taken back."""
    sheet = Sheet(language.split("-", maxsplit=1)[0], country)
    _ = sheet.say
    program = sheet.name("program_name", terms.name_in(sheet.language), terms.ref)
    version = sheet.name("terms_version", terms.terms_version, terms.ref)
    title = _("{program}, terms version {version}", program=program, version=version)
    notice = sheet.count("notice_days", Decimal(terms.notice_days), "day", terms.ref)
    days = sheet.count(
        "pay_within", Decimal(terms.payment.within_days), "day", f"{terms.ref}#payment"
    )
    lines = [
        f"**{title}**",
        _in(terms.summary, sheet),
        *(f"- {text} (§{clause})" for text, clause in _clauses(terms, sheet)),
        "- " + _("Paid within {days} after the period ends.", days=days)
        + f" (§{terms.payment.clause})",
        "- " + _("Changes are told {days} before.", days=notice),
    ]  # fmt: skip
    if terms.clawback:
        lines.append(f"- {_in(terms.clawback, sheet)}")
    quoted = Citation("record", f"{terms.ref}#summary", _in(terms.summary, sheet))
    paper = Citation("record", terms.ref, terms.document)
    return ToolResult(ReplyStatus.ANSWERED, "\n".join(lines), tuple(sheet.facts), (quoted, paper))


def _clauses(terms: ProgramTerms, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for target in terms.targets:
        name = plain(target.names.get(sheet.language, target.name))
        benefit = _in(target.benefits, sheet)
        yield f"{name}: {benefit}" if benefit else name, target.clause
    for requirement in terms.eligibility:
        yield _in(requirement.message, sheet), requirement.clause
    for exclusion in terms.exclusions:
        if not exclusion.countries or sheet.country in exclusion.countries:
            yield _in(exclusion.reason, sheet), exclusion.clause
    for pause in terms.blackouts:
        if not pause.countries or sheet.country in pause.countries:
            first = sheet.date("pause_from", pause.starts_on, terms.ref)
            last = sheet.date("pause_until", pause.ends_on, terms.ref)
            yield f"{_in(pause.reason, sheet)} {first} – {last}", pause.clause


def _in(texts: Texts, sheet: Sheet) -> str:
    return plain(texts.get(sheet.language) or texts.get("en", ""), LONGEST)
