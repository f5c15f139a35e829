"""How many turns think at once: two, however many wait.

Python runs one thread at a time. A hundred turns that think side by side are each a hundred times
slower, and switching between them costs as much again; one after the other, each is quick. Two, so
that one thinks while the other is in the database. `docs/benchmarks.md` has what it gains.

A permit is a courtesy and no lock: whoever has stood in line for long goes on without one, so a
turn that hangs with its permit slows the others down and never stops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, local

AT_ONCE = 2
IN_LINE_SECONDS = 2.0
_permits = BoundedSemaphore(AT_ONCE)
_this_thread = local()
"""`permit`: whether it has one; None or nothing while it does not think."""


@contextmanager
def thinking() -> Iterator[None]:
    """The block keeps a core busy: it stands in line for it."""
    _stand_in_line()
    try:
        yield
    finally:
        _step_back()


@contextmanager
def waiting() -> Iterator[None]:
    """The block waits for another machine: somebody else may think meanwhile."""
    was_thinking = _step_back()
    try:
        yield
    finally:
        if was_thinking:
            _stand_in_line()


def _stand_in_line() -> None:
    _this_thread.permit = _permits.acquire(timeout=IN_LINE_SECONDS)


def _step_back() -> bool:
    """Whether this thread was thinking, with a permit or without."""
    permit: bool | None = getattr(_this_thread, "permit", None)
    _this_thread.permit = None
    if permit:
        _permits.release()
    return permit is not None
