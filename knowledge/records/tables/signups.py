"""Sign-ups on their way, what makes them happen once, what others must hear, and who did what."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.sealed import Sealed, SealedJson
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

Names = Annotated[list[str], mapped_column(Json)]


class SignUpDraftRow(Record):
    """A sign-up of one user; the fields are those of `knowledge.enrollment.draft`."""

    __tablename__ = "sign_up_drafts"
    __table_args__ = (Index("ix_sign_up_drafts_user_step", "user_id", "step"),)
    id: Mapped[CodeKey]
    user_id: Mapped[Code]
    thread: Mapped[Code]
    outlet: Mapped[Code] = mapped_column(index=True)
    program: Mapped[Code]
    terms_version: Mapped[Code]
    language: Mapped[Code]
    opened_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    step: Mapped[Code]
    open_slot: Mapped[str | None] = mapped_column(String(200), unique=True)
    """`user|outlet|program` while it is open: one open draft of each."""
    revision: Mapped[int]
    key: Mapped[Code]
    card_hash: Mapped[Code]
    personal: Mapped[dict[str, Any]] = mapped_column(SealedJson("sign_up_drafts.personal"))
    """Corrections, the card as it was shown, the consent with its evidence, the nonce."""
    interrupted: Mapped[bool]
    reason: Mapped[LongText]
    enrollment: Mapped[Code]


class OneTimeCode(Record):
    """A code on its way to an owner's phone and back; gone once it was typed."""

    __tablename__ = "one_time_codes"
    draft: Mapped[Code] = mapped_column(ForeignKey("sign_up_drafts.id"), primary_key=True)
    card_hash: Mapped[Code]
    code: Mapped[str] = mapped_column(Sealed("one_time_codes.code"))
    expires_at: Mapped[Moment]
    tries: Mapped[int]
    sent: Mapped[int]
    """How many codes were sent for this draft."""


class IdempotencyKey(Record):
    """A call that was carried out: what was asked, and what was answered."""

    __tablename__ = "idempotency_keys"
    user_id: Mapped[CodeKey]
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[Code]
    subject: Mapped[Code] = mapped_column(index=True)
    """Id of what came of it."""
    result: Mapped[PlainJson]
    at: Mapped[Moment]


class ProgramPlaces(Record):
    """How many shops are in a program that takes only so many; locked while one joins."""

    __tablename__ = "program_places"
    __table_args__ = (CheckConstraint("most IS NULL OR taken <= most", name="not_oversold"),)
    program: Mapped[CodeKey]
    taken: Mapped[int]
    most: Mapped[int | None]


class ProgramBudget(Record):
    """How much of a program's budget is promised; locked while a shop joins."""

    __tablename__ = "program_budgets"
    __table_args__ = (
        CheckConstraint("ceiling IS NULL OR committed <= ceiling", name="not_overdrawn"),
    )
    program: Mapped[CodeKey]
    currency: Mapped[CodeKey]
    committed: Mapped[Exact]
    ceiling: Mapped[Exact | None]


class OutboxRow(Record):
    """An event that others must hear of, at least once."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "delivered_at", "dead_at", "next_at"),)
    id: Mapped[CodeKey]
    kind: Mapped[Code]
    subject: Mapped[Code] = mapped_column(index=True)
    at: Mapped[Moment]
    payload: Mapped[PlainJson]
    attempts: Mapped[int]
    next_at: Mapped[Moment]
    """Not before; a claim moves it on, so that a courier that dies lets go by itself."""
    delivered_to: Mapped[Names]
    """Names of the deliveries that took it."""
    delivered_at: Mapped[Moment | None]
    dead_at: Mapped[Moment | None]
    """Given up; `shelftalk outbox replay` wakes it."""
    error: Mapped[LongText | None]


class AuditEntry(Record):
    """Who did what, on what. Triggers refuse every change; each row holds the hash before it."""

    __tablename__ = "audit_entries"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    at: Mapped[Moment]
    who: Mapped[Code]
    kind: Mapped[Code]
    subject: Mapped[Code] = mapped_column(index=True)
    details: Mapped[PlainJson]
    """No personal data: hashes of it."""
    previous: Mapped[Code]
    hash: Mapped[Code]


class AuditHead(Record):
    """How long the chain is and how it ends; locked while an entry is added."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    length: Mapped[int]
    hash: Mapped[Code]
