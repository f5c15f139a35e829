"""What this tool needs of the records and of the papers; the Data API and `Papers` have it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from assistant.domain import Passage, PassageFilter, User
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletMatch, OutletProfile


class Records(Protocol):
    """The part of the Data API used here."""

    def programs(self, country: str | None = None, on: date | None = None) -> list[ProgramTerms]:
        """Programs, their current terms."""
        ...

    def outlet(self, user: User, code: str) -> OutletProfile:
        """One outlet; NotFoundError when it is not this user's to see."""
        ...

    def visible_outlets(self, user: User) -> list[OutletMatch]:
        """Every outlet this user may see."""
        ...


class PaperSearch(Protocol):
    """The part of `knowledge.documents.papers.Papers` used here."""

    @property
    def floor(self) -> float:
        """Scores below this mean: the papers do not say it."""
        ...

    def ranked(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages best first, also those below the floor."""
        ...

    def resolve(self, ref: str) -> Passage | None:
        """The passage of a ref."""
        ...

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """A passage's sentences in order with their similarity to the question."""
        ...
