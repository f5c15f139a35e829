"""Every version of every program, for looking one up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assistant.errors import NotFoundError
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView
from knowledge.records.budgets import with_budgets
from knowledge.records.programs import read_terms


@dataclass(frozen=True)
class ProgramShelf:
    """All of them. Read once per load; never changed."""

    versions: Mapping[tuple[str, str], ProgramTerms]
    current_versions: Mapping[str, ProgramTerms]

    @classmethod
    def read(cls, session: Session) -> ProgramShelf:
        """From the tables."""
        kept = read_terms(session)
        budgeted = with_budgets(session, (terms for terms, _ in kept))
        stored = [(terms, current) for terms, (_, current) in zip(budgeted, kept, strict=True)]
        return cls(
            versions={(terms.code, terms.terms_version): terms for terms, _ in stored},
            current_versions={terms.code: terms for terms, current in stored if current},
        )

    def current(self, country: str | None, on: dt.date | None) -> list[ProgramTerms]:
        """Current terms by code, narrowed to a country and to those running on a day."""
        return [
            terms
            for terms in self.current_versions.values()
            if (country is None or country in terms.countries)
            and (on is None or terms.starts_on <= on <= terms.ends_on)
        ]

    def terms_for(self, code: str, membership: EnrollmentView | None) -> ProgramTerms:
        """The terms a member joined under, the current ones for anyone else."""
        return self.get(code, membership.terms_version if membership else None)

    def versions_of(self, code: str) -> list[ProgramTerms]:
        """Every version of a program, the one that starts first first.

        Raises:
            NotFoundError: no such program.
        """
        self.get(code, None)
        found = [terms for (held, _), terms in self.versions.items() if held == code]
        return sorted(found, key=lambda terms: terms.starts_on)

    def get(self, code: str, terms_version: str | None) -> ProgramTerms:
        """One version, the current one when none is named.

        Raises:
            NotFoundError: no such program, or no such version of it.
        """
        if terms_version is None:
            found = self.current_versions.get(code)
        else:
            found = self.versions.get((code, terms_version))
        if found is None:
            version = f" with terms {terms_version[:64]!r}" if terms_version else ""
            raise NotFoundError(f"There is no program {code[:64]!r}{version}.")
        return found
