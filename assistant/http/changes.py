"""Routes that change a membership: shown first, written once, when a person taps."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from assistant.http.door import Caller, allowed
from assistant.http.enrollments import REPLAYED, Key
from assistant.http.problems import ProblemError
from assistant.http.shapes import Condition, Id, Sent, Sum, Told
from knowledge.enrollment.change_desk import WHO, ChangeAsked
from knowledge.enrollment.change_words import card_lines, receipt_text
from knowledge.enrollment.changes import ChangeKind
from knowledge.enrollment.reading import owner_language_of
from knowledge.enrollment.telling import Sheet
from knowledge.enrollment.words import why_not
from knowledge.records.api_tokens import Scope

router = APIRouter(tags=["membership changes"])
EVERYBODY = frozenset(role for roles in WHO.values() for role in roles)
Proposing = Annotated[Caller, Depends(allowed(Scope.PROPOSE, EVERYBODY))]
Confirming = Annotated[Caller, Depends(allowed(Scope.CONFIRM, EVERYBODY))]
Kind = Literal["leave", "suspend", "resume", "transfer"]


class ChangeBody(Sent):
    """What is to happen to a shop's membership in a program."""

    outlet: Id
    program: Id
    kind: Kind
    reason: Id | None = Field(None, description="for `suspend`: key of a reason in the terms")


class ConfirmedChangeBody(ChangeBody):
    """A person's tap on the card that was shown."""

    card: Id = Field(description="`card` of the preview")


class ChangeShown(Told):
    """What it would do. Nothing is written."""

    kind: Kind
    enrollment: str
    card: str = Field(description="hash of all of this; to be sent back with the tap")
    effective_on: dt.date
    points: str = Field(description="`kept`, `lost`, or empty")
    points_until: dt.date | None
    fee: Sum | None = Field(description="of the last month, at the most")
    pay_by: dt.date | None
    rejoin_from: dt.date | None
    clause: str
    language: str
    lines: list[str] = Field(description="to be read to the owner, in his language")


class ChangeReceipt(Told):
    """What was written."""

    reference: str
    change: str
    enrollment: str
    kind: Kind
    outlet: str
    program: str
    terms_version: str
    effective_on: dt.date
    clause: str
    text: str = Field(description="the receipt in the owner's words")


@router.post("/enrollments/changes/preview")
def preview_change(caller: Proposing, body: ChangeBody) -> ChangeShown:
    """What leaving, a suspension, its end, or a new owner would do. Writes nothing.

    409 with every condition that is not met where the terms do not allow it.
    """
    view = caller.services.sign_ups.changes.propose(caller.actor, _asked(body))
    if view.card is None:
        told = [Condition.model_validate(c).model_dump(mode="json") for c in view.checks]
        said = " ".join(c.message for c in view.checks)
        raise ProblemError(
            409, "sign-up-refused", said or why_not("not_by_terms", caller.language),
            reason="not_by_terms", conditions=told,
        )  # fmt: skip
    language = owner_language_of(view.outlet)
    lines = card_lines(Sheet(language, view.outlet.country), view.terms, view.card)
    card = view.card
    return ChangeShown(
        kind=card.kind.value, enrollment=card.enrollment, card=card.hash,
        effective_on=dt.date.fromisoformat(card.effective_on), points=card.points,
        points_until=_day(card.points_until),
        fee=Sum(amount=card.fee.amount, currency=card.fee.currency) if card.fee else None,
        pay_by=_day(card.pay_by), rejoin_from=_day(card.rejoin_from), clause=card.clause,
        language=language, lines=list(lines),
    )  # fmt: skip


@router.post("/enrollments/changes", status_code=201)
def change_membership(
    caller: Confirming, body: ConfirmedChangeBody, idempotency_key: Key, response: Response
) -> ChangeReceipt:
    """A person's tap: writes the change, once. The card must be what this token was shown."""
    desk = caller.services.sign_ups.changes
    caller.services.records.outlet(caller.user, body.outlet)
    if desk.changes.stored(caller.user.id, idempotency_key, body.card) is not None:
        response.headers[REPLAYED] = "true"
    return _receipt(caller, desk.confirm(caller.actor, _asked(body), body.card, idempotency_key))


def _receipt(caller: Caller, done: dict[str, Any]) -> ChangeReceipt:
    outlet = caller.services.records.outlet(caller.user, done["outlet"])
    terms = caller.services.records.program(done["program"], done["terms_version"])
    sheet = Sheet(owner_language_of(outlet), outlet.country)
    text = receipt_text(sheet, terms, done, terms.payment.dispute_contact)
    kept = {name: done[name] for name in ChangeReceipt.model_fields if name != "text"}
    return ChangeReceipt.model_validate(kept | {"text": text})


def _asked(body: ChangeBody) -> ChangeAsked:
    return ChangeAsked(ChangeKind(body.kind), body.outlet, body.program, body.reason or "")


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
