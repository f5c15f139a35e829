"""Programs: one row per version of the terms, with everything code decides from in typed rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import (
    Record,
    amounts,
    code,
    code_key,
    exact,
    plain_json,
    strings,
    text,
    texts,
)


class Program(Record):
    """One version of a program's terms."""

    __tablename__ = "programs"
    code: Mapped[code_key]
    terms_version: Mapped[code_key]
    is_current: Mapped[bool]
    """True for the version that new enrollments join under."""
    name: Mapped[text]
    names: Mapped[texts]
    kind: Mapped[code]
    countries: Mapped[strings]
    document: Mapped[text]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    enroll_from: Mapped[dt.date]
    enroll_until: Mapped[dt.date]
    period: Mapped[code]
    stacking_group: Mapped[code]
    summary: Mapped[texts]
    base_months: Mapped[int | None]
    min_months_billed: Mapped[int | None]
    cap_multiple: Mapped[exact | None]
    fee: Mapped[amounts | None]
    budget: Mapped[amounts]
    budget_used: Mapped[amounts]
    slots: Mapped[int | None]
    notice_days: Mapped[int]
    clawback: Mapped[texts]
    must_sell: Mapped[plain_json | None]
    display: Mapped[plain_json | None]
    points: Mapped[plain_json | None]
    payment: Mapped[plain_json]
    assumptions: Mapped[plain_json]


class OfProgram(Record):
    """A part of one version of a program."""

    __abstract__ = True
    program: Mapped[code_key]
    terms_version: Mapped[code_key]
    rank: Mapped[int] = mapped_column(primary_key=True)
    """Place in the YAML list, from 0."""
    clause: Mapped[text]


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
    name: Mapped[text]
    names: Mapped[texts]
    metric: Mapped[code]
    at_least: Mapped[exact | None]
    at_least_amounts: Mapped[amounts | None]
    """For `net_value`, per currency; then `at_least` is None."""
    payout_percent: Mapped[exact | None]
    payout_fixed: Mapped[amounts | None]
    payout_points: Mapped[int | None]
    multiplier: Mapped[exact | None]
    benefits: Mapped[texts]


class ProgramEarnRule(OfProgram):
    """How points are earned."""

    __tablename__ = "program_earn_rules"
    __table_args__ = _belongs_to_program()
    key: Mapped[code]
    points_per: Mapped[amounts]
    products: Mapped[strings]
    categories: Mapped[strings]
    brands: Mapped[strings]
    multiplier: Mapped[exact]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]


class ProgramRequirement(OfProgram):
    """An eligibility predicate."""

    __tablename__ = "program_eligibility"
    __table_args__ = _belongs_to_program()
    key: Mapped[code]
    requires: Mapped[text]
    message: Mapped[texts]
    remedy: Mapped[texts]


class ProgramExclusion(OfProgram):
    """What never counts or never joins."""

    __tablename__ = "program_exclusions"
    __table_args__ = _belongs_to_program()
    kind: Mapped[code]
    """`products`, `categories`, `regulated`, `channels` or `outlets`."""
    values: Mapped[strings]
    countries: Mapped[strings]
    reason: Mapped[texts]


class ProgramBlackout(OfProgram):
    """Days on which nobody can enroll."""

    __tablename__ = "program_blackouts"
    __table_args__ = _belongs_to_program()
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    countries: Mapped[strings]
    reason: Mapped[texts]
