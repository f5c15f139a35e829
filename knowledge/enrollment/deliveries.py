"""Where events go when nothing else is set up: a file, and the owner's messages to the console."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from knowledge.enrollment.change_words import receipt_text
from knowledge.enrollment.ports import (
    TO_OWNER,
    Attachment,
    DeliveryError,
    OutboxEvent,
    OwnerMessage,
    OwnerSender,
    Receipt,
)
from knowledge.enrollment.printing import receipt_pdf, receipt_png
from knowledge.enrollment.receipt import receipt_words
from knowledge.enrollment.telling import Sheet, masked_phone
from knowledge.programs.terms import ProgramTerms
from knowledge.records.enrollment.changing import CHANGED, RecordedChanges
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.owners import Reached, RecordedOwners

RECEIPT, CODE = "owner.receipt", "owner.code"
Terms = Callable[[str, str], ProgramTerms]
"""Code and version → terms."""


@dataclass(frozen=True)
class FileDelivery:
    """Implements `ports.Delivery`: one JSON object a line, for a company without a receiver yet."""

    path: Path
    name: str = "file"

    def wants(self, kind: str) -> bool:
        """What others are to hear; not what is for the owner alone."""
        return not kind.startswith(TO_OWNER)

    def deliver(self, event: OutboxEvent) -> None:
        """Append it."""
        line = json.dumps(asdict(event), default=str, ensure_ascii=False, sort_keys=True)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise DeliveryError(f"{self.path.name} cannot be written ({error.strerror})") from error


@dataclass(frozen=True)
class ConsoleSender:
    """Implements `ports.OwnerSender`: shows the message where the server runs; sends nothing."""

    show: Callable[[str], None] = print
    name: str = "console"

    def send(self, message: OwnerMessage) -> None:
        """The number is masked: consoles end in logs."""
        attached = "".join(f" [{a.name}]" for a in message.attachments)
        self.show(f"To {masked_phone(message.to)}{attached}:\n{message.text}")


@dataclass(frozen=True)
class OwnerDelivery:
    """Implements `ports.Delivery`: writes to the owner, who is looked up when it is sent."""

    sender: OwnerSender
    owners: RecordedOwners
    codes: RecordedCodes
    terms: Terms
    changes: RecordedChanges | None = None

    @property
    def name(self) -> str:
        """For the list of dead letters."""
        return f"owner-{self.sender.name}"

    def wants(self, kind: str) -> bool:
        """Only what is for the owner."""
        return kind.startswith(TO_OWNER)

    def deliver(self, event: OutboxEvent) -> None:
        """Nothing is sent to whoever is no longer to be reached; that is not a failure."""
        read = {RECEIPT: self._receipt, CODE: self._code, CHANGED: self._change}[event.kind]
        message = read(event)
        if message is not None:
            self.sender.send(message)

    def _receipt(self, event: OutboxEvent) -> OwnerMessage | None:
        try:
            receipt, reached = self.owners.receipt(event.subject)
        except NotFoundError as error:
            raise DeliveryError(str(error), final=True) from error
        if reached is None:
            return None
        return receipt_message(event.id, receipt, reached, self.terms)

    def _code(self, event: OutboxEvent) -> OwnerMessage | None:
        reached, code = self.owners.of_draft(event.subject), self.codes.waiting(event.subject)
        if reached is None or code is None:
            return None
        _ = translate(reached.language)
        words = _("{code} is your code to join. Tell it only if you want to join.")
        text = words.replace("{code}", code)
        return OwnerMessage(event.id, reached.phone, reached.language, text)

    def _change(self, event: OutboxEvent) -> OwnerMessage | None:
        receipt = self.changes.receipt(str(event.payload.get("change"))) if self.changes else None
        reached = self.owners.of_enrollment(event.subject)
        if receipt is None or reached is None:
            return None
        terms = self.terms(receipt["program"], receipt["terms_version"])
        sheet = Sheet(reached.language.split("-", maxsplit=1)[0], reached.country)
        text = receipt_text(sheet, terms, receipt, terms.payment.dispute_contact)
        return OwnerMessage(event.id, reached.phone, reached.language, text)


def receipt_message(event: str, receipt: Receipt, reached: Reached, terms: Terms) -> OwnerMessage:
    """The receipt in the owner's words."""
    held = terms(receipt.program, receipt.terms_version)
    words = receipt_words(receipt, held, reached.country)
    name = receipt.reference
    attached = (
        Attachment(f"{name}.png", "image/png", receipt_png(words)),
        Attachment(f"{name}.pdf", "application/pdf", receipt_pdf(words)),
    )
    return OwnerMessage(event, reached.phone, reached.language, words.text, attached)
