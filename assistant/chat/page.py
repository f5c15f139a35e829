"""Our copy of Chainlit's web page: no links to elsewhere, packed, with a hook for the line.

The page Chainlit ships loads a font and a style sheet from two other hosts. On a bad network
each of them holds the login back for half a minute, so a copy without them is served. Its one
script is 4.6 MB: it is packed once, as small as the browsers of today can read it.
"""

from __future__ import annotations

import gzip
import hashlib
import inspect
import re
import shutil
import sys
from pathlib import Path

import chainlit
import zstandard

SHIPPED = Path(chainlit.__file__).parent / "frontend" / "dist"
FOREIGN_LINK = re.compile(r"<link\b[^>]*?href=\"https?://[^>]*>\s*", re.DOTALL)
VIEWPORT = re.compile(r'(<meta name="viewport" content=")[^"]*(")')
OURS = """\
    <link rel="manifest" href="/manifest.webmanifest" />
    <link rel="apple-touch-icon" href="/public/icons/shelftalk-192.png" />
    <meta name="theme-color" content="#11696a" />
    <script src="/public/line-texts.js" defer></script>
    <script src="/public/seen.js" defer></script>
    <script src="/public/line.js" defer></script>
"""
HEAD = "<!-- TAG INJECTION PLACEHOLDER -->\n"
VERSION = re.compile(r'<meta name="shelftalk-version"[^>]*>')
PACKED = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
"""Media types of what is packed."""
ENCODINGS = {"zstd": ".zst", "gzip": ".gz"}
"""The better one first."""
MAIN = re.compile(r"/assets/(index-[\w-]+)\.js")
OPENED = re.compile(r'(\w+)\.on\("connect",\(\)=>\{\1\.emit\("connection_successful"\)')
TRANSPORTS = re.compile(r"\btransports:(\w+),auth:\{clientType:")


def clean_page(html: str) -> str:
    """The page with nothing fetched from elsewhere, fit for a phone with a notch, installable."""
    page = FOREIGN_LINK.sub("", html).replace(HEAD, HEAD + OURS)
    return VIEWPORT.sub(
        r"\1width=device-width, initial-scale=1, viewport-fit=cover,"
        r" interactive-widget=resizes-content\2",
        page,
    )


def with_hook(script: str) -> str:
    """Chainlit's script, telling public/line.js of each socket it opens; a socket may poll.

    What is not found is left as it is: the chat then works as Chainlit's own does.
    """
    script = OPENED.sub(r"window.shelftalkLine?.(\1),\g<0>", script, count=1)
    return TRANSPORTS.sub(r"transports:\1,tryAllTransports:!0,auth:{clientType:", script, count=1)


def prepare_front(home: Path, shipped: Path = SHIPPED) -> Path:
    """Make our copy of the web page in HOME and say where it is; source maps stay behind."""
    recipe = hashlib.sha256(inspect.getsource(sys.modules[__name__]).encode()).hexdigest()[:8]
    target = home / "front" / f"{chainlit.__version__}-{recipe}"
    if not (target / "assets").is_dir():
        _make(target, shipped, recipe)
    return target


def version_of(front: Path, root: Path) -> str:
    """Changes with anything a browser keeps: the page, our own files, Chainlit's texts.

    It is written into the page, so that a page of yesterday can tell that it is one.
    """
    read = [front / "index.html", *(root / "public").rglob("*"), *(root / ".chainlit").rglob("*")]
    found = hashlib.sha256()
    for path in sorted(read):
        if path.is_file():
            page = VERSION.sub("", path.read_text("utf-8")) if path.suffix == ".html" else None
            found.update(path.read_bytes() if page is None else page.encode())
    version = found.hexdigest()[:12]
    page = VERSION.sub("", (front / "index.html").read_text(encoding="utf-8"))
    mark = f'<meta name="shelftalk-version" content="{version}" />'
    (front / "index.html").write_text(page.replace(HEAD, mark + HEAD), encoding="utf-8")
    return version


def _make(target: Path, shipped: Path, recipe: str) -> None:
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(shipped, draft, ignore=shutil.ignore_patterns("*.map"))
    page = clean_page((draft / "index.html").read_text(encoding="utf-8"))
    (draft / "index.html").write_text(_hooked(draft, page, recipe), encoding="utf-8")
    _pack(draft / "assets")
    draft.rename(target)


def _hooked(draft: Path, page: str, recipe: str) -> str:
    """The page naming the changed script; the others import it by name, so they change too."""
    found = MAIN.search(page)
    if found is None:
        return page
    old, new = f"{found[1]}.js", f"{found[1]}.{recipe}.js"
    main = draft / "assets" / old
    main.write_text(with_hook(main.read_text(encoding="utf-8")), encoding="utf-8")
    for script in (draft / "assets").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        if old in text:
            script.write_text(text.replace(old, new), encoding="utf-8")
    main.rename(main.with_name(new))
    return page.replace(old, new)


def _pack(assets: Path) -> None:
    """Once, instead of at every visit: the largest script takes two seconds of a core."""
    for path in list(assets.iterdir()):
        if path.suffix in PACKED:
            plain = path.read_bytes()
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(plain, 9, mtime=0))
            best = zstandard.ZstdCompressor(level=19).compress(plain)
            path.with_name(f"{path.name}.zst").write_bytes(best)
