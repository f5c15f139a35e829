"""What every parser gives: a paper as a flat run of headings, paragraphs, items and table rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import ShelftalkError


class PaperError(ShelftalkError):
    """A paper cannot be read; the text is one sentence that names the file and what mends it."""


@dataclass(frozen=True)
class Block:
    """One piece of a paper, as plain text without markup."""

    kind: Literal["heading", "text", "item", "row"]
    text: str
    level: int = 0
    """Of a heading, 1 = the paper's own title."""
    page: int | None = None
    anchor: str = ""
    """A name the paper itself gives this place: an HTML id, a sheet's row."""


def tidy(text: str) -> str:
    """One line: runs of white space become one space."""
    return " ".join(text.replace("\u00ad", "").split())


def row_text(header: Sequence[str], cells: Sequence[str]) -> str:
    """A table row as a sentence part: `Tier: Gold; Must-sell: 8`. Empty cells are left out."""
    pairs = zip([*header, *[""] * max(0, len(cells) - len(header))], cells, strict=False)
    parts = [f"{tidy(name)}: {tidy(cell)}" if name else tidy(cell) for name, cell in pairs if cell]
    return "; ".join(parts)


def table_blocks(rows: Sequence[Sequence[str]], page: int | None = None) -> Iterator[Block]:
    """A table whose first row names the columns; every other row becomes a citable block."""
    filled = [[tidy(cell) for cell in row] for row in rows if any(tidy(cell) for cell in row)]
    if len(filled) == 1:
        yield Block("row", row_text([], filled[0]), page=page)
    for row in filled[1:]:
        yield Block("row", row_text(filled[0], row), page=page)
