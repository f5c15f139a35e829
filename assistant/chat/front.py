"""What stands before Chainlit's server: closed doors, headers, packed scripts, our root files."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.chat.page import ENCODINGS, PACKED

# Chainlit's own ways around our permission checks and uploads; nothing of ours uses them.
CLOSED = (
    "/project/share/",
    "/project/thread/share",
    "/mcp",
    "/copilot/",
    "/docs",
    "/redoc",
    "/openapi.json",
)
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: {sockets}; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Custom elements are compiled in the browser, hence 'unsafe-eval'."""
ROOT_FILES = {"/sw.js": "text/javascript", "/manifest.webmanifest": "application/manifest+json"}
"""Files of public/ that must stand at the root: a service worker rules over its own folder."""


class Guarded:
    """ASGI layer: closes what we do not offer, sets security and cache headers."""

    def __init__(self, app: ASGIApp, front: Path | None = None, public: Path | None = None) -> None:
        self.app = app
        self.front = front
        self.public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _closed(scope):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        else:
            app = self._at_root(scope) or self._packed(scope) or self.app
            await app(scope, receive, _with_headers(scope, send))

    def _at_root(self, scope: Scope) -> ASGIApp | None:
        """The service worker and the manifest; the browser asks for both anew now and then."""
        kind = ROOT_FILES.get(str(scope["path"]))
        if self.public is None or kind is None:
            return None
        path = self.public / str(scope["path"]).lstrip("/")
        return FileResponse(path, media_type=kind, headers={"Cache-Control": "no-cache"})

    def _packed(self, scope: Scope) -> ASGIApp | None:
        """The packed twin of a script or style sheet, for a browser that takes it."""
        folder, _, name = str(scope["path"]).rpartition("/")
        if self.front is None or folder != "/assets":
            return None
        takes = re.split(r"[\s,;]+", Headers(scope=scope).get("accept-encoding", ""))
        for encoding, suffix in ENCODINGS.items():
            path = self.front / "assets" / f"{name}{suffix}"
            if encoding in takes and path.is_file():
                headers = {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
                return FileResponse(path, media_type=PACKED[Path(name).suffix], headers=headers)
        return None


def _closed(scope: Scope) -> bool:
    path = str(scope["path"])
    upload = path == "/project/file" and scope["method"] == "POST"
    return upload or path.startswith(CLOSED)


def _with_headers(scope: Scope, send: Send) -> Send:
    host = re.sub(r"[^\w.:\[\]-]", "", Headers(scope=scope).get("host", ""))
    sockets = f"ws://{host} wss://{host}" if host else ""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY.format(sockets=sockets)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            if scope["path"].startswith("/assets/") and message["status"] == 200:
                # Their names carry a hash of what is in them.
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
            if scope.get("scheme") == "https":
                _secure_cookies(headers)
        await send(message)

    return headed


def _secure_cookies(headers: MutableHeaders) -> None:
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for cookie in cookies:
        secure = cookie if "; secure" in cookie.lower() else f"{cookie}; Secure"
        headers.append("set-cookie", secure)
