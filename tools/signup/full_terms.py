"""All the terms of a program, from its own clauses, in the owner's language where they have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.domain import Citation, ReplyStatus, ToolResult
from knowledge.enrollment.telling import Sheet
from knowledge.facts.text import plain
from knowledge.programs.terms import ProgramTerms, Target, Texts
from knowledge.records.answers import OutletProfile

LONGEST = 500
Clause = tuple[str, str]
"""Words, and the number of the clause they stand in; empty = none."""


@dataclass
class _Page(Sheet):
    """For a shop that reckons in one currency."""

    currency: str = ""


def full_terms(terms: ProgramTerms, language: str, outlet: OutletProfile) -> ToolResult:
    """Clause by clause: what each step brings, what never counts, payment, disputes, changes."""
    page = _Page(language.split("-", maxsplit=1)[0], outlet.country, currency=outlet.currency)
    _ = page.say
    program = page.name("program_name", terms.name_in(page.language), terms.ref)
    version = page.name("terms_version", terms.terms_version, terms.ref)
    title = _("{program}, terms version {version}", program=program, version=version)
    clauses = (*_steps(terms, page), *_never(terms, page), *_payment(terms, page))
    lines = [
        f"**{title}**",
        _in(terms.summary, page),
        *(f"- {text} (§{clause})" if clause else f"- {text}" for text, clause in clauses),
    ]
    quoted = Citation("record", f"{terms.ref}#summary", _in(terms.summary, page))
    paper = Citation("record", terms.ref, terms.document)
    return ToolResult(ReplyStatus.ANSWERED, "\n".join(lines), tuple(page.facts), (quoted, paper))


def _steps(terms: ProgramTerms, page: _Page) -> Iterator[Clause]:
    """What there is to reach, and what it brings."""
    _ = page.say
    for target in terms.targets:
        name = plain(target.names.get(page.language, target.name))
        brings = _in(target.benefits, page) or _payout(target, terms, page)
        yield f"{name}: {brings}" if brings else name, target.clause
    fee = (terms.fee or {}).get(page.currency)
    if fee is not None:
        amount = page.money("fee", fee, page.currency, f"{terms.ref}#fee")
        clause = terms.display.clause if terms.display else ""
        yield _("A fee of {amount} a month.", amount=amount), clause


def _payout(target: Target, terms: ProgramTerms, page: _Page) -> str:
    _ = page.say
    payout, source = target.payout, f"{terms.ref}#{target.clause}"
    if payout is None:
        return ""
    if payout.percent is not None:
        share = page.count("payout", payout.percent, "percent", source)
        return _("{share} of what the shop buys.", share=share)
    if payout.points is not None:
        return page.count("payout", Decimal(payout.points), "point", source)
    fixed = (payout.fixed or {}).get(page.currency)
    return "" if fixed is None else page.money("payout", fixed, page.currency, source)


def _never(terms: ProgramTerms, page: _Page) -> Iterator[Clause]:
    """Goods that earn nothing here, and when a reward is taken back."""
    for exclusion in terms.exclusions:
        goods = exclusion.products or exclusion.categories or exclusion.regulated
        if goods and (not exclusion.countries or page.country in exclusion.countries):
            yield _in(exclusion.reason, page), exclusion.clause
    if terms.clawback:
        yield _in(terms.clawback, page), ""


def _payment(terms: ProgramTerms, page: _Page) -> Iterator[Clause]:
    _ = page.say
    payment = terms.payment
    source = f"{terms.ref}#{payment.clause}"
    days = page.count("pay_within", Decimal(payment.within_days), "day", source)
    payer = page.name("paid_by", payment.paid_by, source)
    paid = _("Paid within {days} after the period ends, by {company}.", days=days, company=payer)
    yield paid, payment.clause
    within = page.count("dispute_within_days", Decimal(payment.dispute_within_days), "day", source)
    contact = page.name("dispute_contact", payment.dispute_contact, source)
    disputed = _("Something is wrong with a reward? Tell us within {days}: {contact}.",
                 days=within, contact=contact)  # fmt: skip
    yield disputed, payment.clause
    notice = page.count("notice_days", Decimal(terms.notice_days), "day", terms.ref)
    yield _("Changes are told {days} before.", days=notice), ""


def _in(texts: Texts, page: _Page) -> str:
    return plain(texts.get(page.language) or texts.get("en", ""), LONGEST)
