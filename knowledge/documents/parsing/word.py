"""Word papers (DOCX): headings by style, lists, tables in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, table_blocks, tidy

_heading = re.compile(r"(?:heading|judul|überschrift|titre)\s*(\d)", re.I)


def _level(style: str) -> int:
    if style.casefold() == "title":
        return 1
    match = _heading.match(style)
    # Word's Title stands above Heading 1.
    return int(match[1]) + 1 if match else 0


def _paragraph(paragraph: Any) -> Block:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    text = tidy(paragraph.text)
    if level := _level(style):
        return Block("heading", text, level=level)
    return Block("item" if style.casefold().startswith("list") else "text", text)


def _cells(row: Any) -> list[str]:
    """A merged cell is given once for every column it spans: keep its first."""
    seen: list[Any] = []
    texts = []
    for cell in row.cells:
        texts.append("" if any(cell._tc is other for other in seen) else cell.text)
        seen.append(cell._tc)
    return texts


def word_blocks(file: Path) -> Iterator[Block]:
    """Blocks in reading order."""
    from docx import Document
    from docx.table import Table

    for part in Document(str(file)).iter_inner_content():
        if isinstance(part, Table):
            yield from table_blocks([_cells(row) for row in part.rows])
        else:
            yield _paragraph(part)
