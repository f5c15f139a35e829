"""PDF papers: lines joined to paragraphs, headings by their size, tables as rows, page numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, PaperError, table_blocks, tidy

_item = re.compile(r"^\s*(?:[-*•–‣▪]|\(?[a-z\d]{1,2}[.)])\s+")
MAX_PAGES = 400


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    bold: bool
    top: float
    bottom: float
    page: int


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]
    top: float
    page: int


def _line(raw: dict[str, Any], page: int) -> _Line:
    chars = raw["chars"]
    size = Counter(round(c["size"], 1) for c in chars).most_common(1)[0][0]
    bold = sum("bold" in c["fontname"].casefold() for c in chars) > len(chars) / 2
    text = unicodedata.normalize("NFKC", tidy(raw["text"]))
    return _Line(text, size, bold, raw["top"], raw["bottom"], page)


def _page(page: Any) -> tuple[list[_Line], list[_Table]]:
    found = page.find_tables()
    tables = [
        _Table([[cell or "" for cell in row] for row in t.extract()], t.bbox[1], page.page_number)
        for t in found
    ]
    lines = []
    for raw in page.extract_text_lines(return_chars=True):
        middle = (raw["top"] + raw["bottom"]) / 2
        if not any(t.bbox[1] <= middle <= t.bbox[3] for t in found):
            lines.append(_line(raw, page.page_number))
    return lines, tables


def _running(lines: Sequence[_Line], pages: int) -> set[str]:
    """Headers and footers: the same words (page numbers aside) on most pages."""
    seen = Counter({re.sub(r"\d+", "#", line.text) for line in lines})
    for page in range(1, pages + 1):
        seen.update({re.sub(r"\d+", "#", line.text) for line in lines if line.page == page})
    return {text for text, count in seen.items() if pages >= 3 and count - 1 >= pages * 0.6}


def _level(line: _Line, body: float) -> int:
    if len(line.text) > 90 or line.text.endswith((".", ";", ",")):
        return 0
    if line.size >= body * 1.5:
        return 1
    if line.size >= body * 1.12:
        return 2
    return 3 if line.bold and len(line.text) < 70 else 0


def _joins(before: _Line, line: _Line) -> bool:
    """True when the line goes on with the paragraph."""
    if _item.match(line.text) or before.size != line.size or before.bold != line.bold:
        return False
    if before.page != line.page:
        return not before.text.endswith((".", "!", "?", ":", "؟"))
    return line.top - before.bottom < 0.65 * line.size


def _glue(lines: list[_Line]) -> Block:
    text = ""
    for line in lines:
        joined = text.endswith("-") and line.text[:1].islower()
        text = text[:-1] + line.text if joined else f"{text} {line.text}"
    text = tidy(text)
    kind = "item" if _item.match(text) else "text"
    return Block(kind, _item.sub("", text), page=lines[0].page)  # type: ignore[arg-type]  # literal


def _blocks(pieces: Sequence[_Line | _Table], body: float) -> Iterator[Block]:
    run: list[_Line] = []
    for piece in pieces:
        level = _level(piece, body) if isinstance(piece, _Line) else 0
        if run and (level or isinstance(piece, _Table) or not _joins(run[-1], piece)):
            yield _glue(run)
            run = []
        if isinstance(piece, _Table):
            yield from table_blocks(piece.rows, piece.page)
        elif level:
            yield Block("heading", piece.text, level=level, page=piece.page)
        else:
            run.append(piece)
    if run:
        yield _glue(run)


def _read(file: Path) -> tuple[list[_Line], list[_Table], int]:
    import pdfplumber

    lines: list[_Line] = []
    tables: list[_Table] = []
    with pdfplumber.open(file) as document:
        if len(document.pages) > MAX_PAGES:
            raise PaperError(f"{file.name} has more than {MAX_PAGES} pages; split it.")
        for page in document.pages:
            page_lines, page_tables = _page(page)
            lines += page_lines
            tables += page_tables
            page.close()
        return lines, tables, len(document.pages)


def pdf_blocks(file: Path) -> Iterator[Block]:
    """Blocks in reading order.

    Raises:
        PaperError: pictures of pages without text, or far too many pages.
    """
    lines, tables, pages = _read(file)
    if not lines and not tables:
        raise PaperError(
            f"{file.name} holds pictures of pages and no text; run text recognition (OCR) on it "
            "or supply the original file."
        )
    running = _running(lines, pages)
    kept = [line for line in lines if re.sub(r"\d+", "#", line.text) not in running]
    sizes = Counter[float]()
    for line in kept:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    pieces: list[_Line | _Table] = sorted([*kept, *tables], key=lambda p: (p.page, p.top))
    yield from _blocks(pieces, body)
