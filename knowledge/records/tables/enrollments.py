"""Enrollments, consent, and the append-only ledger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.sealed import Sealed
from knowledge.records.tables.types import (
    Code,
    CodeKey,
    Exact,
    Json,
    LongText,
    Moment,
    PlainJson,
    Record,
)

Spans = Annotated[list[Any], mapped_column(Json)]


class Enrollment(Record):
    """An outlet in a program, under a frozen version of the terms."""

    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("outlet", "program", "joined_on"),
        ForeignKeyConstraint(
            ["program", "terms_version"], ["programs.code", "programs.terms_version"]
        ),
        # NULLs differ from each other: what a pack brings is checked by the pack's own rules.
        Index("uq_enrollments_period", "outlet", "program", "period", unique=True),
        Index("uq_enrollments_held_group", "outlet", "held_group", unique=True),
        Index("uq_enrollments_reference", "reference", unique=True),
        Index("ix_enrollments_program", "program"),
    )
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"), index=True)
    program: Mapped[Code]
    terms_version: Mapped[Code]
    status: Mapped[Code]
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    tier: Mapped[LongText | None]
    base_value: Mapped[Exact | None]
    """Frozen monthly base, outlet currency."""
    # What follows is known of shops that were signed up here; None for those a pack brings.
    reference: Mapped[Code | None]
    """What the owner quotes."""
    period: Mapped[Code | None]
    """The measuring period it joined in: `2026-Q4`. One enrollment of a program in each."""
    held_group: Mapped[Code | None]
    """The stacking group it holds; None again once it has left."""
    target: Mapped[LongText | None]
    """Tier or slab that was agreed to."""
    reserved: Mapped[Exact | None]
    """Of the program's budget, outlet currency: the reward on the card."""
    joined_at: Mapped[Moment | None]
    joined_by: Mapped[Code | None]
    """Id of the user who tapped."""
    card_hash: Mapped[Code | None]
    # What a change made here has brought; see `MembershipChange`.
    paused: Mapped[Spans | None]
    """`[[from, until or null, reason's key, clause] …]`: days on which it earned nothing."""
    rejoin_from: Mapped[dt.date | None]
    """Before it the shop cannot join this program again."""


class MembershipChange(Record):
    """A leaving, suspension, resumption or change of owner that was tapped here; never changed."""

    __tablename__ = "membership_changes"
    __table_args__ = (
        UniqueConstraint("enrollment", "number"),
        Index("uq_membership_changes_card", "card_hash", unique=True),
    )
    id: Mapped[CodeKey]
    enrollment: Mapped[Code] = mapped_column(index=True)
    """No foreign key: a load may bring the enrollment under another id."""
    outlet: Mapped[Code] = mapped_column(index=True)
    program: Mapped[Code]
    number: Mapped[int]
    """1, 2, 3 … of the enrollment: of two that change it at once, one is first."""
    kind: Mapped[Code]
    """`leave`, `suspend`, `resume`, `transfer`."""
    at: Mapped[Moment]
    by: Mapped[Code]
    asked_on: Mapped[dt.date]
    effective_on: Mapped[dt.date]
    reason: Mapped[LongText]
    card_hash: Mapped[Code]
    result: Mapped[PlainJson]
    """The receipt as it was given. No personal data."""


class Consent(Record):
    """What the owner agreed to, and how."""

    __tablename__ = "consents"
    id: Mapped[CodeKey]
    enrollment: Mapped[Code] = mapped_column(ForeignKey("enrollments.id"), index=True)
    text_version: Mapped[LongText]
    language: Mapped[Code]
    method: Mapped[Code]
    given_on: Mapped[dt.date]
    withdrawn_on: Mapped[dt.date | None]
    owner_name: Mapped[str | None] = mapped_column(Sealed("consents.owner_name"))
    """Who agreed, as the card had it."""
    phone: Mapped[str | None] = mapped_column(Sealed("consents.phone"))
    """E.164; where the receipt goes."""
    given_at: Mapped[Moment | None]
    taken_by: Mapped[Code | None]
    text: Mapped[LongText | None]
    """The very words, in `language`."""
    text_sha256: Mapped[Code | None]
    card_hash: Mapped[Code | None]
    evidence: Mapped[str | None] = mapped_column(Sealed("consents.evidence"))
    """A signature's strokes, as SVG path data."""
    evidence_sha256: Mapped[Code | None]


class LedgerEntry(Record):
    """Points or money earned, freed, used, paid.

    A trigger refuses every change to a row but the first `paid_on`.
    """

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_outlet_program_date", "outlet", "program", "date"),)
    id: Mapped[CodeKey]
    outlet: Mapped[Code] = mapped_column(ForeignKey("outlets.code"))
    program: Mapped[Code]
    date: Mapped[dt.date]
    kind: Mapped[Code]
    points: Mapped[int | None]
    amount: Mapped[Exact | None]
    invoice: Mapped[Code | None]
    expires_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    paid_on: Mapped[dt.date | None]
    reason: Mapped[LongText | None]
