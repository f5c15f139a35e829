"""Waits for an answer no longer than there is time, whatever the other side does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import TypeVar

from assistant.models.failures import FailureKind, ModelFailure
from assistant.permits import waiting

T = TypeVar("T")


def within(seconds: float | None, ask: Callable[[], T]) -> T:
    """What `ask` returns or raises; None = no limit.

    A client's own timeouts count each wait and each try, so a server that is silent, or sends a
    word now and then, can hold a call for minutes. What comes too late is thrown away; the thread
    that waits for it ends with the client's timeouts.

    Raises:
        ModelFailure: the time was up.
    """
    with waiting():
        return ask() if seconds is None else _within(seconds, ask)


def _within(seconds: float, ask: Callable[[], T]) -> T:
    answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def answer() -> None:
        try:
            answers.put((ask(), None))
        except BaseException as error:
            answers.put((None, error))

    context = copy_context()
    threading.Thread(target=context.run, args=(answer,), name="model", daemon=True).start()
    try:
        found, error = answers.get(timeout=max(seconds, 0.0))
    except Empty:
        raise ModelFailure(FailureKind.TIMEOUT, "the turn's time is up") from None
    if error is not None:
        raise error
    return found  # type: ignore[return-value]  # None only beside an error
