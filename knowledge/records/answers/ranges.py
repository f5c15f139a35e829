"""What the Data API answers over many outlets, or over all records of one, at once."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.programs.terms import ProgramTerms, Target
from knowledge.records.answers.outlets import CaseView
from knowledge.records.answers.programs import EnrollmentView
from knowledge.records.answers.sales import PurchaseProfile


@dataclass(frozen=True)
class NearTier:
    """A member that one product of its must-sell list brings to a tier."""

    outlet: str
    name: str
    program: ProgramTerms
    """The terms it joined under."""
    standing: Target | None
    """The highest must-sell tier it has reached in this period; None = none yet."""
    target: Target
    bought: tuple[str, ...]
    """Listed products that count in this period, in the list's order."""
    closing: tuple[str, ...]
    """Any one of these closes the gap, in the list's order; all are still sold."""


@dataclass(frozen=True)
class PeerCounts:
    """Shops like this one, as counts; a count under `FEWEST`, or all but so few, is None."""

    program: ProgramTerms
    outlet: str
    place: str
    """Name of the territory they are counted in."""
    channel: str
    outlet_class: str | None
    peers: int
    """Open shops of the same country, channel and class there, this one left out."""
    members: int | None
    buying: dict[str, int | None]
    """Must-sell product this shop lacks in the period → how many peers bought it enough."""


@dataclass(frozen=True)
class JoiningRecords:
    """What joining a program is decided on, beside the outlet itself."""

    purchases: PurchaseProfile
    enrollments: tuple[EnrollmentView, ...]
    cases: tuple[CaseView, ...]
    """Open ones."""
