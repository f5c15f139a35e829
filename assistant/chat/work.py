"""A turn in a worker thread, its steps handed over as they finish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from assistant.chat.services import ChatServices
from assistant.domain import Reply, Step, Turn

WORKERS = 32
"""Turns answered at once; a turn mostly waits, for a model or for the disk."""
PATIENCE_SECONDS = 2.0
"""After so long without a step the person is told that work goes on."""

P = ParamSpec("P")
T = TypeVar("T")
_pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="turn")


async def in_worker(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that blocks, away from the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, lambda: function(*args, **kwargs))


async def progress(services: ChatServices, turn: Turn) -> AsyncIterator[Step | Reply | None]:
    """Every finished step of a turn, then its reply; None once when nothing came for a while.

    Raises:
        ShelftalkError: and whatever else `respond` raises.
    """
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[Step | None] = asyncio.Queue()

    def hand_over(step: Step | None) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    def answer() -> Reply:
        try:
            return services.respond(turn, hand_over)
        finally:
            hand_over(None)

    running = loop.run_in_executor(_pool, answer)
    try:
        first = await asyncio.wait_for(steps.get(), PATIENCE_SECONDS)
    except TimeoutError:
        yield None
        first = await steps.get()
    step = first
    while step is not None:
        yield step
        step = await steps.get()
    yield await running
