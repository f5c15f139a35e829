"""Approved images: what may be shown beside a story, and how it is kept."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FOLDER = "brand/images"
MOST_BYTES = 256 * 1024
"""A rep loads it over a weak network."""
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
BEGINS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
}
# An SVG is put into the page: it may draw, and nothing else.
DRAWING = frozenset({
    "svg", "title", "desc", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
})  # fmt: skip
FETCHES = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


def media_type(file: str) -> str:
    """By its ending, which the layout has checked."""
    return MEDIA_TYPES[Path(file).suffix.lower()]


def fault_of(path: Path) -> str | None:
    """Why the file is no image that may be shown, in a few words; None when it is sound."""
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        return f"{len(content) // 1024} KiB, {MOST_BYTES // 1024} at most"
    kind = media_type(path.name)
    if kind == "image/svg+xml":
        return _svg_fault(content)
    return None if content.startswith(BEGINS[kind]) else f"not a file of type {kind}"


def _svg_fault(content: bytes) -> str | None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "an SVG with declarations"
    try:
        # No entities are left to expand, and no parser of ours fetches anything.
        root = ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError:
        return "no SVG that can be read"
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name not in DRAWING:
            return f"an SVG with <{name}>"
        for key, value in element.attrib.items():
            short = key.rpartition("}")[2].lower()
            if short.startswith("on") or short == "href" or FETCHES.search(value):
                return f"an SVG whose {short} does more than draw"
    return None


def kept(path: Path) -> dict[str, str]:
    """As the records keep it."""
    packed = b64encode(path.read_bytes()).decode("ascii")
    return {"media_type": media_type(path.name), "base64": packed}


def unpacked(content: Any) -> tuple[str, bytes] | None:
    """Media type and bytes of what `kept` made; None for anything else."""
    if not isinstance(content, dict) or "base64" not in content:
        return None
    return content["media_type"], b64decode(content["base64"])
