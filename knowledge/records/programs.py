"""Program terms in the tables, both ways; what is written is read back equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.programs.terms import Exclusion, ProgramTerms, Strict, Target
from knowledge.records.tables.programs import (
    OfProgram,
    Program,
    ProgramBlackout,
    ProgramEarnRule,
    ProgramExclusion,
    ProgramRequirement,
    ProgramTarget,
)
from knowledge.records.tables.types import Json

_PARTS: tuple[type[OfProgram], ...] = (
    ProgramTarget,
    ProgramEarnRule,
    ProgramRequirement,
    ProgramExclusion,
    ProgramBlackout,
)
_SAME_COLUMNS: Mapping[str, type[OfProgram]] = {
    "earn_rules": ProgramEarnRule,
    "eligibility": ProgramRequirement,
    "blackouts": ProgramBlackout,
}
"""Parts whose columns are named as the fields of their model."""
_EXCLUDED = ("products", "categories", "regulated", "channels", "outlets")


def write_terms(session: Session, terms: ProgramTerms) -> None:
    """Store one version, in place of what was stored under the same code and version.

    It becomes the one new enrollments join under; older versions stay, for those who joined
    under them. Flushed, not committed.
    """
    session.execute(update(Program).where(Program.code == terms.code).values(is_current=False))
    for table in _PARTS:
        session.execute(
            delete(table).where(
                table.program == terms.code, table.terms_version == terms.terms_version
            )
        )
    # Parts carry no relationship, so the program is flushed first for their foreign key.
    session.merge(Program(is_current=True, **_columns(Program, terms)))
    session.flush()
    session.add_all(_part_rows(terms))
    session.flush()


def read_terms(session: Session) -> list[tuple[ProgramTerms, bool]]:
    """Every version of every program and whether it is the current one, by code and version."""
    parts = {table: session.scalars(select(table).order_by(table.rank)).all() for table in _PARTS}
    programs = session.scalars(select(Program).order_by(Program.code, Program.terms_version))
    return [(_terms(row, parts), row.is_current) for row in programs]


def _part_rows(terms: ProgramTerms) -> Iterator[OfProgram]:
    owner = {"program": terms.code, "terms_version": terms.terms_version}
    for kind, targets in (("tier", terms.tiers), ("slab", terms.slabs)):
        for rank, target in enumerate(targets):
            yield ProgramTarget(kind=kind, rank=rank, **owner, **_target_columns(target))
    for field, table in _SAME_COLUMNS.items():
        for rank, part in enumerate(getattr(terms, field)):
            yield table(rank=rank, **owner, **_columns(table, part))
    for rank, exclusion in enumerate(terms.exclusions):
        yield ProgramExclusion(rank=rank, **owner, **_exclusion_columns(exclusion))


def _columns(table: type[Any], model: Strict) -> dict[str, Any]:
    """Those fields of the model that are columns of the table, as the column holds them."""
    typed, plain = model.model_dump(), model.model_dump(mode="json")
    held: dict[str, Any] = {}
    for column in table.__table__.columns:
        if column.key in typed:
            value = plain[column.key] if isinstance(column.type, Json) else typed[column.key]
            held[column.key] = value.value if isinstance(value, Enum) else value
    return held


def _target_columns(target: Target) -> dict[str, Any]:
    plain = target.model_dump(mode="json")
    per_currency = isinstance(target.at_least, dict)
    payout = plain["payout"] or {}
    return {
        **_columns(ProgramTarget, target),
        "at_least": None if per_currency else target.at_least,
        "at_least_amounts": plain["at_least"] if per_currency else None,
        "payout_percent": target.payout.percent if target.payout else None,
        "payout_fixed": payout.get("fixed"),
        "payout_points": payout.get("points"),
    }


def _exclusion_columns(exclusion: Exclusion) -> dict[str, Any]:
    kind = next(name for name in _EXCLUDED if getattr(exclusion, name))
    values = list(getattr(exclusion, kind))
    return {"kind": kind, "values": values, **_columns(ProgramExclusion, exclusion)}


def _terms(row: Program, parts: Mapping[type[OfProgram], Sequence[Any]]) -> ProgramTerms:
    def of_this(table: type[OfProgram]) -> Iterator[Any]:
        for part in parts[table]:
            if (part.program, part.terms_version) == (row.code, row.terms_version):
                yield part

    targets = list(of_this(ProgramTarget))
    return ProgramTerms.model_validate(
        {
            **_fields(row, without={"is_current"}),
            "tiers": [_target_fields(t) for t in targets if t.kind == "tier"],
            "slabs": [_target_fields(t) for t in targets if t.kind == "slab"],
            "exclusions": [_exclusion_fields(e) for e in of_this(ProgramExclusion)],
            **{
                field: [_fields(part) for part in of_this(table)]
                for field, table in _SAME_COLUMNS.items()
            },
        }
    )


def _fields(row: Any, without: set[str] | None = None) -> dict[str, Any]:
    hidden = (without or set()) | (
        {"program", "terms_version", "rank"} if isinstance(row, OfProgram) else set()
    )
    return {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in hidden}


def _target_fields(row: ProgramTarget) -> dict[str, Any]:
    fields = _fields(row, without={"kind", "at_least_amounts"})
    payout = {name: fields.pop(f"payout_{name}") for name in ("percent", "fixed", "points")}
    if row.at_least is None:
        fields["at_least"] = row.at_least_amounts
    return {**fields, "payout": payout if any(v is not None for v in payout.values()) else None}


def _exclusion_fields(row: ProgramExclusion) -> dict[str, Any]:
    return {**_fields(row, without={"kind", "values"}), row.kind: row.values}
