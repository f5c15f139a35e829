"""A sign-up on its way: a frozen value, and the events that may happen to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.errors import RefusedError

OPEN_FOR = dt.timedelta(hours=24)
"""A card that was read out yesterday is read out again: figures and prices have moved."""


class Step(StrEnum):
    """What the sign-up waits for."""

    TERMS = "terms"
    """The owner hears what he does, gets, and when."""
    TARGET = "target"
    """A step of the program is being settled."""
    READ_BACK = "read_back"
    """The card is shown, or waits for a field that is missing."""
    CONSENT = "consent"
    """The owner has agreed; the rep's tap is all that is missing."""
    CONFIRMED = "confirmed"
    CANCELED = "canceled"
    EXPIRED = "expired"


FINAL = frozenset({Step.CONFIRMED, Step.CANCELED, Step.EXPIRED})


class ConsentMethod(StrEnum):
    """How the owner said yes; recorded as it was, never as something stronger."""

    SIGNATURE = "signature"
    """Drawn on the screen."""
    CODE = "otp"
    """A one-time code that was sent to the owner's phone."""
    SPOKEN = "voice"
    """Said aloud, in the rep's hearing only."""


@dataclass(frozen=True)
class Corrections:
    """What the owner set right on the card. None = as the records have it."""

    owner_name: str | None = None
    phone: str | None = None
    """E.164, validated before it gets here."""
    target: str | None = None
    """Name of a tier or slab of the terms."""

    def over(self, before: Corrections) -> Corrections:
        """These, and what was set right before where these say nothing."""
        return Corrections(
            self.owner_name if self.owner_name is not None else before.owner_name,
            self.phone if self.phone is not None else before.phone,
            self.target if self.target is not None else before.target,
        )


@dataclass(frozen=True)
class ConsentGiven:
    """The owner's yes, to one card."""

    method: ConsentMethod
    text_version: str
    text_sha256: str
    """Of the very words, in the language they were shown in."""
    language: str
    """BCP 47."""
    at: dt.datetime
    by: str
    """Id of the user who took it."""
    card_hash: str
    evidence: str = ""
    """The strokes of a signature as SVG path data; empty for the other methods."""


@dataclass(frozen=True)
class SignUpDraft:
    """One shop on its way into one program; belongs to one user."""

    id: str
    user: str
    thread: str
    """The conversation its card was last shown in: a tap from elsewhere is refused."""
    outlet: str
    program: str
    terms_version: str
    """Frozen when the terms were read out."""
    language: str
    """The owner's, BCP 47: of the card, the consent and the receipt."""
    opened_at: dt.datetime
    expires_at: dt.datetime
    nonce: str
    """Random; in the card's hash, so that the hash tells nobody a phone number."""
    step: Step = Step.TERMS
    revision: int = 0
    """Counts the cards that were shown."""
    key: str = ""
    """Idempotency key of the card on show, made before anybody can tap it."""
    card_hash: str = ""
    corrections: Corrections = field(default_factory=Corrections)
    consent: ConsentGiven | None = None
    interrupted: bool = False
    reason: str = ""
    """Why it was canceled."""
    enrollment: str = ""
    """Id of what came of it."""

    @property
    def is_open(self) -> bool:
        """It can still become an enrollment."""
        return self.step not in FINAL

    @property
    def short_code(self) -> str:
        """What the person types with the phrase instead of tapping: `4F7K`."""
        return short_code(self.card_hash)


def short_code(card_hash: str) -> str:
    """Four letters and digits of a card's hash, none that is taken for another."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    number = int(card_hash[:10] or "0", 16)
    return "".join(alphabet[number // 32**place % 32] for place in range(4)) if card_hash else ""


@dataclass(frozen=True)
class TermsHeard:
    """The three lines were shown."""


@dataclass(frozen=True)
class CardShown:
    """A card was rendered from data; another one than before voids what stood on that one."""

    card_hash: str
    key: str
    """A new idempotency key, used if the card is a new one."""


@dataclass(frozen=True)
class Corrected:
    """A field was set right."""

    corrections: Corrections


@dataclass(frozen=True)
class Consented:
    """The owner said yes to the card on show."""

    consent: ConsentGiven


@dataclass(frozen=True)
class Confirmed:
    """A person tapped: the enrollment exists."""

    card_hash: str
    enrollment: str


@dataclass(frozen=True)
class Canceled:
    """A person called it off."""

    reason: str = ""


@dataclass(frozen=True)
class Restarted:
    """From the terms again, with nothing set right and nothing agreed."""

    terms_version: str
    nonce: str


@dataclass(frozen=True)
class Interrupted:
    """Something else was asked meanwhile."""


@dataclass(frozen=True)
class Resumed:
    """Back to it, maybe in another conversation or on another device."""

    thread: str


@dataclass(frozen=True)
class TimePassed:
    """Nothing but the clock moved."""


Event = (
    TermsHeard
    | CardShown
    | Corrected
    | Consented
    | Confirmed
    | Canceled
    | Restarted
    | Interrupted
    | Resumed
    | TimePassed
)


class NotNowError(RefusedError):
    """The event does not fit the draft as it stands; nothing changed. `reason` is a key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
