"""Brings tables in line with the files of a pack: adds, changes, removes, and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Engine, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.errors import ShelftalkError
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.tables import Record
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.pack_files import PackFile
from knowledge.records.tables.programs import Program

__all__ = [
    "Engine",
    "Intake",
    "Session",
    "Tally",
    "enrollments_made_in_app",
    "forget_files",
    "keep_file",
    "loaded_files",
    "loaded_versions",
    "retire_programs",
]

Values = dict[str, Any]
Key = tuple[Any, ...]
_LOOKUP = 500


@dataclass
class Tally:
    """How many rows of a table a load touched."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.changed + self.removed


@dataclass
class Intake:
    """One table. Put every row of the file, then finish: what was not put is removed."""

    session: Session
    record: type[Record]
    append_only: bool = False
    """Changes and removals are refused instead of made."""
    settled_later: frozenset[str] = frozenset()
    """Columns that even an append-only table lets be filled in, once: a payout gets its pay day."""
    tally: Tally = field(default_factory=Tally)
    _seen: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._table = cast(Table, self.record.__table__)
        self._keys = list(self._table.primary_key.columns)
        self._was_empty = self.session.execute(select(self._keys[0]).limit(1)).first() is None

    def put(self, rows: Sequence[Values]) -> list[Values]:
        """Add the rows that are new and change those that differ; returns the refused ones."""
        if self._was_empty:
            self._add(rows)
            return []
        held = self._held(rows)
        new, differing = [], []
        for row in rows:
            key = self._key(row)
            self._seen.add(key)
            before = held.get(key)
            if before is None:
                new.append(row)
            elif any(before[name] != value for name, value in row.items()):
                differing.append(row)
        self._add(new)
        refused = [row for row in differing if not self._may_change(held[self._key(row)], row)]
        self._change([row for row in differing if row not in refused])
        return refused

    def _may_change(self, before: Values, after: Values) -> bool:
        if not self.append_only:
            return True
        changed = {name for name, value in after.items() if before[name] != value}
        return changed <= self.settled_later and all(before[name] is None for name in changed)

    def finish(self) -> list[Key]:
        """Remove rows that were not put; returns the refused ones.

        Raises:
            ShelftalkError: other records stand on a row that is gone.
        """
        if self._was_empty:
            return []
        gone = [key for key in self._all_keys() if key not in self._seen]
        if self.append_only:
            return gone
        self._remove(gone)
        return []

    def _key(self, row: Values) -> Key:
        return tuple(row[column.name] for column in self._keys)

    def _held(self, rows: Sequence[Values]) -> dict[Key, Values]:
        first = self._keys[0]
        wanted = list(dict.fromkeys(row[first.name] for row in rows))
        held: dict[Key, Values] = {}
        for start in range(0, len(wanted), _LOOKUP):
            found = select(self._table).where(first.in_(wanted[start : start + _LOOKUP]))
            for values in self.session.execute(found).mappings():
                row = dict(values)
                held[self._key(row)] = row
        return held

    def _all_keys(self) -> Iterable[Key]:
        query = select(*self._keys).execution_options(yield_per=10_000)
        if self._keys[0].name == "id":
            query = query.where(~self._keys[0].startswith(MADE_IN_APP, autoescape=True))
        for row in self.session.execute(query):
            yield tuple(row)

    def _add(self, rows: Sequence[Values]) -> None:
        if rows:
            self.session.connection().execute(insert(self._table), list(rows))
            self.tally.added += len(rows)

    def _change(self, rows: Sequence[Values]) -> None:
        if not rows:
            return
        names = [name for name in rows[0] if name not in {c.name for c in self._keys}]
        statement = update(self._table).where(self._is_row())
        statement = statement.values({name: bindparam(f"new_{name}") for name in names})
        values = [
            {f"key_{c.name}": row[c.name] for c in self._keys}
            | {f"new_{name}": row[name] for name in names}
            for row in rows
        ]
        self.session.connection().execute(statement, values)
        self.tally.changed += len(rows)

    def _remove(self, keys: list[Key]) -> None:
        if not keys:
            return
        values = [
            {f"key_{c.name}": part for c, part in zip(self._keys, key, strict=True)} for key in keys
        ]
        above = [k.parent.name for k in self._table.foreign_keys if k.column.table is self._table]
        try:
            if above:  # else a parent could not go before its children
                loosen = update(self._table).where(self._is_row())
                self.session.connection().execute(loosen.values(dict.fromkeys(above)), values)
            self.session.connection().execute(delete(self._table).where(self._is_row()), values)
        except IntegrityError as error:
            some = ", ".join(" ".join(map(str, key)) for key in keys[:5])
            raise ShelftalkError(
                f"Rows are gone from the pack that other records stand on, one of {some} in "
                f"{self._table.name}: put it back (a shop that closed has the status closed). "
                "Nothing was loaded."
            ) from error
        self.tally.removed += len(keys)

    def _is_row(self) -> Any:
        return and_(*(column == bindparam(f"key_{column.name}") for column in self._keys))


def loaded_files(session: Session) -> dict[str, tuple[str, Any]]:
    """Path → SHA-256 and content of every file as it was last loaded."""
    found = select(PackFile.path, PackFile.sha256, PackFile.content)
    return {path: (sha256, content) for path, sha256, content in session.execute(found)}


def keep_file(session: Session, path: str, sha256: str, content: Any, now: dt.datetime) -> None:
    """Remember what was loaded."""
    session.merge(PackFile(path=path, sha256=sha256, content=content, loaded_at=now))


def forget_files(session: Session, paths: Iterable[str]) -> None:
    """Files that are gone from the pack."""
    for path in paths:
        session.execute(delete(PackFile).where(PackFile.path == path))


def loaded_versions(session: Session) -> frozenset[tuple[str, str]]:
    """Code and version of every program's terms that were ever loaded."""
    found = session.execute(select(Program.code, Program.terms_version))
    return frozenset((code, version) for code, version in found)


def retire_programs(session: Session, current: Iterable[str]) -> None:
    """Programs that are gone from the pack are kept for those who joined, but not current."""
    gone = Program.code.not_in(list(current))
    session.execute(update(Program).where(gone).values(is_current=False))


def enrollments_made_in_app(session: Session) -> dict[Key, str]:
    """Outlet, program and day of joining → id, of the enrollments this program made."""
    columns = (Enrollment.outlet, Enrollment.program, Enrollment.joined_on, Enrollment.id)
    found = session.execute(
        select(*columns).where(Enrollment.id.startswith(MADE_IN_APP, autoescape=True))
    )
    return {(outlet, program, day): code for outlet, program, day, code in found}
