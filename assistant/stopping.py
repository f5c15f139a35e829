"""A turn that a person may stop: it ends at the next place where it would go on.

Once a turn has settled (a tapped write has begun, or its answer is being kept) it can no longer be
stopped: what was done is told. The turn lies in a context variable, as its meter does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock


class TurnStopped(Exception):  # noqa: N818 - nothing has failed
    """The person does not want the answer any more: nothing of it is kept or shown."""


@dataclass
class Stoppable:
    """One turn. Stopped by one thread, carried out by another."""

    _stopped: bool = False
    _settled: bool = False
    _lock: Lock = field(default_factory=Lock)

    def stop(self) -> bool:
        """Whether it could still be stopped."""
        with self._lock:
            self._stopped = not self._settled
            return self._stopped

    def go_on(self) -> None:
        """Raises TurnStopped when the person has stopped it."""
        if self._stopped:
            raise TurnStopped

    def settle(self) -> None:
        """From now on it is too late to stop; raises TurnStopped when it was stopped before."""
        with self._lock:
            self.go_on()
            self._settled = True


_here: ContextVar[Stoppable | None] = ContextVar("shelftalk_stoppable", default=None)


@contextmanager
def stoppable(turn: Stoppable) -> Iterator[None]:
    """Everything done within the block belongs to this turn."""
    token = _here.set(turn)
    try:
        yield
    finally:
        _here.reset(token)


def go_on() -> None:
    """Called before every piece of work; raises TurnStopped when the person has stopped."""
    if (turn := _here.get()) is not None:
        turn.go_on()


def settle() -> None:
    """Called before what cannot be taken back; raises TurnStopped when the person has stopped."""
    if (turn := _here.get()) is not None:
        turn.settle()
