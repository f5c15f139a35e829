"""The outermost layer: nothing too large comes in, and no traceback goes out."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import crash
from assistant.http.problems import problem

log = logging.getLogger(__name__)
MOST_BYTES = 128 * 1024
"""Of a request's body: a signature has up to 60,000."""
TOO_LARGE = f"The request is too large: at most {MOST_BYTES // 1024} KiB."
AT_FAULT = "Something went wrong that we did not foresee. It is kept in the server's log."


class Guard:
    """ASGI layer: counts what is sent, whatever its headers say."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isascii() or not told.isdigit() or int(told[:18]) > self.most:
            await problem(413, "too-large", TOO_LARGE)(scope, receive, send)
            return
        await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        came, begun = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most:
                raise HTTPException(413, TOO_LARGE)
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except Exception as error:
            log.warning("%s", crash.keep(error))
            if begun:
                raise
            await problem(500, "crash", AT_FAULT)(scope, receive, send)
