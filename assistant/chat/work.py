"""A turn in a worker thread, its steps handed over as they finish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from enum import Enum
from typing import ParamSpec, TypeVar

from assistant.chat.services import ChatServices
from assistant.domain import Reply, Step, Turn
from assistant.stopping import Stoppable, TurnStopped, stoppable

WORKERS = 256
"""Turns answered at once; a turn mostly waits, for a model or for the disk."""
P = ParamSpec("P")
T = TypeVar("T")
_pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="turn")


class Quiet(Enum):
    """How long nothing has come of a turn."""

    PATIENT = "patient"
    """Long enough to tell the person that work goes on."""
    STALLED = "stalled"
    """Something hangs: he is told so, and that he may stop it."""
    HUNG = "hung"
    """The turn is stopped for him, unless it is writing just now."""


WAITS = ((2.0, Quiet.PATIENT), (7.0, Quiet.STALLED), (111.0, Quiet.HUNG))
"""Seconds, one after the other: a stall is told after nine."""


class TurnHung(TurnStopped):
    """Nothing has come for so long that the turn was stopped for the person."""


async def in_worker(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that blocks, away from the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, lambda: function(*args, **kwargs))


class RunningTurn:
    """A turn that is being answered. Made and stopped on the event loop."""

    def __init__(self, services: ChatServices, turn: Turn) -> None:
        self._services, self._turn = services, turn
        self._loop = asyncio.get_running_loop()
        self._pieces: asyncio.Queue[Step | Reply | BaseException] = asyncio.Queue()
        self._stoppable = Stoppable()
        self.thread = turn.thread

    def stop(self, why: type[TurnStopped] = TurnStopped) -> bool:
        """Whether it could still be stopped; then whoever waits for it waits no longer."""
        stopped = self._stoppable.stop()
        if stopped:
            self._pieces.put_nowait(why())
        return stopped

    async def pieces(self) -> AsyncIterator[Step | Reply | Quiet]:
        """Every finished step of the turn, then its reply, and between them how long it is quiet.

        Raises:
            TurnStopped: it was; nothing of it is kept.
            ShelftalkError: and whatever else `respond` raises.
        """
        self._loop.run_in_executor(_pool, copy_context().run, self._answer)
        waits = 0
        try:
            while True:
                piece = await self._next(waits)
                if isinstance(piece, BaseException):
                    raise piece
                waits = waits + 1 if isinstance(piece, Quiet) else 0
                yield piece
                if isinstance(piece, Reply):
                    return
        finally:
            self._stoppable.stop()  # whoever waited has gone: no more work is done for him

    async def _next(self, waits: int) -> Step | Reply | Quiet | BaseException:
        if waits == len(WAITS):
            return await self._pieces.get()
        seconds, quiet = WAITS[waits]
        try:
            return await asyncio.wait_for(self._pieces.get(), seconds)
        except TimeoutError:
            if quiet is Quiet.HUNG:
                self.stop(TurnHung)
            return quiet

    def _answer(self) -> None:
        """In the worker: what it raises is handed over like everything else."""
        try:
            with stoppable(self._stoppable):
                done: Reply | BaseException = self._services.respond(self._turn, self._hand_over)
        except Exception as error:
            done = error
        self._hand_over(done)

    def _hand_over(self, piece: Step | Reply | BaseException) -> None:
        self._loop.call_soon_threadsafe(self._pieces.put_nowait, piece)
