"""CSV files as the company's systems export them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

Cell = str | int | float | Decimal | dt.date | bool | None
Rows = Iterable[Sequence[Cell]]
BOM = "\ufeff"


def write_table(
    folder: Path,
    name: str,
    header: str,
    rows: Rows,
    *,
    semicolons: bool = False,
    blank_lines: int = 0,
) -> None:
    """One file. With semicolons and a byte order mark it looks as Excel writes it in Jakarta."""
    separator = ";" if semicolons else ","
    lines = [separator.join(_cell(c, separator) for c in row) for row in rows]
    blank = [separator * header.count(separator)] * blank_lines
    text = "\n".join([header, *lines, *blank]) + "\n"
    if semicolons:
        text = BOM + text.replace("\n", "\r\n")
    (folder / f"{name}.csv").write_text(text, "utf-8", newline="")


def _cell(cell: Cell, separator: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)
    risky = any(mark in text for mark in (separator, '"', "\n"))
    return '"' + text.replace('"', '""') + '"' if risky else text
