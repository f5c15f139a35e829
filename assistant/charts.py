"""Small charts that read on a phone: bars under each other, in the page's own color, mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.domain import Picture
from assistant.language.direction import right_to_left

WIDTH, MARGIN, LINE, THICK, GAP, SIZE = 360, 8, 20, 12, 10, 14
FONT = "font-family=\"system-ui, 'Noto Sans', 'Noto Naskh Arabic', sans-serif\""


@dataclass(frozen=True)
class Bar:
    """One row: the whole is drawn faintly, the part of it that matters in full."""

    label: str
    whole: int
    part: int
    shown: str
    """The figures as the reader writes them: `12 / 40`."""


def bars(title: str, rows: Sequence[Bar], language: str) -> Picture:
    """The picture; its `alt` says every row. Longest bar = full width."""
    leftward = right_to_left(language)
    longest = max((row.whole for row in rows), default=1) or 1
    step = LINE + THICK + GAP
    height = 2 * MARGIN + len(rows) * step
    drawn = [
        shape
        for number, row in enumerate(rows)
        for shape in _row(row, MARGIN + number * step, longest, leftward)
    ]
    direction = "rtl" if leftward else "ltr"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" direction="{direction}" font-size="{SIZE}" {FONT} '
        f'fill="currentColor"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )
    alt = ". ".join(f"{row.label}: {row.shown}" for row in rows)
    return Picture(title, alt, "image/svg+xml", svg.encode())


def _row(row: Bar, y: int, longest: int, leftward: bool) -> list[str]:
    start, end = (WIDTH - MARGIN, MARGIN) if leftward else (MARGIN, WIDTH - MARGIN)
    return [
        f'<text x="{start}" y="{y + SIZE}">{escape(row.label)}</text>',
        f'<text x="{end}" y="{y + SIZE}" text-anchor="end">{escape(row.shown)}</text>',
        _bar(row.whole, y + LINE, longest, leftward, 0.2),
        _bar(row.part, y + LINE, longest, leftward, 0.9),
    ]


def _bar(value: int, y: int, longest: int, leftward: bool, opacity: float) -> str:
    width = round((WIDTH - 2 * MARGIN) * value / longest, 1)
    x = WIDTH - MARGIN - width if leftward else MARGIN
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{THICK}" rx="3" fill="#d9822b" '
        f'fill-opacity="{opacity}"/>'
    )
