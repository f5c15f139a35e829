"""What sign-up offers to the chat, the command line and other systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.domain import User
from knowledge.enrollment.card import Card
from knowledge.enrollment.draft import Corrections, SignUpDraft
from knowledge.enrollment.ports import Confirmation, ConsentTaken, Receipt
from knowledge.enrollment.reading import Reading
from knowledge.programs.eligibility import Eligibility
from knowledge.programs.terms import ProgramTerms


@dataclass(frozen=True)
class Actor:
    """The person who acts: from the session or a token, never from a model."""

    user: User
    thread: str
    """Conversation, or for another system a name for its session; a draft is bound to it."""
    language: str
    """Of the sentences he reads, BCP 47."""


@dataclass(frozen=True)
class SignUpView:
    """A sign-up as it stands, for whoever shows it."""

    draft: SignUpDraft
    terms: ProgramTerms
    eligibility: Eligibility
    card: Card | None
    """None until it can be shown, and once the draft is final."""
    consent_text: str
    """What the owner agrees to, in his language; one-line paragraphs."""
    consent_version: str
    receipt: Receipt | None = None
    """Once confirmed."""
    continued: bool = False
    """It was open already."""
    changed: tuple[str, ...] = ()
    """Fields of the card that are no longer what they were when it was last shown."""
    reading: Reading | None = None
    """Today's records it was rendered from."""


class SignUps(Protocol):
    """The service, `knowledge.enrollment.desk.SignUpDesk`. Every method checks permission first.

    Raises, all of them: NotFoundError (no such draft, outlet or program, or not this user's),
    RefusedError (a sentence in the actor's language: not eligible, another card, no consent …).
    """

    def open(
        self, actor: Actor, outlet: str, program: str, corrections: Corrections | None = None
    ) -> SignUpView:
        """Open a draft, or go on with the user's open one for that shop and program."""
        ...

    def show(self, actor: Actor, draft: str) -> SignUpView:
        """As it stands now; binds the card to the actor's conversation."""
        ...

    def latest(self, actor: Actor) -> SignUpView | None:
        """The user's newest open draft, any conversation; None = there is none."""
        ...

    def correct(self, actor: Actor, draft: str, corrections: Corrections) -> SignUpView:
        """Set fields right; voids a consent that was given to the card before."""
        ...

    def restart(self, actor: Actor, draft: str) -> SignUpView:
        """From the terms again."""
        ...

    def send_code(self, actor: Actor, draft: str, card_hash: str) -> SignUpView:
        """Send a one-time code to the owner's phone; good for ten minutes and five tries."""
        ...

    def consent(self, actor: Actor, draft: str, taken: ConsentTaken) -> SignUpView:
        """Record the owner's yes to the card on show."""
        ...

    def confirm(self, actor: Actor, confirmation: Confirmation) -> Receipt:
        """Write the enrollment, once; the same key gives the stored receipt again.

        Raises:
            KeyReusedError: the same key with another draft or card.
        """
        ...

    def cancel(self, actor: Actor, draft: str, reason: str = "") -> SignUpView:
        """Call it off."""
        ...
