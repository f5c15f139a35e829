"""The receipt in the owner's words: as a text to share, and as lines for a picture or a paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.domain import Fact
from assistant.language.direction import isolated_runs
from knowledge.enrollment.ports import Receipt
from knowledge.enrollment.telling import Promise, Sheet, three_lines
from knowledge.programs.terms import ProgramTerms


@dataclass(frozen=True)
class ReceiptWords:
    """What is on it, line by line, in one language."""

    language: str
    title: str
    reference: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """To send or to share: plain lines."""
        return isolated_runs("\n".join((self.title, *self.lines)), self.language)


def receipt_words(
    receipt: Receipt, terms: ProgramTerms, country: str | None, language: str | None = None
) -> ReceiptWords:
    """In the owner's language, or another; `terms` are those it joined under."""
    sheet = Sheet((language or receipt.language).split("-", maxsplit=1)[0], country)
    _ = sheet.say
    source = f"enrollments:{receipt.enrollment}"
    shop = sheet.name("outlet_name", receipt.outlet_name, source)
    program = sheet.name("program_name", terms.name_in(sheet.language), f"{terms.ref}#name")
    version = sheet.name("terms_version", receipt.terms_version, terms.ref)
    payment = f"{terms.ref}#{terms.payment.clause}"
    reference = sheet.name("reference", receipt.reference, source)
    days = sheet.count("dispute_within_days", Decimal(receipt.dispute_within_days), "day", payment)
    lines = (
        _("{shop} joined {program} on {date}.", shop=shop, program=program,
          date=sheet.date("joined_on", receipt.joined_on, source)),
        *three_lines(sheet, terms, Promise.on_receipt(receipt)),
        _("Something is wrong with a reward? Tell us within {days}: {contact}.", days=days,
          contact=sheet.name("dispute_contact", receipt.dispute_contact, payment)),
        _("You joined under the terms, version {version}; they stay yours.", version=version),
        _("Consent: {how}.", how=consent_words(receipt.consent_method.value, sheet)),
    )  # fmt: skip
    title = _("Receipt {reference}", reference=reference)
    return ReceiptWords(sheet.language, title, receipt.reference, lines, tuple(sheet.facts))


def consent_words(method: str, sheet: Sheet) -> str:
    """How the owner said yes, as it was and no more."""
    _ = sheet.say
    return {
        "signature": _("signed on the screen"),
        "otp": _("a code from the owner's phone"),
        "voice": _("said aloud to the visitor"),
    }[method]
