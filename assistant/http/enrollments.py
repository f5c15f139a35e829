"""Routes of sign-up. A system proposes; what writes is a person's tap on one card, once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import StringConstraints

from assistant.http.door import Caller, Confirming, Proposing, Reading
from assistant.http.drafts import receipt_answer, shown
from assistant.http.problems import ProblemError
from assistant.http.shapes import (
    CardBody,
    Condition,
    ConsentBody,
    CorrectionBody,
    Draft,
    DraftBody,
    EnrollmentBody,
    EnrollmentHit,
    EnrollmentList,
    Id,
    ReceiptAnswer,
    Words,
)
from knowledge.enrollment.draft import ConsentMethod, Corrections
from knowledge.enrollment.ports import Confirmation, ConsentTaken, Receipt
from knowledge.enrollment.printing import receipt_pdf, receipt_png
from knowledge.enrollment.receipt import receipt_words
from knowledge.enrollment.service import SignUpView
from knowledge.enrollment.words import why_not
from knowledge.programs.expressions import Standing

router = APIRouter(tags=["enrollments"])
DraftId = Annotated[Id, Path(description="id of the draft")]
EnrollmentId = Annotated[Id, Path(description="id of the enrollment")]
Key = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")],
    Header(
        alias="Idempotency-Key",
        description="made once for each tap: the same key with the same body gives the same "
        "receipt again, with another body it is refused (409)",
    ),
]
REPLAYED = "Idempotency-Replayed"


@router.post("/enrollments/drafts", status_code=201)
def open_draft(caller: Proposing, body: DraftBody) -> Draft:
    """Open a sign-up, or go on with the open one. Writes no enrollment.

    409 with every condition that is not met where the shop cannot join; nothing is kept then.
    """
    corrections = Corrections(body.owner_name, body.phone, body.target)
    view = caller.services.sign_ups.desk.open(caller.actor, body.outlet, body.program, corrections)
    if view.card is None:
        raise _cannot_join(view, caller)
    return shown(view)


@router.get("/enrollments/drafts/{draft}")
def show_draft(caller: Proposing, draft: DraftId) -> Draft:
    """The sign-up as it stands now; from here on only this token's tap counts."""
    return shown(caller.services.sign_ups.desk.show(caller.actor, draft))


@router.patch("/enrollments/drafts/{draft}")
def correct_draft(caller: Proposing, draft: DraftId, body: CorrectionBody) -> Draft:
    """Set fields right. The card is another one then, and the owner is asked again."""
    corrections = Corrections(body.owner_name, body.phone, body.target)
    return shown(caller.services.sign_ups.desk.correct(caller.actor, draft, corrections))


@router.delete("/enrollments/drafts/{draft}")
def cancel_draft(
    caller: Proposing, draft: DraftId, reason: Annotated[Words, Query(max_length=200)] = ""
) -> Draft:
    """Call it off; nothing was written."""
    return shown(caller.services.sign_ups.desk.cancel(caller.actor, draft, reason))


@router.post("/enrollments/drafts/{draft}/code", status_code=202)
def send_code(caller: Confirming, draft: DraftId, body: CardBody) -> Draft:
    """Send a one-time code to the owner's phone: good for ten minutes and five tries."""
    return shown(caller.services.sign_ups.desk.send_code(caller.actor, draft, body.card))


@router.post("/enrollments/drafts/{draft}/consent")
def give_consent(caller: Confirming, draft: DraftId, body: ConsentBody) -> Draft:
    """The owner has agreed to the card on show: signed, read out a code, or said so."""
    taken = ConsentTaken(ConsentMethod(body.method), body.card, body.code, body.strokes)
    return shown(caller.services.sign_ups.desk.consent(caller.actor, draft, taken))


@router.post("/enrollments", status_code=201)
def enroll(
    caller: Confirming, body: EnrollmentBody, idempotency_key: Key, response: Response
) -> ReceiptAnswer:
    """A person's tap: writes the enrollment, once.

    The owner must have agreed to this very card, and it was shown to this token last.
    """
    desk = caller.services.sign_ups.desk
    confirmation = Confirmation(body.draft, body.card, idempotency_key)
    if desk.confirming.joinings.stored(caller.user.id, confirmation) is not None:
        response.headers[REPLAYED] = "true"
    return _answer(caller, desk.confirm(caller.actor, confirmation))


@router.get("/enrollments")
def list_enrollments(caller: Reading, outlet: Annotated[Id, Query()]) -> EnrollmentList:
    """All of one shop, those it has left too."""
    found = caller.services.records.enrollments(caller.user, outlet)
    return EnrollmentList(enrollments=[EnrollmentHit.model_validate(e) for e in found])


@router.get("/enrollments/{enrollment}")
def show_receipt(caller: Reading, enrollment: EnrollmentId) -> ReceiptAnswer:
    """The receipt of a sign-up that was made here."""
    return _answer(caller, _receipt(caller, enrollment))


FILES = {"pdf": "application/pdf", "png": "image/png"}
_FILE = {"content": {t: {"schema": {"type": "string", "format": "binary"}} for t in FILES.values()}}


@router.get(
    "/enrollments/{enrollment}/receipt.{kind}", response_class=Response, responses={200: _FILE}
)
def draw_receipt(
    caller: Reading, enrollment: EnrollmentId, kind: Annotated[str, Path(pattern="^(pdf|png)$")]
) -> Response:
    """The receipt as a paper or as a picture, in the owner's language."""
    receipt = _receipt(caller, enrollment)
    records = caller.services.records
    terms = records.program(receipt.program, receipt.terms_version)
    words = receipt_words(receipt, terms, records.outlet(caller.user, receipt.outlet).country)
    drawn = receipt_pdf(words) if kind == "pdf" else receipt_png(words)
    named = {"Content-Disposition": f'inline; filename="{receipt.reference}.{kind}"'}
    return Response(drawn, media_type=FILES[kind], headers=named)


def _receipt(caller: Caller, enrollment: str) -> Receipt:
    """Raises NotFoundError for one of an outlet that is not the user's to see."""
    receipt = caller.services.sign_ups.desk.confirming.joinings.receipt(enrollment)
    caller.services.records.outlet(caller.user, receipt.outlet)
    return receipt


def _answer(caller: Caller, receipt: Receipt) -> ReceiptAnswer:
    records = caller.services.records
    terms = records.program(receipt.program, receipt.terms_version)
    country = records.outlet(caller.user, receipt.outlet).country
    return receipt_answer(receipt, terms, country)


def _cannot_join(view: SignUpView, caller: Caller) -> ProblemError:
    is_member = view.reading is not None and view.reading.is_member
    reason = "in_already" if is_member else "not_eligible"
    unmet = [c for c in view.eligibility.checks if c.standing is not Standing.MET]
    told = [Condition.model_validate(c).model_dump(mode="json") for c in unmet]
    said = why_not(reason, caller.language)
    if not is_member and unmet:
        said = " ".join(c.message for c in unmet if c.decisive)
    return ProblemError(409, "sign-up-refused", said, reason=reason, conditions=told)
