"""A path as a small picture: boxes under each other, readable at 360 pixels, mirrored in Arabic.

The text takes the page's own color, so that it reads on dark and on light. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from assistant.domain import Picture
from assistant.language.direction import right_to_left
from graphrag.paths import FactPath, Tone

WIDTH = 360
MARGIN, PADDING, LINE, SIZE = 8, 12, 19, 14
CHARACTERS = 42
"""That fit into a line of `SIZE` pixels; scripts with wide letters are wrapped earlier."""
COLORS = {
    Tone.PLAIN: "currentColor",
    Tone.GOOD: "#2a9d6a",
    Tone.OPEN: "#d9822b",
    Tone.UNKNOWN: "#7a8794",
}
FONT = "font-family=\"system-ui, 'Noto Sans', 'Noto Naskh Arabic', sans-serif\""


@dataclass(frozen=True)
class Box:
    """A node."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Link:
    """An edge to the node below."""

    label: str


@dataclass(frozen=True)
class Row:
    """One of several things that hang on the node above: a condition, a step of a ladder."""

    mark: str
    text: str
    tone: Tone


Piece = Box | Link | Row


def pieces_of(path: FactPath) -> list[Piece]:
    """A path from top to bottom."""
    found: list[Piece] = [Box(path.start)]
    for hop in path.hops:
        found += [Link(hop.edge), Box(hop.node, hop.tone)]
    return found


def draw(title: str, pieces: Sequence[Piece], language: str) -> Picture:
    """The picture; its `alt` says everything that is written in it."""
    leftward = right_to_left(language)
    y, drawn = MARGIN, []
    for piece in pieces:
        shapes, height = _piece(piece, y, leftward)
        drawn += shapes
        y += height
    direction = "rtl" if leftward else "ltr"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + MARGIN}" '
        f'width="{WIDTH}" height="{y + MARGIN}" direction="{direction}" font-size="{SIZE}" '
        f'{FONT} fill="currentColor"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )
    return Picture(title, ". ".join(_said(pieces)), "image/svg+xml", svg.encode())


def _said(pieces: Iterable[Piece]) -> list[str]:
    said = [p.label if isinstance(p, Link) else p.text for p in pieces]
    marks = [f"{p.mark} " if isinstance(p, Row) else "" for p in pieces]
    return [mark + text for mark, text in zip(marks, said, strict=True)]


def _piece(piece: Piece, y: int, leftward: bool) -> tuple[list[str], int]:
    """Shapes from `y` down, and how far they reach."""
    if isinstance(piece, Box):
        return _box(piece, y, leftward)
    if isinstance(piece, Link):
        return _link(piece, y, leftward)
    return _row(piece, y, leftward)


def _box(box: Box, y: int, leftward: bool) -> tuple[list[str], int]:
    lines = _lines(box.text, CHARACTERS)
    height = len(lines) * LINE + PADDING
    color = COLORS[box.tone]
    frame = (
        f'<rect x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="{height}" rx="8" '
        f'fill="{color}" fill-opacity="0.1" stroke="{color}" stroke-width="1.5"/>'
    )
    return [frame, *_text(lines, MARGIN + PADDING, y + SIZE + 4, leftward)], height


def _link(link: Link, y: int, leftward: bool) -> tuple[list[str], int]:
    lines = _lines(link.label, CHARACTERS - 4)
    height = len(lines) * LINE + 10
    x, end = _across(MARGIN + 20, leftward), y + height - 2
    arrow = (
        f'<path d="M{x} {y + 2}V{end}m-5 -6l5 6l5 -6" fill="none" stroke="currentColor" '
        'stroke-width="1.5" stroke-opacity="0.7"/>'
    )
    return [arrow, *_text(lines, MARGIN + 34, y + SIZE + 3, leftward, 0.85)], height


def _row(row: Row, y: int, leftward: bool) -> tuple[list[str], int]:
    lines = _lines(row.text, CHARACTERS - 5)
    height = len(lines) * LINE + 4
    color = COLORS[row.tone]
    x = _across(MARGIN + PADDING, leftward)
    mark = f'<text x="{x}" y="{y + SIZE + 3}" fill="{color}" font-weight="700">{row.mark}</text>'
    return [mark, *_text(lines, MARGIN + 36, y + SIZE + 3, leftward)], height


def _text(lines: Sequence[str], x: int, y: int, leftward: bool, opacity: float = 1) -> list[str]:
    """With `direction` set, an anchor at the start is at the right for a leftward script."""
    at = _across(x, leftward)
    return [
        f'<text x="{at}" y="{y + n * LINE}" fill-opacity="{opacity}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]


def _across(x: int, leftward: bool) -> int:
    return WIDTH - x if leftward else x


def _lines(text: str, most: int) -> list[str]:
    """Broken between words, and inside one only where it is longer than a line."""
    wide = sum(ord(c) > 0x0900 for c in text) * 2 > len(text)  # Devanagari and beyond
    return wrap(text, most * 3 // 4 if wide else most) or [""]
