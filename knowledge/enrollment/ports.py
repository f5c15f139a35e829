"""The sockets of sign-up: values that go in and out, and what senders and deliverers implement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from assistant.errors import CallError, RefusedError
from knowledge.enrollment.draft import ConsentMethod

TO_OWNER = "owner."
"""Kinds of events that are messages to an owner begin so."""


@dataclass(frozen=True)
class Receipt:
    """What a confirmed sign-up came to; stored, and given again to a repeated call."""

    reference: str
    """What the owner quotes: `NDF-7K4F-2Q9M`."""
    enrollment: str
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
    """The owner's."""
    consent_method: ConsentMethod
    card_hash: str


@dataclass(frozen=True)
class ConsentTaken:
    """What a front door hands in when the owner agrees."""

    method: ConsentMethod
    card_hash: str
    code: str = ""
    """What was typed from the owner's phone, for `otp`."""
    strokes: str = ""
    """SVG path data of what was drawn, for `signature`."""


@dataclass(frozen=True)
class Confirmation:
    """A person's tap on one card."""

    draft: str
    card_hash: str
    key: str
    """Idempotency key: the card's own (`SignUpDraft.key`), or the caller's `Idempotency-Key`."""


class SignUpRefusedError(RefusedError):
    """A sentence for the person, and `reason`, a key for other systems."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class KeyReusedError(CallError):
    """An idempotency key came back with other arguments (HTTP 409)."""


@dataclass(frozen=True)
class OutboxEvent:
    """Something that happened and others must hear of; `id` is what they tell repeats by."""

    id: str
    kind: str
    """`enrollment.joined`, `enrollment.left`, `owner.receipt`, `owner.code` …"""
    subject: str
    """What it is about: the enrollment's or draft's id. Events of one subject go in order."""
    at: dt.datetime
    payload: Mapping[str, Any]
    """Plain JSON; no personal data: a deliverer reads that when it delivers."""
    attempt: int = 1
    """1 the first time."""


class Delivery(Protocol):
    """Carries events of some kinds to one place. May be asked twice for the same event."""

    @property
    def name(self) -> str:
        """For the list of dead letters: `webhook`, `sqs`, `console`."""
        ...

    def wants(self, kind: str) -> bool:
        """Whether events of this kind go there."""
        ...

    def deliver(self, event: OutboxEvent) -> None:
        """Hand it over.

        Raises:
            DeliveryError: it was not taken.
        """
        ...


class DeliveryError(Exception):
    """Not delivered. `final` = trying again will not help: a dead letter at once."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class OwnerMessage:
    """Words for a shop's owner, sent to him and not through the rep."""

    id: str
    """The event's: the same message is never shown twice by a sender that looks."""
    to: str
    """E.164."""
    language: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=())


class OwnerSender(Protocol):
    """Console by default; SNS, SES, a webhook by setting."""

    @property
    def name(self) -> str:
        """For the list of dead letters."""
        ...

    def send(self, message: OwnerMessage) -> None:
        """Send it.

        Raises:
            DeliveryError: it was not taken.
        """
        ...


class PhoneNumbers(Protocol):
    """Reads phone numbers as people write them."""

    def normalize(self, written: str, country: str) -> str | None:
        """E.164, or None where that is no number of a phone; `country` is ISO 3166."""
        ...

    def flaw(self, written: str, country: str) -> str:
        """Why `normalize` gives None, as a key of `words.why_not`; empty where it does not."""
        ...

    def takes_messages(self, number: str) -> bool:
        """Whether a code can be sent to an E.164 number."""
        ...


class PersonalData(Protocol):
    """Reads what is kept sealed about an owner; the adapter is beside the tables."""

    def owner(self, outlet: str) -> tuple[str | None, str | None]:
        """Name and phone on record; None = not known."""
        ...
