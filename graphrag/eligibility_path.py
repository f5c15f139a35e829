"""The way of a shop into a program: every predicate of the terms, its value here, its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.programs.eligibility import Check, Eligibility
from knowledge.programs.expressions import Standing, fields_of
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import EnrollmentView, OutletProfile

LOOKED_AT = {
    "country": ("outlet.country",),
    "exclusion": ("outlet.channel",),
    "stacking": ("outlet.enrolled",),
}
"""What the conditions look at that are no expression of the terms."""


@dataclass(frozen=True)
class Predicate:
    """An edge from the shop to a condition of the program."""

    check: Check
    values: tuple[tuple[str, Any], ...]
    """What it looks at and what the records say: `("outlet.overdue", 50000.0)`; None = unknown."""


@dataclass(frozen=True)
class EligibilityPath:
    """All of them, in the order of the terms."""

    outlet: str
    outlet_name: str
    program: ProgramTerms
    standing: Standing
    predicates: tuple[Predicate, ...]

    @property
    def in_the_way(self) -> tuple[Predicate, ...]:
        """Those that must change first."""
        return tuple(
            p for p in self.predicates if p.check.decisive and p.check.standing is not Standing.MET
        )


def eligibility_path(
    outlet: OutletProfile,
    terms: ProgramTerms,
    found: Eligibility,
    inputs: Mapping[str, Mapping[str, Any]],
) -> EligibilityPath:
    """What was decided, with the values it was decided on."""
    requires = {requirement.key: requirement.requires for requirement in terms.eligibility}

    def values(check: Check) -> tuple[tuple[str, Any], ...]:
        if check.kind == "requirement":
            fields = fields_of(requires[check.key])
        else:
            fields = LOOKED_AT.get(check.kind, ())
        return tuple((field, _value(field, inputs)) for field in fields)

    predicates = tuple(Predicate(check, values(check)) for check in found.checks)
    return EligibilityPath(outlet.code, outlet.name, terms, found.standing, predicates)


def _value(field: str, inputs: Mapping[str, Mapping[str, Any]]) -> Any:
    root, name = field.split(".")
    return inputs.get(root, {}).get(name)


@dataclass(frozen=True)
class Stacking:
    """Whether a shop can be in two programs at once."""

    wanted: ProgramTerms
    other: ProgramTerms
    held: EnrollmentView | None
    """The shop's enrollment in the other one, when it is in it now."""

    @property
    def conflict(self) -> bool:
        """They are of one group, and in each group only one counts."""
        same = self.wanted.stacking_group == self.other.stacking_group
        return same and self.wanted.code != self.other.code
