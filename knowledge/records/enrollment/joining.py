"""The one write that matters: everything of a sign-up in one transaction, once, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from secrets import choice, token_hex
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.enrollment.card import Card, sha256_of
from knowledge.enrollment.draft import Confirmed, ConsentGiven, NotNowError, SignUpDraft
from knowledge.enrollment.flow import advance
from knowledge.enrollment.ports import Confirmation, KeyReusedError, Receipt
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.enrollment.ceilings import Ceilings, reserve, take_place
from knowledge.records.enrollment.drafts import kept_of, own_row, write
from knowledge.records.enrollment.outbox import Told, tell
from knowledge.records.enrollment.outcomes import Outcome, keep_outcome
from knowledge.records.enrollment.receipts import read_receipt, receipt_json, receipt_of
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.programs import Program
from knowledge.records.tables.signups import IdempotencyKey

HOLDS_ITS_GROUP = ("active", "pending_kyc")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""For a reference that is read out over the phone: none is taken for another."""


@dataclass(frozen=True)
class Joining:
    """All that is decided before the lock is taken."""

    user: User
    confirmation: Confirmation
    card: Card
    """Rendered anew from today's records: the tap must be for this one."""
    receipt: Receipt
    """With reference, enrollment and day; the ids are given here if the tap is the first."""
    ceilings: Ceilings
    stacking_group: str
    currency: str
    base_value: Decimal | None
    reserved: Decimal | None
    consent_text: str
    audit: Mapping[str, Any] = field(default_factory=dict)
    """Which facts, terms, rules, prompt, model; no personal data."""


class CannotJoinError(Exception):
    """Refused under the lock; `reason` is a key, the desk has the words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_enrollment_id() -> str:
    """Told apart from what a pack brings by how it begins."""
    return f"{MADE_IN_APP}{token_hex(12)}"


def new_reference() -> str:
    """Eight letters and digits: `7K4F-2Q9M`."""
    letters = "".join(choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def request_hash(confirmation: Confirmation) -> str:
    """Of what the key was used for."""
    return sha256_of({"draft": confirmation.draft, "card": confirmation.card_hash})


class RecordedJoinings:
    """Writes enrollments. Thread-safe; any number of processes may run it."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def stored(self, user: str, confirmation: Confirmation) -> Receipt | None:
        """What the same call was answered before; None = it was not carried out yet.

        Raises:
            KeyReusedError: the key was used for something else.
        """
        with reading(self._engine) as session:
            return _stored(session, user, confirmation)

    def receipt(self, enrollment: str) -> Receipt:
        """Of an enrollment that was signed up here, as it was given then."""
        with reading(self._engine) as session:
            return read_receipt(session, enrollment)

    def join(self, joining: Joining) -> Receipt:
        """Everything or nothing; the same call again gives what the first one gave.

        Raises:
            KeyReusedError: the key was used for something else.
            NotFoundError: no such draft of this user.
            NotNowError: no consent, another card, canceled, expired.
            CannotJoinError: in already, its group taken, no place, no budget, terms changed.
        """
        for attempt in (1, 2):
            try:
                with writing(self._engine, durable=True) as session:
                    return _join(session, joining, self._now())
            except IntegrityError as error:
                # Someone else was first with the key or the place: the second look finds it.
                if attempt == 2:
                    raise CannotJoinError("taken") from error
        raise AssertionError


def _join(session: Session, joining: Joining, now: dt.datetime) -> Receipt:
    # The outlet is locked first by all: two that sign up the same shop take turns.
    outlet = session.scalars(
        select(Outlet).where(Outlet.code == joining.card.outlet).with_for_update()
    ).one()
    done = _stored(session, joining.user.id, joining.confirmation)
    if done is not None:
        return done
    row = own_row(session, joining.user.id, joining.confirmation.draft, lock=True)
    draft, shown = kept_of(row)
    if draft.enrollment:  # confirmed before, under another key
        return read_receipt(session, draft.enrollment)
    if shown is None or shown.hash != draft.card_hash or joining.card.hash != draft.card_hash:
        raise NotNowError("other_card")
    receipt = joining.receipt
    card_hash = joining.confirmation.card_hash
    moved = advance(draft, Confirmed(card_hash, receipt.enrollment), now)
    release_ended(session, joining.card.outlet, receipt.joined_on)
    _check(session, joining, outlet)
    _write(session, joining, moved, now)
    write(row, moved, None, now)
    session.flush()
    note(session, _deed(joining, moved), now)
    return receipt


def release_ended(session: Session, outlet: str, today: dt.date) -> None:
    """Book notices that have run out, so that the stacking group is free again."""
    session.execute(
        update(Enrollment)
        .where(Enrollment.outlet == outlet, Enrollment.left_on <= today)
        .values(status="left", held_group=None)
    )


