"""Writes what changed in a pack into the tables, inside the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from knowledge.pack.changes import Changes
from knowledge.pack.contents import Contents
from knowledge.pack.entries import APPEND_ONLY, TABLE_FILES, Values
from knowledge.pack.findings import Finding, Findings, quote
from knowledge.pack.images import FOLDER, kept
from knowledge.pack.layout import programs_in
from knowledge.pack.reading import TableReader
from knowledge.pack.schema.papers import PaperRow
from knowledge.pack.schema.rows import ROWS, Row, TerritoryRow
from knowledge.pack.validation import Progress
from knowledge.programs.terms import ProgramTerms
from knowledge.records.intake import (
    Intake,
    Session,
    Tally,
    forget_files,
    keep_file,
    loaded_files,
    retire_programs,
)
from knowledge.records.programs import write_terms
from knowledge.records.tables import Record

BATCH = 5000
NOT_BINDING = frozenset({"budget", "budget_used", "slots", "summary", "names", "assumptions"})
APPEND = "every entry as it was loaded before; correct it with a new entry"


T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def write_programs(session: Session, contents: Contents, changes: Changes) -> None:
    """Programs whose files changed, the version that starts last as the last: it is current."""
    held = programs_in(sorted(changes.changed | changes.gone))
    touched = {p.terms.code for p in contents.programs if p.name in held}
    for program in sorted(contents.programs, key=lambda p: p.terms.starts_on):
        if program.terms.code in touched:
            write_terms(session, program.terms)
    if held:
        retire_programs(session, {p.terms.code for p in contents.programs})


def quiet_changes(session: Session, contents: Contents, changes: Changes) -> list[str]:
    """Warnings about terms that changed under the version that shops have joined under."""
    loaded = loaded_files(session)
    return [
        f"{program.name}: the terms changed but still call themselves version "
        f"{program.terms.terms_version}; shops that joined under it now stand under the new text."
        for program in contents.programs
        if program.name in changes.changed
        and _differs(loaded.get(program.name, ("", None))[1], program.terms)
    ]


def _differs(before: dict[str, Any] | None, terms: ProgramTerms) -> bool:
    if not before or before["terms_version"] != terms.terms_version:
        return False
    now = terms.model_dump(mode="json")
    # Budgets run down and words get better; the rest is what shops were promised.
    return any(now[key] != before.get(key) for key in now.keys() - NOT_BINDING)


def write_tables(
    session: Session, contents: Contents, changes: Changes, findings: Findings, report: Progress
) -> dict[str, Tally]:
    """CSV files that changed; rows that are gone go last, in the other direction."""
    touched = [stem for stem in TABLE_FILES if changes.touches(f"data/{stem}.csv")]
    writers = [TableWriter(session, contents, stem, findings) for stem in touched]
    for writer in writers:
        writer.put(report)
    for writer in reversed(writers):
        writer.finish()
    return {
        intake.record.__tablename__: intake.tally
        for writer in writers
        for intake in writer.intakes.values()
    }


class TableWriter:
    """Brings the tables of one CSV file in line with it."""

    def __init__(self, session: Session, contents: Contents, stem: str, findings: Findings) -> None:
        self._contents, self._stem, self._findings = contents, stem, findings
        self._name = f"data/{stem}.csv"
        file = TABLE_FILES[stem]
        self._entries = file.entries(session)
        self.intakes: dict[type[Record], Intake] = {
            record: Intake(session, record, stem in APPEND_ONLY, APPEND_ONLY.get(stem, frozenset()))
            for record in file.records
        }

    def put(self, on_progress: Progress) -> None:
        """Add and change, batch by batch."""
        path = self._contents.pack / self._name
        if self._name not in self._contents.files:
            return
        size = path.stat().st_size
        for batch in batches(self._rows(on_progress, size), BATCH):
            self._put(batch)
        on_progress(f"Writing {self._name}", size, size)

    def finish(self) -> None:
        """Remove what is gone."""
        for intake in reversed(self.intakes.values()):
            for key in intake.finish():
                what = f"no entry {quote(' '.join(map(str, key)))}"
                self._findings.error(Finding(self._name, what, APPEND))

    def _rows(self, on_progress: Progress, size: int) -> Iterator[tuple[int, Row]]:
        model = ROWS[self._stem]
        reader = TableReader(
            self._contents.pack / self._name,
            self._name,
            model,
            self._findings,
            lambda done: on_progress(f"Writing {self._name}", done, size),
        )
        rows = ((number, model.model_validate(cells)) for number, cells in reader)
        return parents_first(rows) if self._stem == "territories" else rows

    def _put(self, batch: Iterable[tuple[int, Row]]) -> None:
        by_table: dict[type[Record], list[Values]] = defaultdict(list)
        numbers: dict[int, int] = {}
        for number, row in batch:
            for record, values in self._entries(row):
                by_table[record].append(values)
                if self._stem in APPEND_ONLY:
                    numbers[id(values)] = number
        for record, intake in self.intakes.items():
            for values in intake.put(by_table[record]):
                what = f"{quote(values['id'])} with other values"
                self._findings.error(Finding(self._name, what, APPEND, numbers[id(values)], "id"))


def parents_first(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """Territories in an order in which each one's parent is already there."""
    children: dict[str | None, list[tuple[int, TerritoryRow]]] = defaultdict(list)
    for number, row in rows:
        if isinstance(row, TerritoryRow):
            children[row.parent].append((number, row))
    waiting = list(children[None])
    while waiting:
        number, row = waiting.pop(0)
        yield number, row
        waiting += children[row.code]


def write_files(
    session: Session,
    contents: Contents,
    now: dict[str, str],
    changes: Changes,
    papers: Iterable[PaperRow],
) -> None:
    """Remember what was loaded, so that the next load knows what changed."""
    moment = dt.datetime.now(dt.UTC)
    known: dict[str, Any] = {name: model for name, (_, model) in contents.sheets.items()}
    known |= {program.name: program.terms for program in contents.programs}
    known |= {f"documents/{path}": paper for path, paper in contents.papers.items()}
    for name in sorted(changes.changed | {f"documents/{paper.path}" for paper in papers}):
        model = known.get(name)
        content = model.model_dump(mode="json") if model is not None else None
        if name.startswith(f"{FOLDER}/"):
            content = kept(contents.pack / name)
        keep_file(session, name, now[name], content, moment)
    forget_files(session, changes.gone)
