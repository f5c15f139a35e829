"""Hands events of the outbox to those who want them: at least once, with patience, then aside."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.masking import masked
from knowledge.enrollment.ports import Delivery, DeliveryError, OutboxEvent

log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
"""Seconds until the second try, and most between two."""
MOST_ATTEMPTS = 15
"""The waits add up to some seven hours; what nobody took by then waits for a person."""
POLL_SECONDS = 2.0
_RANDOM = random.SystemRandom()


class Claimed(Protocol):
    """An event in this courier's hands."""

    @property
    def event(self) -> OutboxEvent: ...

    @property
    def delivered_to(self) -> tuple[str, ...]: ...


class Outbox(Protocol):
    """Where events wait; `knowledge.records.enrollment.outbox` keeps them."""

    def claim(self, limit: int = 20) -> Sequence[Claimed]: ...

    def taken(self, event: str, by: Sequence[str], *, done: bool) -> None: ...

    def failed(self, event: str, error: str, next_at: dt.datetime | None) -> None: ...


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


def wait_after(attempt: int) -> float:
    """Most seconds until the next try: doubles each time."""
    return float(min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT))


@dataclass
class Courier:
    """Works through what is due. Any number of them may run; each event is in one's hands."""

    outbox: Outbox
    deliveries: Sequence[Delivery]
    now: Callable[[], dt.datetime]
    chance: Callable[[], float] = _RANDOM.random
    """0 to 1: waits are between half and all of `wait_after`, so that what failed together does
    not come back together."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _nudge: threading.Event = field(default_factory=threading.Event)

    def deliver_due(self, limit: int = 20) -> Round:
        """One round: everything that is due now, at most so many."""
        delivered = failed = dead = 0
        for claimed in self.outbox.claim(limit):
            error = self._hand_over(claimed)
            if error is None:
                delivered += 1
                continue
            event = claimed.event
            given_up = error.final or event.attempt >= MOST_ATTEMPTS
            seconds = wait_after(event.attempt) * (1 + self.chance()) / 2
            again = self.now() + dt.timedelta(seconds=seconds)
            why = masked(str(error))  # a receiver may say whose number it did not like
            self.outbox.failed(event.id, why, None if given_up else again)
            log.warning("event %s (%s) was not taken: %s", event.id, event.kind, why)
            failed, dead = failed + 1, dead + given_up
        return Round(delivered, failed, dead)

    def deliver_all(self) -> Round:
        """Rounds until nothing is due."""
        total = Round()
        while (last := self.deliver_due()) != Round():
            total = Round(
                total.delivered + last.delivered,
                total.failed + last.failed,
                total.dead + last.dead,
            )
        return total

    def start(self) -> threading.Thread:
        """Work in the background until `stop`."""
        thread = threading.Thread(target=self._run, name="courier", daemon=True)
        thread.start()
        return thread

    def nudge(self) -> None:
        """There is something new: do not wait out the pause."""
        self._nudge.set()

    def stop(self) -> None:
        """Finish the event in hand and end."""
        self._stop.set()
        self._nudge.set()

    def _hand_over(self, claimed: Claimed) -> DeliveryError | None:
        """To each that wants it and has not taken it; the first refusal of them, if any."""
        event, taken = claimed.event, list(claimed.delivered_to)
        refusal: DeliveryError | None = None
        for delivery in self.deliveries:
            if delivery.name in taken or not delivery.wants(event.kind):
                continue
            try:
                delivery.deliver(event)
                taken.append(delivery.name)
            except DeliveryError as error:
                refusal = refusal or DeliveryError(f"{delivery.name}: {error}", final=error.final)
            except Exception as error:  # one that fails otherwise holds up no other event
                log.exception("delivery %s failed", delivery.name)
                refusal = refusal or DeliveryError(f"{delivery.name}: {type(error).__name__}")
        self.outbox.taken(event.id, taken, done=refusal is None)
        return refusal

    def _run(self) -> None:
        while not self._stop.is_set():
            self._nudge.clear()
            try:
                idle = self.deliver_due() == Round()
            except Exception:  # the database may be away for a while; the courier stays
                log.exception("the outbox cannot be read")
                idle = True
            if idle:
                self._nudge.wait(POLL_SECONDS)