def _check(session: Session, joining: Joining, outlet: Outlet) -> None:
    """What another sign-up or a load may have changed since the card was rendered."""
    card = joining.card
    if outlet.status != "active":
        raise CannotJoinError("closed")
    current = session.get(Program, (card.program, card.terms_version))
    if current is None or not current.is_current:
        raise CannotJoinError("terms_changed")
    held = session.execute(
        select(
            Enrollment.program,
            Enrollment.status,
            Enrollment.period,
            Program.stacking_group,
            Enrollment.rejoin_from,
        )
        .join(
            Program,
            (Program.code == Enrollment.program)
            & (Program.terms_version == Enrollment.terms_version),
        )
        .where(Enrollment.outlet == card.outlet)
    )
    for program, status, period, group, rejoin_from in held:
        if program == card.program and status != "left":
            raise CannotJoinError("in_already")
        if program == card.program and period == card.period:
            raise CannotJoinError("once_a_period")
        if program == card.program and rejoin_from and joining.receipt.joined_on < rejoin_from:
            raise CannotJoinError("rejoin_later")
        if group == joining.stacking_group and status in HOLDS_ITS_GROUP:
            raise CannotJoinError("group_taken")
    if not take_place(session, joining.ceilings, joining.receipt.joined_on):
        raise CannotJoinError("no_place")
    money = (joining.currency, joining.reserved)
    if not reserve(session, joining.ceilings, money, joining.receipt.joined_on):
        raise CannotJoinError("no_budget")


def _write(session: Session, joining: Joining, draft: SignUpDraft, now: dt.datetime) -> None:
    card, receipt, consent = joining.card, joining.receipt, draft.consent
    if consent is None:
        raise NotNowError("no_consent")
    session.add(
        Enrollment(
            id=receipt.enrollment,
            outlet=card.outlet,
            program=card.program,
            terms_version=card.terms_version,
            status=receipt.status,
            joined_on=receipt.joined_on,
            base_value=joining.base_value,
            reference=receipt.reference,
            period=card.period,
            held_group=joining.stacking_group,
            target=card.target or None,
            reserved=joining.reserved,
            joined_at=now,
            joined_by=joining.user.id,
            card_hash=card.hash,
        )
    )
    session.flush()  # the rest stands on it
    session.add(_consent(joining, consent))
    session.add(
        LedgerEntry(
            id=f"{receipt.enrollment}-open", outlet=card.outlet, program=card.program,
            date=receipt.joined_on, kind="open", reason=receipt.reference,
        )
    )  # fmt: skip
    keep_outcome(session, joining.user, Outcome(
        card.outlet, receipt.joined_on, "joined", card.program, enrollment=receipt.enrollment,
    ))  # fmt: skip
    session.add(
        IdempotencyKey(
            user_id=joining.user.id, key=joining.confirmation.key, subject=receipt.enrollment,
            request_hash=request_hash(joining.confirmation), result=receipt_json(receipt), at=now,
        )
    )  # fmt: skip
    told = receipt_json(receipt)
    tell(session, Told("enrollment.joined", receipt.enrollment, told), now)
    tell(
        session, Told("owner.receipt", receipt.enrollment, {"enrollment": receipt.enrollment}), now
    )


def _consent(joining: Joining, given: ConsentGiven) -> Consent:
    return Consent(
        id=f"{joining.receipt.enrollment}-consent",
        enrollment=joining.receipt.enrollment,
        text_version=given.text_version,
        language=given.language,
        method=given.method.value,
        given_on=joining.receipt.joined_on,
        owner_name=joining.card.owner_name,
        phone=joining.card.phone,
        given_at=given.at,
        taken_by=given.by,
        text=joining.consent_text,
        text_sha256=given.text_sha256,
        card_hash=given.card_hash,
        evidence=given.evidence or None,
        evidence_sha256=sha256_of(given.evidence) if given.evidence else None,
    )


def _deed(joining: Joining, draft: SignUpDraft) -> Deed:
    receipt, consent = joining.receipt, draft.consent
    details = {
        "outlet": receipt.outlet,
        "program": receipt.program,
        "terms_version": receipt.terms_version,
        "reference": receipt.reference,
        "card_hash": joining.card.hash,
        "confirmation": asdict(joining.confirmation) | {"thread": draft.thread},
        "consent": {
            "method": consent.method.value,
            "text_version": consent.text_version,
            "text_sha256": consent.text_sha256,
            "language": consent.language,
            "evidence_sha256": sha256_of(consent.evidence) if consent.evidence else "",
            "at": consent.at.isoformat(),
            "by": consent.by,
        } if consent else None,
        **joining.audit,
    }  # fmt: skip
    return Deed(joining.user.id, "enrollment.joined", receipt.enrollment, details)


def _stored(session: Session, user: str, confirmation: Confirmation) -> Receipt | None:
    row = session.get(IdempotencyKey, (user, confirmation.key))
    if row is None:
        return None
    if row.request_hash != request_hash(confirmation):
        raise KeyReusedError(
            "This Idempotency-Key was used for another sign-up: make a new one for each."
        )
    return receipt_of(row.result)
