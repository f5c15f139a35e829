"""Chainlit's web page without its links to elsewhere, and the headers it is served with.

The page Chainlit ships loads a font and a style sheet from two other hosts. On a bad network
each of them holds the login back for half a minute, so a copy without them is served.
"""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import chainlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREIGN_LINK = re.compile(r"<link\b[^>]*?href=\"https?://[^>]*>\s*", re.DOTALL)
VIEWPORT = re.compile(r'(<meta name="viewport" content=")[^"]*(")')
SHIPPED = Path(chainlit.__file__).parent / "frontend" / "dist"
COMPRESSED = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
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


def clean_page(html: str) -> str:
    """The page with nothing fetched from another host, and fit for a phone with a notch."""
    return VIEWPORT.sub(
        r"\1width=device-width, initial-scale=1, viewport-fit=cover,"
        r" interactive-widget=resizes-content\2",
        FOREIGN_LINK.sub("", html),
    )


def prepare_front(home: Path, shipped: Path = SHIPPED) -> Path:
    """Make our copy of the web page in HOME and say where it is; source maps stay behind."""
    target = home / "front" / chainlit.__version__
    if not (target / "assets").is_dir():
        draft = target.with_name(f"{target.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(shipped, draft, ignore=shutil.ignore_patterns("*.map"))
        _compress(draft / "assets")
        draft.rename(target)
    page = (shipped / "index.html").read_text(encoding="utf-8")
    (target / "index.html").write_text(clean_page(page), encoding="utf-8")
    return target


def _compress(assets: Path) -> None:
    """Once, instead of at every visit: the largest script takes half a second of a core."""
    for path in list(assets.iterdir()):
        if path.suffix in COMPRESSED:
            packed = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(packed)


class Guarded:
    """ASGI layer: closes what we do not offer, sets security and cache headers."""

    def __init__(self, app: ASGIApp, front: Path | None = None) -> None:
        self.app = app
        self.front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _closed(scope):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        else:
            app = self._packed(scope) or self.app
            await app(scope, receive, _with_headers(scope, send))

    def _packed(self, scope: Scope) -> ASGIApp | None:
        """The compressed twin of a script or style sheet, for a browser that takes it."""
        folder, _, name = str(scope["path"]).rpartition("/")
        takes = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if self.front is None or folder != "/assets" or not takes:
            return None
        path = self.front / "assets" / f"{name}.gz"
        if not path.is_file():
            return None
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return FileResponse(path, media_type=COMPRESSED[Path(name).suffix], headers=headers)


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
