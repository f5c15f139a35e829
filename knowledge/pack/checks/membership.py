"""Enrollments, ledger, visits and cases: they fit the programs and the invoices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from knowledge.pack.checks.rows import Say
from knowledge.pack.contents import Contents
from knowledge.pack.findings import quote
from knowledge.pack.schema.rows import CaseRow, EnrollmentRow, LedgerRow, Row
from knowledge.programs.terms import ProgramTerms

CONSENT = ("consent_method", "consent_language", "consent_version", "consent_on")


@dataclass
class EnrollmentCheck:
    """Checks enrollment after enrollment."""

    contents: Contents
    _held: dict[tuple[str, str], str] = field(default_factory=dict)
    """Outlet and stacking group → program of the enrollment that is active."""

    def __call__(self, row: Row, error: Say, warn: Say) -> None:
        """One enrollment."""
        if not isinstance(row, EnrollmentRow):
            return
        _check_consent(row, error)
        if row.left_on and row.left_on < row.joined_on:
            error("left_on", quote(row.left_on), "a day not before joined_on")
        if (row.status == "left") != (row.left_on is not None):
            left = quote(row.left_on) if row.left_on else '""'
            error("left_on", left, "a day where the status is left, and only there")
        versions = self.contents.versions(row.program)
        terms = next((t for t in versions if t.terms_version == row.terms_version), None)
        if terms:
            self._check_terms(row, terms, error, warn)
        elif versions and (row.program, row.terms_version) not in self.contents.known_versions:
            offered = ", ".join(t.terms_version for t in versions)
            wanted = f"a version of {row.program} that is in programs/ ({offered})"
            error("terms_version", quote(row.terms_version), wanted)

    def _check_terms(self, row: EnrollmentRow, terms: ProgramTerms, error: Say, warn: Say) -> None:
        tiers = [tier.name for tier in terms.tiers]
        if row.tier is not None and row.tier not in tiers:
            wanted = f"one of the tiers {', '.join(tiers)}" if tiers else "no tier; it has none"
            error("tier", quote(row.tier), f"{wanted} of {row.program}")
        outlet = self.contents.outlets.get(row.outlet)
        if outlet and outlet.country not in terms.countries:
            runs = ", ".join(terms.countries)
            warn(
                "program", f"{quote(row.program)} for a shop in {outlet.country}", f"one of {runs}"
            )
        if row.status == "active":
            place = (row.outlet, terms.stacking_group)
            other = self._held.setdefault(place, row.program)
            if other != row.program:
                what = f"{quote(row.program)} beside {other}, active at {row.outlet}"
                warn("program", what, "one active enrollment per stacking group")


def _check_consent(row: EnrollmentRow, error: Say) -> None:
    given = [getattr(row, column) is not None for column in CONSENT]
    if any(given) and not all(given):
        missing = CONSENT[given.index(False)]
        error(missing, '""', "all four consent columns, or none of them")


def check_ledger(row: Row, invoices: Collection[str] | None, error: Say, warn: Say) -> None:
    """An entry moves something."""
    if not isinstance(row, LedgerRow):
        return
    if row.points is None and row.amount is None:
        error("points", '""', "points or an amount in every entry")
    _check_invoice(row.invoice, invoices, warn)


def check_case(row: Row, invoices: Collection[str] | None, error: Say, warn: Say) -> None:
    """A case ends after it begins."""
    if not isinstance(row, CaseRow):
        return
    if row.closed_on and row.closed_on < row.opened_on:
        error("closed_on", quote(row.closed_on), "a day not before opened_on")
    _check_invoice(row.invoice, invoices, warn)


def _check_invoice(invoice: str | None, invoices: Collection[str] | None, warn: Say) -> None:
    # A warning only: an export of the last year may well lack the invoice of an older entry.
    if invoice is not None and invoices is not None and invoice not in invoices:
        warn("invoice", quote(invoice), "a number in data/invoices.csv")
