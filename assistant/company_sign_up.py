"""Sign-up of one company: the desk, what a tap reaches, the outbox with its courier, the trail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from assistant.domain import Reply, Turn, User
from assistant.prompting import SYSTEM_PROMPT
from knowledge.enrollment.building import Surroundings, build_desk
from knowledge.enrollment.chain import Anchor
from knowledge.enrollment.change_desk import ChangeDesk
from knowledge.enrollment.courier import Courier
from knowledge.enrollment.deliveries import OwnerDelivery
from knowledge.records.accounts import utc_now
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.enrollment.changing import RecordedChanges
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.outbox import RecordedOutbox
from knowledge.records.enrollment.outcomes import RecordedOutcomes
from knowledge.records.enrollment.owners import RecordedOwners
from knowledge.records.sealing import keyring_of
from tools.signup.leaving import ConfirmChange, LeaveProgram
from tools.signup.taps import Taps, resume_action
from tools.signup.tool import SIGNS_UP, SignUp
from tools.signup.typed import TypedTaps

if TYPE_CHECKING:
    from assistant.ports import Tool
    from assistant.settings import Settings
    from knowledge.enrollment.desk import SignUpDesk
    from knowledge.enrollment.ports import Delivery, PhoneNumbers
    from knowledge.records.api import DataAPI
    from knowledge.records.database import Engine

EVENTS, ANCHORS = "outbox.jsonl", "audit-anchors.log"
"""Files in SHELFTALK_HOME: events nobody else takes, and where the audit trail once ended."""


@dataclass(frozen=True)
class SignUps:
    """Everything of sign-up that an entry point needs, each part when it is first used."""

    settings: Settings
    engine: Engine
    records: DataAPI
    model_name: Callable[[], str]

    @cached_property
    def desk(self) -> SignUpDesk:
        """The service."""
        around = Surroundings(self.phones, self._versions, self._news)
        return build_desk(self.engine, self.records, around)

    @cached_property
    def phones(self) -> PhoneNumbers:
        """Reads numbers as people write them."""
        from knowledge.enrollment.phones import CheckedNumbers

        return CheckedNumbers()

    @cached_property
    def tool(self) -> Tool:
        """What a model may propose with."""
        return SignUp(self.records, self.desk)

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        """All that a model may propose with."""
        return (self.tool, LeaveProgram(self.records, self.changes))

    @cached_property
    def changes(self) -> ChangeDesk:
        """Leaving, suspension, a new owner."""
        return ChangeDesk(self.records, RecordedChanges(self.engine), self._news)

    @cached_property
    def taps(self) -> dict[str, Tool]:
        """What only a person's tap reaches."""
        confirm = ConfirmChange(self.records, self.changes)
        return Taps(self.records, self.desk, self.outcomes).all() | {confirm.name: confirm}

    @cached_property
    def typed_tap(self) -> TypedTaps:
        """Phrases that count as a tap."""
        return TypedTaps(self.desk)

    @cached_property
    def outbox(self) -> RecordedOutbox:
        """Events that others must hear of."""
        return RecordedOutbox(self.engine)

    @cached_property
    def audit(self) -> RecordedAudit:
        """Who did what."""
        return RecordedAudit(self.engine)

    @cached_property
    def outcomes(self) -> RecordedOutcomes:
        """How visits ended."""
        return RecordedOutcomes(self.engine)

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Who is told, and how.

        Raises:
            CallError: a setting of it cannot be used; names the variable.
        """
        from assistant.company_deliveries import event_deliveries, owner_sender

        owners, codes = RecordedOwners(self.engine), RecordedCodes(self.engine)
        changed = RecordedChanges(self.engine)
        sender = owner_sender(self.settings)
        told = event_deliveries(self.settings, self.settings.home / EVENTS)
        return (*told, OwnerDelivery(sender, owners, codes, self.records.program, changed))

    @cached_property
    def courier(self) -> Courier:
        """Carries the outbox out."""
        return Courier(self.outbox, self.deliveries, utc_now)

    def check(self) -> None:
        """Whom nobody could reach is said at the start, and not at the first event.

        Raises:
            CallError: a setting cannot be used; names the variable.
            StorageError: the keys to owners' data cannot be opened.
        """
        _ = self.deliveries
        keyring_of(self.engine.dialect).warm()

    def start(self) -> None:
        """Begin to carry out what others must hear."""
        self.courier.start()

    def anchors(self) -> Iterable[Anchor]:
        """Where the trail ended at earlier times, as this machine noted it."""
        path = self.settings.home / ANCHORS
        if not path.is_file():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            length, _colon, digest = line.partition(":")
            if length.isdecimal():
                yield Anchor(int(length), digest.strip())

    def receipt_pdf(self, user: User, enrollment: str) -> tuple[str, bytes]:
        """File name and content of a receipt.

        Raises:
            NotFoundError: no such sign-up, or of an outlet that is not the user's to see.
        """
        from knowledge.enrollment.printing import receipt_pdf
        from knowledge.enrollment.receipt import receipt_words

        receipt = self.desk.confirming.joinings.receipt(enrollment)
        outlet = self.records.outlet(user, receipt.outlet)
        terms = self.records.program(receipt.program, receipt.terms_version)
        words = receipt_words(receipt, terms, outlet.country)
        return f"{receipt.reference}.pdf", receipt_pdf(words)

    def reminded(self, turn: Turn, reply: Reply) -> Reply:
        """With the way back, when a question has come between the person and a sign-up."""
        if turn.user.role not in SIGNS_UP or self._is_about_it(reply):
            return reply
        draft = self.desk.interrupt(turn.user, turn.thread)
        if draft is None:
            return reply
        return replace(reply, actions=(*reply.actions, resume_action(draft, reply.language)))

    def _is_about_it(self, reply: Reply) -> bool:
        own = {*(tool.name for tool in self.tools), *self.taps}
        return any(call.name in own for call in reply.tools)

    def _versions(self) -> Mapping[str, str]:
        return {
            "model": self.model_name(),
            "prompt": hashlib.sha256(SYSTEM_PROMPT.encode()).hexdigest(),
            "release": version("shelftalk"),
        }

    def _news(self) -> None:
        """After a commit: note where the trail ends, and wake the courier."""
        path = self.settings.home / ANCHORS
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{self.audit.head()}\n")
        self.courier.nudge()
