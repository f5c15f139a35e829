"""The receipt as a picture and as a PDF: drawn, so that every script looks right on every phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal
from unicodedata import bidirectional

from PIL import Image, ImageDraw, ImageFont

from assistant.language.direction import FSI, LETTERS, PDI, isolated_runs, right_to_left
from knowledge.enrollment.receipt import ReceiptWords

FONTS = Path(__file__).with_name("fonts")
FACES = {
    "arabic": (
        "NotoSansArabic-Regular.ttf",
        "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    ),
    "devanagari": ("NotoSansDevanagari-Regular.ttf", "\u0900-\u097f"),
    "thai": ("NotoSansThai-Regular.ttf", "\u0e00-\u0e7f"),
}
LATIN = "NotoSans-Regular.ttf"
WIDTH, MARGIN, LEADING = 720, 48, 1.5
"""Pixels; a line is so many times its letters high."""
ROOM = WIDTH - 2 * MARGIN
TITLE, TEXT = 38, 27
"""Pixels."""
DPI = 120
"""Of the PDF: the picture is six inches wide, half of a sheet of A4."""
INK, PAPER, RULE = "#1b1b1f", "#ffffff", "#0b6e4f"
Direction = Literal["ltr", "rtl"]
# A word, in Thai also a syllable with its marks: where a line may end.
PIECES = re.compile(
    r"\s+|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45-\u0e4e]*|[^\s\u0e00-\u0e7f]+|."
)
ARABIC = FACES["arabic"][1]
EMBEDDED = re.compile(f"({FSI}[^{PDI}]*{PDI}|[{ARABIC}]+(?:[ \\u00a0]+[{ARABIC}]+)*)")
"""An isolate; or words that are read from the right, of interest in a line that is not."""
RUNS = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, (_file, letters) in FACES.items()))


@dataclass(frozen=True)
class Run:
    """Letters of one script, in one direction."""

    text: str
    face: str
    direction: Direction

    def width(self, size: int) -> float:
        """Pixels."""
        return _font(self.face, size).getlength(self.text, direction=self.direction)


def receipt_png(words: ReceiptWords) -> bytes:
    """A picture to share."""
    made = io.BytesIO()
    _drawn(words).save(made, "PNG", optimize=True)
    return made.getvalue()


def receipt_pdf(words: ReceiptWords) -> bytes:
    """One page with the picture."""
    made = io.BytesIO()
    _drawn(words).save(made, "PDF", resolution=DPI, title=words.reference)
    return made.getvalue()


def _drawn(words: ReceiptWords) -> Image.Image:
    lines = [(words.title, TITLE), *((line, TEXT) for line in words.lines)]
    rows = [
        (row, size, last) for line, size in lines for row, last in _rows(line, size, words.language)
    ]
    gap = TEXT // 2
    height = 2 * MARGIN + sum(int(size * LEADING) + gap * last for _row, size, last in rows)
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 12), fill=RULE)
    top = MARGIN
    for row, size, last in rows:
        _draw_row(draw, row, size, top, right_to_left(words.language))
        top += int(size * LEADING) + gap * last
    return image


def _draw_row(
    draw: ImageDraw.ImageDraw, row: list[Run], size: int, top: int, from_right: bool
) -> None:
    """Runs one after the other, from the side the language is read from."""
    left = float(MARGIN)
    if from_right:
        row = row[::-1]
        left = WIDTH - MARGIN - sum(run.width(size) for run in row)
    for run in row:
        # On one baseline: faces have different heights.
        place = (left, top + size)
        font = _font(run.face, size)
        draw.text(place, run.text, INK, font, anchor="ls", direction=run.direction)
        left += run.width(size)


def _rows(line: str, size: int, language: str) -> Iterator[tuple[list[Run], bool]]:
    """Broken where it is too long; with whether it is the last row of the line."""
    row: list[Run] = []
    width = 0.0
    for piece in _pieces(line, language, size):
        long = _width(piece, size)
        if row and width + long > ROOM:
            yield row, False
            row, width = [], 0.0
            if all(run.text.isspace() for run in piece):
                continue
        row, width = row + piece, width + long
    yield row, True


def _pieces(line: str, language: str, size: int) -> Iterator[list[Run]]:
    """What stands together in a row, each in its runs, in the order the language is read in."""
    main: Direction = "rtl" if right_to_left(language) else "ltr"
    for part in EMBEDDED.split(isolated_runs(line, language)):
        inner = _direction(part, main)
        words = [_runs(word, inner) for word in PIECES.findall(part.strip(FSI + PDI))]
        words = [short for word in words for short in _short(word, size)]
        if inner == main:
            yield from words
            continue
        # Words of the other direction stand the other way round, as far as a row holds them.
        together: list[list[Run]] = []
        for word in words:
            if together and _width([r for w in (*together, word) for r in w], size) > ROOM:
                yield _turned(together)
                together = []
            together.append(word)
        yield _turned(together)


def _turned(words: list[list[Run]]) -> list[Run]:
    """Words the other way round; a word of two scripts keeps its own order."""
    return [run for word in reversed(words) for run in reversed(word)]


def _direction(part: str, main: Direction) -> Direction:
    """Of an isolate, by its first letter as readers of FSI have it; else that of the language."""
    if part.startswith(FSI):
        first = next((c for c in map(bidirectional, part) if c in LETTERS), "L")
        return "ltr" if first == "L" else "rtl"
    return "rtl" if EMBEDDED.fullmatch(part) else main


def _short(word: list[Run], size: int) -> Iterator[list[Run]]:
    """The word, or what fits the paper of one that is longer."""
    if _width(word, size) <= ROOM:
        yield word
        return
    for run in word:
        text = ""
        for letter in run.text:
            if text and replace(run, text=text + letter).width(size) > ROOM:
                yield [replace(run, text=text)]
                text = ""
            text += letter
        yield [replace(run, text=text)]


def _width(runs: Iterable[Run], size: int) -> float:
    return sum(run.width(size) for run in runs)


def _runs(word: str, direction: Direction) -> list[Run]:
    """By script: no face has all letters."""
    found, at = [], 0
    for match in RUNS.finditer(word):
        if match.start() > at:
            found.append(Run(word[at : match.start()], LATIN, "ltr"))
        found.append(Run(match.group(), FACES[str(match.lastgroup)][0], direction))
        at = match.end()
    if at < len(word):
        found.append(Run(word[at:], LATIN, "ltr"))
    return found


@lru_cache(maxsize=16)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / face), size, layout_engine=ImageFont.Layout.RAQM)
