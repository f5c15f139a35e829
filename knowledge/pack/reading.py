"""CSV files as spreadsheets really write them, row by row, in bounded memory."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, get_args

from knowledge.pack.findings import Finding, Findings, quote
from knowledge.pack.schema.rows import Row

ONE_DECIMAL_SIGN = "one decimal sign in the whole column, and no thousands separator"
UTF8 = "text in UTF-8 (in Excel: Save As, `CSV UTF-8`)"
_COMMA_NUMBER = re.compile(r"[-+]?\d+,\d+")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_ROWS_PER_REPORT = 5000

Cells = dict[str, str]
"""Column → cell, stripped; empty cells and unknown columns are left out."""
Report = Callable[[int], None]
"""Told how many bytes of the file have been read."""


def ignore_progress(_bytes: int) -> None:
    """For callers that show no progress."""


@dataclass
class TableReader:
    """Reads one CSV file against its row model; what is wrong with its form is a finding."""

    path: Path
    name: str
    model: type[Row]
    findings: Findings
    on_progress: Report = ignore_progress
    readable: bool = True
    """False after reading when rows may have been missed: unreadable bytes or no fit header."""
    _names: list[str | None] = field(default_factory=list)
    _comma_style: dict[str, bool] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        """Row number (the header is row 1) and cells of each row that is not blank."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                yield from self._read(file)
        except UnicodeDecodeError:
            self._broken(f"bytes that are not UTF-8{_guess(self.path)}", UTF8, _bad_row(self.path))
        except csv.Error as error:
            self._broken(f"a row that cannot be read ({error})", "every quote closed")

    def _read(self, file: IO[str]) -> Iterator[tuple[int, Cells]]:
        delimiter = _sniff(file)
        csv.field_size_limit(min(sys.maxsize, 1_000_000))
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        header = next(rows, None)
        if header is None or not self._take_header(header):
            return
        numeric = _numeric_columns(self.model) if delimiter != "," else frozenset()
        names, width = self._names, len(self._names)
        for number, cells in enumerate(rows, start=2):
            if len(cells) != width and not self._fits(number, cells):
                continue
            row = {
                n: text
                for n, cell in zip(names, cells, strict=False)
                if n and (text := cell.strip())
            }
            if not row:
                self._refuse_unnamed(number, cells)
                continue
            if numeric:
                self._mend_decimals(number, row, numeric)
            if None in names:
                self._refuse_unnamed(number, cells)
            if number % _ROWS_PER_REPORT == 0:
                self.on_progress(file.buffer.tell())  # type: ignore[attr-defined]  # a text file over bytes has it
            yield number, row

    def _take_header(self, cells: list[str]) -> bool:
        """Match header cells to columns: case, spaces and dashes do not matter."""
        while cells and not cells[-1].strip():
            cells.pop()
        names = [_column(cell) for cell in cells]
        columns = self.model.model_fields
        for name in dict.fromkeys(n for n in names if n and names.count(n) > 1):
            self._broken(
                f"the column {quote(name)} {names.count(name)} times", "each column once", 1
            )
        for cell, name in zip(cells, names, strict=True):
            if name and name not in columns:
                known = ", ".join(columns)
                self.findings.warn(
                    Finding(
                        self.name,
                        f"the unknown column {quote(cell)}",
                        f"one of {known}; it is ignored",
                        1,
                    )
                )
        for name, column in columns.items():
            if column.is_required() and name not in names:
                self._broken("no such column", f"the column {name}: {column.description}", 1, name)
        self._names = [n if n in columns else ("" if n else None) for n in names]
        return self.readable

    def _fits(self, number: int, cells: list[str]) -> bool:
        """Trailing empty cells are a spreadsheet's habit; anything else is a ragged row."""
        width = len(self._names)
        if not any(cell.strip() for cell in cells):
            return False
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return True
        self.findings.error(
            Finding(self.name, f"{len(cells)} cells", f"{width} cells as in the header", number)
        )
        return False

    def _refuse_unnamed(self, number: int, cells: list[str]) -> None:
        for place, (name, cell) in enumerate(zip(self._names, cells, strict=False), start=1):
            if name is None and cell.strip():
                wanted = f"a name in the header for column number {place}"
                self.findings.error(Finding(self.name, quote(cell.strip()), wanted, number))

    def _mend_decimals(self, number: int, row: Cells, numeric: frozenset[str]) -> None:
        """`1234,50` → `1234.50`, where the comma does not separate cells."""
        for name in numeric & row.keys():
            cell = row[name]
            has_comma = "," in cell
            if not has_comma and "." not in cell:
                continue
            if has_comma and not _COMMA_NUMBER.fullmatch(cell):
                continue
            # `1.234` among decimal commas may be 1234: that is not ours to guess.
            if self._comma_style.setdefault(name, has_comma) != has_comma:
                self.findings.error(Finding(self.name, quote(cell), ONE_DECIMAL_SIGN, number, name))
            row[name] = cell.replace(",", ".")

    def _broken(
        self, found: str, wanted: str, row: int | None = None, column: str | None = None
    ) -> None:
        self.readable = False
        self.findings.error(Finding(self.name, found, wanted, row, column))


def _column(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", cell.strip().casefold())


def _sniff(file: IO[str]) -> str:
    """The delimiter, from the header line; `sep=;`, which Excel writes, is skipped."""
    line = file.readline()
    told = _SEPARATOR_LINE.fullmatch(line.strip())
    if told:
        return told[1]
    file.seek(0)
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=bare.count)


def _numeric_columns(model: type[Row]) -> frozenset[str]:
    return frozenset(
        name
        for name, column in model.model_fields.items()
        if Decimal in (column.annotation, *get_args(column.annotation))
    )


def _bad_row(path: Path) -> int | None:
    """The first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return None


def _guess(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " (it looks like UTF-16)"
    return " (it looks like Windows-1252 or another one-byte encoding)"
