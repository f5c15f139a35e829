"""What a browser sends again because it heard nothing is done once.

A message and a tap carry an id the browser made. It is remembered while the process lives, and it
is the id of the bubble in the history, so that another process knows it too.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from contextvars import ContextVar
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
HEADER = "x-shelftalk-tap"
REMEMBERED = 20_000
"""Ids; older ones are looked up in the history."""
tap_id: ContextVar[str | None] = ContextVar("tap_id", default=None)
"""The id the tap being done came with; the bubble it makes takes it."""


class Kept(Protocol):
    """Where bubbles are kept."""

    async def has_step(self, step_id: str) -> bool:
        """Whether this one is."""
        ...


class Once:
    """Tells what came already; used on the event loop only."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._done: OrderedDict[str, asyncio.Event] = OrderedDict()

    async def begin(self, given: str) -> asyncio.Event | None:
        """None = it is new and the caller's to do; else an event that is set when it is done."""
        if given in self._done:
            return self._done[given]
        ended = self._done[given] = asyncio.Event()
        while len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
        if await self._kept.has_step(given):
            ended.set()
            return ended
        return None

    def end(self, given: str, done: bool = True) -> None:
        """It has ended; what was not done may be sent again."""
        ended = self._done[given] if done else self._done.pop(given)
        ended.set()


class TapsOnce:
    """ASGI layer around Chainlit's address for taps."""

    def __init__(self, app: ASGIApp, once: Once) -> None:
        self.app, self.once = app, once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        tap = scope["type"] == "http" and scope["path"] == "/project/action"
        given = Headers(scope=scope).get(HEADER, "") if tap else ""
        if not ID.fullmatch(given):
            await self.app(scope, receive, send)
            return
        begun = await self.once.begin(given)
        if begun is None:
            await self._do(given, scope, receive, send)
        else:
            await begun.wait()
            await JSONResponse({"success": True, "response": None})(scope, receive, send)

    async def _do(self, given: str, scope: Scope, receive: Receive, send: Send) -> None:
        done = False

        async def watched(message: Message) -> None:
            nonlocal done
            done = done or message.get("status") == 200
            await send(message)

        token = tap_id.set(given)
        try:
            await self.app(scope, receive, watched)
        finally:
            tap_id.reset(token)
            self.once.end(given, done)
