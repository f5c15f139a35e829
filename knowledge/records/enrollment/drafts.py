"""Drafts in the database: what was said is there on another device and after a restart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import User
from assistant.errors import NotFoundError
from knowledge.enrollment.card import Card, Money
from knowledge.enrollment.draft import (
    FINAL,
    ConsentGiven,
    ConsentMethod,
    Corrections,
    SignUpDraft,
    Step,
)
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.tables.signups import SignUpDraftRow
from knowledge.records.tables.types import storable

Kept = tuple[SignUpDraft, Card | None]
"""A draft and the card it was last shown with."""
_PLAIN = (
    "id", "thread", "outlet", "program", "terms_version", "language", "opened_at", "expires_at",
    "revision", "key", "card_hash", "interrupted", "reason", "enrollment",
)  # fmt: skip


class RecordedDrafts:
    """Reads and changes drafts; every one belongs to one user."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def get(self, user: User, draft: str) -> Kept:
        """One of the user's own.

        Raises:
            NotFoundError: no such draft, or another user's: the same words for both.
        """
        with reading(self._engine) as session:
            return kept_of(own_row(session, user.id, draft))

    def find_open(self, user: User, outlet: str, program: str) -> Kept | None:
        """The user's open one for a shop and a program."""
        return self._in_slot(_slot(user.id, outlet, program))

    def _in_slot(self, slot: str) -> Kept | None:
        with reading(self._engine) as session:
            row = session.scalar(select(SignUpDraftRow).where(SignUpDraftRow.open_slot == slot))
            return kept_of(row) if row else None

    def latest(self, user: User, thread: str | None = None) -> Kept | None:
        """The open one that was touched last, of any conversation or of one."""
        query = select(SignUpDraftRow).where(
            SignUpDraftRow.user_id == user.id, SignUpDraftRow.step.not_in(FINAL)
        )
        if thread is not None:
            query = query.where(SignUpDraftRow.thread == thread)
        query = query.order_by(SignUpDraftRow.changed_at.desc(), SignUpDraftRow.id).limit(1)
        with reading(self._engine) as session:
            row = session.scalar(query)
            return kept_of(row) if row else None

    def open(self, draft: SignUpDraft) -> SignUpDraft:
        """Keep a new one; when the user has opened the same at this very moment, that one."""
        row = SignUpDraftRow(id=draft.id)
        write(row, draft, None, self._now())
        try:
            with writing(self._engine) as session:
                session.add(row)
        except IntegrityError:
            found = self._in_slot(_slot(draft.user, draft.outlet, draft.program))
            if found is None:
                raise
            return found[0]
        return draft

    def change(
        self,
        user: User,
        draft: str,
        step: Callable[[SignUpDraft, Card | None], Kept],
        deed: Deed | None = None,
    ) -> Kept:
        """Let `step` move the draft, alone; what it raises leaves the draft as it was.

        `deed` is noted in the audit trail with the change, if there is one.

        Raises:
            NotFoundError: no such draft, or another user's.
        """
        with writing(self._engine, durable=True) as session:
            row = own_row(session, user.id, draft, lock=True)
            kept = kept_of(row)
            moved = step(*kept)
            if moved != kept:
                write(row, *moved, self._now())
                session.flush()
                if deed is not None:
                    note(session, deed, self._now())
            return moved


def own_row(session: Session, user: str, draft: str, *, lock: bool = False) -> SignUpDraftRow:
    """The user's draft, held until the transaction ends if `lock`."""
    query = select(SignUpDraftRow).where(
        SignUpDraftRow.id == storable(draft), SignUpDraftRow.user_id == user
    )
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFoundError("There is no such sign-up among yours.")
    return row


def write(row: SignUpDraftRow, draft: SignUpDraft, card: Card | None, now: dt.datetime) -> None:
    """Bring the row in line with the draft and the card it was shown with."""
    for name in _PLAIN:
        setattr(row, name, getattr(draft, name))
    row.user_id, row.step, row.changed_at = draft.user, draft.step.value, now
    row.open_slot = _slot(draft.user, draft.outlet, draft.program) if draft.is_open else None
    row.personal = {
        "nonce": draft.nonce,
        "corrections": asdict(draft.corrections),
        "consent": _plain_consent(draft.consent),
        "card": asdict(card) if card else None,
    }


def kept_of(row: SignUpDraftRow) -> Kept:
    """The draft a row holds, and its card."""
    personal = row.personal
    draft = SignUpDraft(
        **{name: getattr(row, name) for name in _PLAIN},
        user=row.user_id,
        step=Step(row.step),
        nonce=personal["nonce"],
        corrections=Corrections(**personal["corrections"]),
        consent=_consent(personal["consent"]),
    )
    return draft, _card(personal["card"])


def _slot(user: str, outlet: str, program: str) -> str:
    return f"{user}|{outlet}|{program}"


def _plain_consent(consent: ConsentGiven | None) -> dict[str, Any] | None:
    return None if consent is None else asdict(consent) | {
        "at": consent.at.isoformat(), "method": consent.method.value,
    }  # fmt: skip


def _consent(kept: Mapping[str, Any] | None) -> ConsentGiven | None:
    if kept is None:
        return None
    at, method = dt.datetime.fromisoformat(kept["at"]), ConsentMethod(kept["method"])
    return ConsentGiven(**{**kept, "at": at, "method": method})


def _card(kept: Mapping[str, Any] | None) -> Card | None:
    if kept is None:
        return None
    money = {n: Money(**kept[n]) if kept[n] else None for n in ("base_monthly", "reward")}
    return Card(**{**kept, **money})
