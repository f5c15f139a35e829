"""What goes over the wire: requests and answers, as the OpenAPI document shows them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain import ReplyStatus
from knowledge.programs.expressions import Standing
from knowledge.programs.terms import Payment, Period, ProgramKind, Target, Texts

CODE = r"^[^\x00-\x20\x7f/?#]+$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=CODE)]
Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class Sent(BaseModel):
    """A request: nothing beyond its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Told(BaseModel):
    """An answer; more fields may come in time, none goes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Open(Told):
    """An answer of which only these fields are promised; it carries more."""

    model_config = ConfigDict(extra="allow")


class Health(Told):
    """The process is there and can read its records."""

    status: Literal["ok"]
    release: str


class OutletHit(Told):
    """A shop in a list."""

    code: str
    name: str
    town: str | None


class OutletPage(Told):
    """Shops by code, or the best hits of a search."""

    outlets: list[OutletHit]
    next: str | None = Field(description="pass it as `after` for the next page; null = no more")


class Outlet(Told):
    """A shop as the company knows it. A phone number shows only how it ends."""

    code: str
    name: str
    owner_name: str | None
    phone_masked: str | None
    language: str | None
    channel: str
    outlet_class: str | None
    territory: str
    territory_name: str
    town: str | None
    country: str
    currency: str
    status: str
    opened_on: dt.date | None
    credit_lock: str | None
    kyc_level: int | None


class Program(Told):
    """A program, one version of its terms."""

    code: str
    name: str
    names: Texts
    kind: ProgramKind
    countries: tuple[str, ...]
    terms_version: str
    starts_on: dt.date
    ends_on: dt.date
    enroll_from: dt.date
    enroll_until: dt.date
    period: Period
    stacking_group: str
    summary: Texts
    tiers: tuple[Target, ...]
    slabs: tuple[Target, ...]
    payment: Payment
    notice_days: int


class Condition(Told):
    """A condition of joining and how it stands for a shop."""

    kind: str
    key: str
    standing: Standing
    message: str = Field(description="why not, in the reader's language; empty when met")
    remedy: str
    clause: str
    ref: str
    until: dt.date | None = Field(description="the day it changes by itself, when one is known")
    decisive: bool


class ProgramStanding(Told):
    """Whether a shop may join a program."""

    program: str
    terms_version: str
    standing: Standing = Field(description="`met` = it may join, or would if it were not in")
    already_in: bool
    conditions: list[Condition]


class EligibilityAnswer(Told):
    """Decided by code, never by a model."""

    outlet: str
    programs: list[ProgramStanding]


class AskBody(Sent):
    """One turn of a conversation."""

    message: Words = Field(min_length=1, max_length=4000)
    outlet: Id | None = None
    language: Tag | None = None
    thread: Id | None = Field(None, description="of an earlier answer to the same token")


class AskAnswer(Open):
    """`ask --json`, as docs/contract.md has it."""

    thread: str
    status: ReplyStatus
    language: str
    reply: str
    tools: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    usage: dict[str, Any]


class StoryBody(Sent):
    """One selling story."""

    outlet: Id
    program: Id | None = Field(None, description="empty = the one that suits best")
    language: Tag | None = Field(None, description="empty = the owner's")
    length: Literal["counter", "talk", "sitdown", "leaflet"] = "talk"


class StoryAnswer(Open):
    """`story --json`, as docs/contract.md has it."""

    status: Literal["released", "withheld"]
    outlet: str
    program: str | None
    language: str
    story: str | None
    beats: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    recommendation: str
    review: dict[str, Any]


class Sum(Told):
    """Money, exact."""

    amount: str = Field(description="decimal as text")
    currency: str


class DraftBody(Sent):
    """A sign-up to open, or to go on with."""

    outlet: Id
    program: Id
    owner_name: Words | None = Field(None, max_length=200)
    phone: Words | None = Field(None, max_length=40)
    target: Words | None = Field(None, max_length=200)


class CorrectionBody(Sent):
    """What the owner has set right; voids a consent that was given before."""

    owner_name: Words | None = Field(None, max_length=200)
    phone: Words | None = Field(None, max_length=40)
    target: Words | None = Field(None, max_length=200)


class CardBody(Sent):
    """Says which card the person has before him."""

    card: Id = Field(description="`card.hash` of the draft as it was shown")


class ConsentBody(CardBody):
    """The owner's yes, as it was given and no more."""

    method: Literal["signature", "otp", "voice"]
    code: Words = Field("", max_length=20, description="for `otp`: what the owner reads out")
    strokes: Words = Field("", max_length=60_000, description="for `signature`: SVG path data")


class EnrollmentBody(CardBody):
    """The tap of a person on a card to which the owner has agreed."""

    draft: Id


class CardShown(Told):
    """The card that is read back to the owner; its hash covers every field."""

    hash: str
    outlet_name: str
    target: str
    target_value: str
    target_unit: str
    base_monthly: Sum | None
    reward: Sum | None
    period: str
    pay_by: dt.date
    owner_name: str
    phone_masked: str
    missing: list[str] = Field(description="fields without which nobody can agree")


class ConsentShown(Told):
    """What the owner agrees to, in his language."""

    text: str
    version: str
    language: str


class Draft(Told):
    """A sign-up on its way. Nothing of it is an enrollment yet."""

    id: str
    step: str
    outlet: str
    program: str
    terms_version: str
    language: str
    expires_at: dt.datetime
    idempotency_key: str = Field(description="made with the card; use it, or one of your own")
    card: CardShown | None
    lines: list[str] = Field(description="do, get, when: to read out, in the owner's language")
    consent: ConsentShown
    changed: list[str] = Field(description="fields of the card that are new since it was shown")
    continued: bool
    conditions: list[Condition] = Field(description="of joining that are not met")
    enrollment: str


class ReceiptAnswer(Told):
    """What a sign-up came to; the same again for the same Idempotency-Key."""

    enrollment: str
    reference: str
    outlet: str
    outlet_name: str
    program: str
    terms_version: str
    status: str
    joined_on: dt.date
    period: str
    target: str
    target_value: Decimal | None
    target_unit: str
    reward: Decimal | None
    currency: str
    pay_by: dt.date
    paid_by: str
    dispute_within_days: int
    dispute_contact: str
    language: str
    consent_method: str
    card_hash: str
    text: str = Field(description="the receipt in the owner's words")


class EnrollmentHit(Told):
    """A shop's standing in a program."""

    id: str
    program: str
    terms_version: str
    status: str
    joined_on: dt.date
    left_on: dt.date | None
    tier: str | None


class EnrollmentList(Told):
    """All of one shop."""

    enrollments: list[EnrollmentHit]
