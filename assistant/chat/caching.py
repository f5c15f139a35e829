"""Lets a browser keep what it was given and ask whether it is still so: a few bytes instead of it.

Only answers a browser reads again at each visit and that are no secret: the page, our own files,
Chainlit's texts and settings. Never a login, a token, a conversation or who somebody is.
"""

from __future__ import annotations

import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = re.compile(
    r"/(?:|login|thread/[\w-]+|favicon|logo|auth/config)$|/(?:public|avatars)/"
    r"|/project/(?:translations|settings)$"
)
NEVER = re.compile(r"/(?:user|login|logout|auth/(?!config$)|project/(?!translations|settings))")
"""A copy of these may not lie on a phone; `/login` itself is a page when it is only looked at."""


class Revalidated:
    """ASGI layer: an answer gets a mark of what is in it, and nothing is sent for a known mark."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])
        if scope["method"] == "GET" and KEPT.match(path):
            await self.app(scope, receive, _Marked(scope, send).take)
        elif NEVER.match(path):
            await self.app(scope, receive, _never_kept(send))
        else:
            await self.app(scope, receive, send)


class _Marked:
    """Holds one answer back until it is whole."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.known = Headers(scope=scope).get("if-none-match", "")
        self.send = send
        self.start: Message = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        """One part of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body" and self.start.get("status") == 200:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._give()
        else:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if self.start:
            await self.send(self.start)
            self.start = {}
        await self.send(message)

    async def _give(self) -> None:
        mark = f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        headers = MutableHeaders(scope=self.start)
        headers["ETag"] = mark
        headers["Cache-Control"] = "private, no-cache"
        if mark in self.known:
            self.start["status"], self.body = 304, b""
            for name in ("content-length", "content-type"):
                if name in headers:
                    del headers[name]
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": self.body})


def _never_kept(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return headed
