"""Programs: one row per version of the terms, with everything code decides from in typed rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import (
    Amounts,
    Code,
    CodeKey,
    Exact,
    LongText,
    PlainJson,
    Record,
    Strings,
    Texts,
)


class Program(Record):
    """One version of a program's terms."""

    __tablename__ = "programs"
    code: Mapped[CodeKey]
    terms_version: Mapped[CodeKey]
    is_current: Mapped[bool]
    """True for the version that new enrollments join under."""
    name: Mapped[LongText]
    names: Mapped[Texts]
    kind: Mapped[Code]
    countries: Mapped[Strings]
    document: Mapped[LongText]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    enroll_from: Mapped[dt.date]
    enroll_until: Mapped[dt.date]
    period: Mapped[Code]
    stacking_group: Mapped[Code]
    summary: Mapped[Texts]
    base_months: Mapped[int | None]
    min_months_billed: Mapped[int | None]
    cap_multiple: Mapped[Exact | None]
    fee: Mapped[Amounts | None]
    budget: Mapped[Amounts]
    budget_used: Mapped[Amounts]
    slots: Mapped[int | None]
    notice_days: Mapped[int]
    clawback: Mapped[Texts]
    must_sell: Mapped[PlainJson | None]
    display: Mapped[PlainJson | None]
    points: Mapped[PlainJson | None]
    leaving: Mapped[PlainJson | None]
    suspension: Mapped[PlainJson | None]
    transfer: Mapped[PlainJson | None]
    payment: Mapped[PlainJson]
    assumptions: Mapped[PlainJson]


class OfProgram(Record):
    """A part of one version of a program."""

    __abstract__ = True
    program: Mapped[CodeKey]
    terms_version: Mapped[CodeKey]
    rank: Mapped[int] = mapped_column(primary_key=True)
    """Place in the YAML list, from 0."""
    clause: Mapped[LongText]


def _belongs_to_program() -> tuple[ForeignKeyConstraint]:
    return (
        ForeignKeyConstraint(
            ["program", "terms_version"], ["programs.code", "programs.terms_version"]
        ),
    )


class ProgramTarget(OfProgram):
    """A tier or a slab."""

    __tablename__ = "program_targets"
    __table_args__ = _belongs_to_program()
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`tier` or `slab`."""
    name: Mapped[LongText]
    names: Mapped[Texts]
    metric: Mapped[Code]
    at_least: Mapped[Exact | None]
    at_least_amounts: Mapped[Amounts | None]
    """For `net_value`, per currency; then `at_least` is None."""
    payout_percent: Mapped[Exact | None]
    payout_fixed: Mapped[Amounts | None]
    payout_points: Mapped[int | None]
    multiplier: Mapped[Exact | None]
    benefits: Mapped[Texts]


class ProgramEarnRule(OfProgram):
    """How points are earned."""

    __tablename__ = "program_earn_rules"
    __table_args__ = _belongs_to_program()
    key: Mapped[Code]
    points_per: Mapped[Amounts]
    products: Mapped[Strings]
    categories: Mapped[Strings]
    brands: Mapped[Strings]
    multiplier: Mapped[Exact]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]


class ProgramRequirement(OfProgram):
    """An eligibility predicate."""

    __tablename__ = "program_eligibility"
    __table_args__ = _belongs_to_program()
    key: Mapped[Code]
    requires: Mapped[LongText]
    message: Mapped[Texts]
    remedy: Mapped[Texts]


class ProgramExclusion(OfProgram):
    """What never counts or never joins."""

    __tablename__ = "program_exclusions"
    __table_args__ = _belongs_to_program()
    kind: Mapped[Code]
    """`products`, `categories`, `regulated`, `channels` or `outlets`."""
    values: Mapped[Strings]
    countries: Mapped[Strings]
    reason: Mapped[Texts]


class ProgramBlackout(OfProgram):
    """Days on which nobody can enroll."""

    __tablename__ = "program_blackouts"
    __table_args__ = _belongs_to_program()
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    countries: Mapped[Strings]
    reason: Mapped[Texts]
