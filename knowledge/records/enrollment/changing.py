"""The write that changes a membership: everything in one transaction, once, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.enrollment.card import sha256_of
from knowledge.enrollment.changes import ChangeCard, ChangeKind
from knowledge.enrollment.draft import NotNowError
from knowledge.enrollment.ports import KeyReusedError
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.enrollment.joining import new_reference
from knowledge.records.enrollment.outbox import Told, tell
from knowledge.records.tables.enrollments import (
    Consent,
    Enrollment,
    LedgerEntry,
    MembershipChange,
)
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import IdempotencyKey

EVENTS = {
    ChangeKind.LEAVE: "enrollment.left",
    ChangeKind.SUSPEND: "enrollment.suspended",
    ChangeKind.RESUME: "enrollment.resumed",
    ChangeKind.TRANSFER: "enrollment.transferred",
}
STATUS = {"leave": "left", "transfer": "left", "suspend": "suspended", "resume": "active"}
CHANGED = "owner.change"
"""Kind of the owner's message."""


@dataclass(frozen=True)
class Changing:
    """All that is decided before the lock is taken."""

    user: User
    card: ChangeCard
    key: str
    audit: Mapping[str, Any] = field(default_factory=dict)


class RecordedChanges:
    """Writes and reads changes. Thread-safe; any number of processes may run it."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def count(self, enrollment: str) -> int:
        """How many changes were made here of an enrollment."""
        with reading(self._engine) as session:
            return _count(session, enrollment)

    def stored(self, user: str, key: str, card_hash: str) -> dict[str, Any] | None:
        """What the same tap was answered before; None = it was not carried out yet.

        Raises:
            KeyReusedError: the key was used for something else.
        """
        with reading(self._engine) as session:
            return _stored(session, user, key, card_hash)

    def receipt(self, change: str) -> dict[str, Any] | None:
        """As it was given; None = no such change."""
        with reading(self._engine) as session:
            row = session.get(MembershipChange, change)
            return dict(row.result) if row else None

    def write(self, changing: Changing) -> dict[str, Any]:
        """Everything or nothing; the same call again gives what the first one gave.

        Raises:
            KeyReusedError: the key was used for something else.
            NotNowError: somebody else has changed the membership meanwhile.
        """
        for attempt in (1, 2):
            try:
                with writing(self._engine, durable=True) as session:
                    return _write(session, changing, self._now())
            except IntegrityError as error:
                if attempt == 2:
                    raise NotNowError("membership_changed") from error
        raise AssertionError


def _count(session: Session, enrollment: str) -> int:
    query = select(func.count()).where(MembershipChange.enrollment == enrollment)
    return session.scalar(query) or 0


def _stored(session: Session, user: str, key: str, card_hash: str) -> dict[str, Any] | None:
    row = session.get(IdempotencyKey, (user, key))
    if row is not None and row.request_hash != card_hash:
        raise KeyReusedError(
            "This Idempotency-Key was used for something else: make a new one for each."
        )
    made = session.scalar(select(MembershipChange).where(MembershipChange.card_hash == card_hash))
    return dict(made.result) if made else None


def _write(session: Session, changing: Changing, now: dt.datetime) -> dict[str, Any]:
    card = changing.card
    # The outlet first, as a sign-up does: whoever changes the same shop takes turns.
    outlet = session.scalars(
        select(Outlet).where(Outlet.code == card.outlet).with_for_update()
    ).one()
    done = _stored(session, changing.user.id, changing.key, card.hash)
    if done is not None:
        return done
    held = session.get(Enrollment, card.enrollment)
    if held is None or _count(session, card.enrollment) != card.number:
        raise NotNowError("membership_changed")
    _check(card, held)
    change = f"{MADE_IN_APP}{token_hex(12)}"
    result = _result(card, change)
    _move(session, card, held, outlet)
    session.add(
        MembershipChange(
            id=change, enrollment=card.enrollment, outlet=card.outlet, program=card.program,
            number=card.number + 1, kind=card.kind.value, at=now, by=changing.user.id,
            asked_on=_day(card.asked_on), effective_on=_day(card.effective_on),
            reason=card.reason, card_hash=card.hash, result=result,
        )
    )  # fmt: skip
    session.add(
        IdempotencyKey(
            user_id=changing.user.id, key=changing.key, subject=change,
            request_hash=card.hash, result=result, at=now,
        )
    )  # fmt: skip
    tell(session, Told(EVENTS[card.kind], card.enrollment, result), now)
    tell(session, Told(CHANGED, card.enrollment, {"change": change}), now)
    session.flush()
    details = {"card": asdict(card), "change": change, "key_sha256": sha256_of(changing.key)}
    deed = Deed(
        changing.user.id, EVENTS[card.kind], card.enrollment, details | dict(changing.audit)
    )
    note(session, deed, now)
    return result


def _check(card: ChangeCard, held: Enrollment) -> None:
    """What a load may have changed since the card was rendered."""
    if held.status == "left" or held.left_on is not None:
        raise NotNowError("not_member")
    wanted = {"suspend": ("active",), "resume": ("suspended",)}.get(card.kind.value)
    if wanted is not None and held.status not in wanted:
        raise NotNowError("membership_changed")


def _move(session: Session, card: ChangeCard, held: Enrollment, outlet: Outlet) -> None:
    paused = [list(span) for span in held.paused or ()]
    if card.kind is ChangeKind.SUSPEND:
        held.status = "suspended"
        held.paused = [*paused, [card.effective_on, None, card.reason, card.clause]]
        return
    if card.kind is ChangeKind.RESUME:
        held.status = "active"
        held.paused = [[s, u or card.effective_on, *rest] for s, u, *rest in paused] or None
        return
    held.left_on = _day(card.effective_on)
    held.rejoin_from = _day(card.rejoin_from) if card.rejoin_from else None
    if card.effective_on <= card.asked_on:
        held.status, held.held_group = "left", None
    _close(session, card)
    if card.kind is ChangeKind.TRANSFER:
        _hand_over(session, card, held, outlet)


def _hand_over(session: Session, card: ChangeCard, held: Enrollment, outlet: Outlet) -> None:
    """Nobody has agreed for the shop any more; the new owner says who he is when he signs up."""
    held.period = None  # the period is free for the new owner's own enrollment
    outlet.owner_name = outlet.phone = None
    session.execute(
        update(Consent)
        .where(Consent.enrollment == held.id, Consent.withdrawn_on.is_(None))
        .values(withdrawn_on=_day(card.effective_on))
    )


def _close(session: Session, card: ChangeCard) -> None:
    """The ledger's last word: until when points count, and what is due at the most."""
    if not (card.points_until or card.fee or card.kind is ChangeKind.LEAVE):
        return
    session.add(
        LedgerEntry(
            id=f"{MADE_IN_APP}{token_hex(12)}-close", outlet=card.outlet, program=card.program,
            date=_day(card.effective_on), kind="close",
            expires_on=_day(card.points_until) if card.points_until else None,
            amount=Decimal(card.fee.amount) if card.fee else None,
            due_on=_day(card.pay_by) if card.pay_by else None, reason=card.clause,
        )
    )  # fmt: skip


def _result(card: ChangeCard, change: str) -> dict[str, Any]:
    shown = {k: v for k, v in asdict(card).items() if k not in ("user", "thread", "number")}
    return shown | {
        "kind": card.kind.value, "change": change, "reference": new_reference(),
        "card_hash": card.hash,
    }  # fmt: skip


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def keep_changes(session: Session) -> None:
    """After a load: what was done here holds, where the pack does not know of it yet."""
    last = (
        select(MembershipChange.enrollment, func.max(MembershipChange.number).label("number"))
        .group_by(MembershipChange.enrollment)
        .subquery()
    )
    rows = session.execute(
        select(MembershipChange, Enrollment)
        .join(last, (last.c.enrollment == MembershipChange.enrollment)
              & (last.c.number == MembershipChange.number))
        .join(Enrollment, Enrollment.id == MembershipChange.enrollment)
    )  # fmt: skip
    for change, held in rows:
        if held.status == "left" and held.left_on is not None:
            continue
        ended = change.kind in ("leave", "transfer")
        held.left_on = change.effective_on if ended else held.left_on
        waits = ended and change.effective_on > change.asked_on
        held.status = held.status if waits else STATUS[change.kind]
