"""Workbooks (XLSX): every row can be cited, with its column names, by its sheet and number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, row_text, tidy


def _cell(value: Any, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, int | float):
        return _number(value, number_format)
    return tidy(str(value))


def _number(value: float, number_format: str) -> str:
    """As the reader of the sheet sees it: a share shown as percent is percent."""
    if "%" in number_format:
        return f"{round(value * 100, 6):g}%"
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def _is_header(cells: list[str]) -> bool:
    """The first row with two filled cells names the columns; a lone cell above it is a caption."""
    return sum(bool(cell) for cell in cells) >= 2


def _sheet(sheet: Any) -> Iterator[Block]:
    yield Block("heading", tidy(sheet.title), level=2)
    header: list[str] | None = None
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(cell.value, getattr(cell, "number_format", "") or "") for cell in row]
        if header is None and _is_header(cells):
            header = cells
        elif header is None and any(cells):
            yield Block("text", tidy(" ".join(cells)), anchor=f"row-{number}")
        elif any(cells):
            yield Block("row", row_text(header or [], cells), anchor=f"row-{number}")


def sheet_blocks(file: Path) -> Iterator[Block]:
    """Blocks of every visible sheet; formulas as the values last saved."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield from _sheet(sheet)
    finally:
        book.close()
