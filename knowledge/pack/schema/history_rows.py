"""Rows of what has happened between a shop and the company: joined, earned, visited, disputed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from knowledge.pack.schema.columns import (
    CaseKind,
    Code,
    Day,
    Label,
    Language,
    Money,
    OwnCode,
    Row,
    Text,
    Whole,
)


class EnrollmentRow(Row):
    """Who is in which program, under which version of the terms, with which consent."""

    key = ("outlet", "program", "joined_on")
    references: ClassVar[dict[str, str]] = {"outlet": "outlets", "program": "programs"}
    outlet: Code = Field(description="outlet code")
    program: Code = Field(description="program code")
    status: Literal["pending_kyc", "active", "suspended", "left"] = Field(description="standing")
    joined_on: Day = Field(description="day of joining")
    left_on: Day | None = Field(None, description="day of leaving")
    tier: Text | None = Field(None, description="tier held, as named in the program")
    base_value: Money | None = Field(None, ge=0, description="frozen monthly base, outlet currency")
    terms_version: Label = Field(description="version of the terms it joined under")
    consent_method: Literal["otp", "signature", "voice", "paper"] | None = Field(
        None, description="how consent was given"
    )
    consent_language: Language | None = Field(None, description="language of the consent text")
    consent_version: Text | None = Field(None, description="version of the consent text")
    consent_on: Day | None = Field(None, description="day of consent")


class LedgerRow(Row):
    """What was earned, redeemed, paid. Append-only: a correction is a new row."""

    key = ("id",)
    references: ClassVar[dict[str, str]] = {"outlet": "outlets", "program": "programs"}
    id: OwnCode = Field(description="unique id of the entry")
    outlet: Code = Field(description="outlet code")
    program: Code = Field(description="program code")
    date: Day = Field(description="day of the entry")
    kind: Literal[
        "earn", "pending", "activate", "redeem", "expire", "reverse", "adjust", "payout"
    ] = Field(description="`pending` waits for payment, `activate` frees it, `payout` is money out")
    points: Whole | None = Field(
        None, description="signed; empty where it is money", json_schema_extra={"unit": "points"}
    )
    amount: Money | None = Field(None, description="money, signed, outlet currency")
    invoice: Code | None = Field(None, description="invoice it came from")
    expires_on: Day | None = Field(None, description="day the points expire")
    due_on: Day | None = Field(None, description="payouts: day it was promised for")
    paid_on: Day | None = Field(None, description="payouts: day it was paid; empty = open")
    reason: Text | None = Field(None, description="in words")


class VisitRow(Row):
    """Past calls and how they ended."""

    key = ("outlet", "date", "rep")
    references: ClassVar[dict[str, str]] = {
        "outlet": "outlets",
        "rep": "users",
        "program": "programs",
        "objection": "objections",
    }
    outlet: Code = Field(description="outlet code")
    rep: Code = Field(description="user id")
    date: Day = Field(description="day of the call")
    outcome: Literal["ordered", "joined", "declined", "come_back", "escalated", "nothing"] = Field(
        description="how it ended"
    )
    program: Code | None = Field(None, description="program that was offered")
    objection: Code | None = Field(None, description="key in playbook/objections.yaml")
    said: Text | None = Field(None, description="the shopkeeper's words")
    language: Language | None = Field(None, description="language of those words")
    promise: Text | None = Field(None, description="what the rep promised")
    next_on: Day | None = Field(None, description="day agreed for the next call")


class CaseRow(Row):
    """Open deliveries, claims and disputes."""

    key = ("id",)
    references: ClassVar[dict[str, str]] = {"outlet": "outlets", "program": "programs"}
    id: OwnCode = Field(description="unique id")
    outlet: Code = Field(description="outlet code")
    kind: CaseKind = Field(description="what it is about")
    subject: Text = Field(description="in one line")
    opened_on: Day = Field(description="day it was opened")
    closed_on: Day | None = Field(None, description="day it was closed; empty = open")
    invoice: Code | None = Field(None, description="invoice it is about")
    program: Code | None = Field(None, description="program it is about")
    amount: Money | None = Field(None, ge=0, description="amount in question, outlet currency")
