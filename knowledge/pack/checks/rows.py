"""CSV files: every row fits its model, its key is its own, and what it names exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from knowledge.pack.contents import SOURCES, Contents
from knowledge.pack.findings import Finding, Findings, quote
from knowledge.pack.reading import Cells, Report, TableReader
from knowledge.pack.schema.rows import Row
from knowledge.pack.wording import found, wanted

RowT = TypeVar("RowT", bound=Row)
Say = Callable[[str, str, str], None]
"""Column, what was found (quoted already), what is wanted."""
RowCheck = Callable[[RowT, Contents, Say], None]


def parse_row(
    model: type[RowT], name: str, number: int, cells: Cells, findings: Findings
) -> RowT | None:
    """The validated row, or None with a finding for every wrong cell."""
    try:
        return model.model_validate(cells)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            column = str(detail["loc"][0])
            about = model.model_fields[column].description
            text = wanted(detail)
            explained = f"{text}: {about}" if detail["type"] == "missing" else text
            findings.error(Finding(name, found(detail), explained, number, column))
        return None


@dataclass
class TableCheck:
    """Checks one file, row by row."""

    stem: str
    model: type[Row]
    contents: Contents
    on_row: Callable[[Row, Say, Say], None] = lambda _row, _error, _warn: None
    """Told each right row, with what says an error and what says a warning about it."""
    remembers_keys: bool = True
    """False where the check of that file keeps keys in less memory."""
    _number: int = 0
    _seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file."""
        return f"data/{self.stem}.csv"

    def run(self, on_progress: Report) -> None:
        """Read the file; `contents.codes` then knows its codes."""
        findings = self.contents.findings
        reader = TableReader(
            self.contents.pack / self.name, self.name, self.model, findings, on_progress
        )
        first = self.model.key[0]
        codes: set[str] = set()
        is_code = len(self.model.key) == 1
        # Known at once: a territory's parent may stand further down in the same file.
        if is_code and self.stem in self.model.references.values():
            codes.update(cells[first] for _, cells in _quietly(reader) if first in cells)
        if is_code:
            self.contents.codes[self.stem] = codes
        for number, cells in reader:
            self._number = number
            if is_code and first in cells:
                codes.add(cells[first])
            row = parse_row(self.model, self.name, number, cells, findings)
            if row is not None:
                self._check(row)
        if not reader.readable:
            self.contents.codes.pop(self.stem, None)

    def _check(self, row: Row) -> None:
        if self.remembers_keys:
            self._check_key(row)
        self._check_references(row)
        self.on_row(row, self.error, self.warn)

    def _check_key(self, row: Row) -> None:
        key = tuple(getattr(row, column) for column in self.model.key)
        first = self._seen.setdefault(key, self._number)
        if first != self._number:
            text = " + ".join(map(str, key))
            columns = " + ".join(self.model.key)
            self.error(columns, f"{quote(text)} again (first in row {first})", "each one once")

    def _check_references(self, row: Row) -> None:
        codes = self.contents.codes
        for column, stem in self.model.references.items():
            value = getattr(row, column)
            if value is None or stem not in codes:
                continue
            for code in value if isinstance(value, tuple) else (value,):
                if code not in codes[stem]:
                    source = SOURCES.get(stem, f"a code in data/{stem}.csv")
                    self.error(column, quote(code), source)

    def error(self, column: str, what: str, right: str) -> None:
        """An error in the row at hand."""
        self.contents.findings.error(Finding(self.name, what, right, self._number, column))

    def warn(self, column: str, what: str, right: str) -> None:
        """A warning about the row at hand."""
        self.contents.findings.warn(Finding(self.name, what, right, self._number, column))


def _quietly(reader: TableReader) -> TableReader:
    return TableReader(reader.path, reader.name, reader.model, Findings())
