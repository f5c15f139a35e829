"""Changes the key to owners' data: a new one seals, every value is sealed anew, the old one goes.

What was done stays done when the process is killed; run again, it goes on. Others may read and
write meanwhile: the old key is retired while no writer is at work, and only when nothing stands
on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Engine, Table, Text, func, or_, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from assistant.errors import CallError
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.keyfiles import KeyFiles
from knowledge.records.sealing import MARK, Keyring, keyring_of
from knowledge.records.sealing_old import empty_log, sealed_columns

BATCH = 500
"""Rows of one transaction: no writer waits longer for it than some hundredths of a second."""
Progress = Callable[[str, int, int], None]
Sealing = tuple[Table, Sequence[Column[Any]]]


@dataclass(frozen=True)
class Rotated:
    """What a change of keys came to."""

    rows: int
    """Rows whose values were sealed anew by this run."""
    retired: bool
    """The old key is gone."""

    def as_text(self) -> str:
        """In a sentence."""
        if not self.retired:
            return "Something still stands on the old key: run `shelftalk privacy rotate` again."
        return (
            f"The key is changed: {self.rows:,} rows were sealed anew and the old key is gone. "
            "Back up the new key files now; older backups of the database need the old ones."
        )


def rotate(engine: Engine, progress: Progress) -> Rotated:
    """Change the key, or go on with a change that was stopped.

    Raises:
        CallError: nothing is sealed yet, or another change is at work.
        StorageError: the keys are lost, or the files cannot be written.
    """
    ring = keyring_of(engine.dialect)
    if ring.files is None or ring.files.stamp() is None:
        raise CallError("Nothing is sealed yet: there is no key to change.")
    with ring.files.changing():
        mark = f"{MARK}{ring.files.begin()}:"
        total, rows = _count(engine, mark), 0
        for sealing in _tables():
            after: Sequence[Any] | None = None
            while found := _step(engine, ring, sealing, mark, after):
                rows, after = rows + len(found), found[-1]
                progress("Sealing anew", min(rows, total), total)
        rows += _finish(engine, ring, mark)
        retired = _retire(engine, ring.files, mark)
    if engine.dialect.name == "sqlite":
        empty_log(engine)
    return Rotated(rows, retired)


def _tables() -> list[Sealing]:
    found = groupby(sealed_columns(), key=lambda pair: pair[0])
    return [(table, [column for _table, column in pairs]) for table, pairs in found]


def _stale(columns: Sequence[Column[Any]], mark: str) -> Any:
    kept = [type_coerce(column, Text) for column in columns]
    return or_(*(k.is_not(None) & ~k.startswith(mark, autoescape=True) for k in kept))


def _count(engine: Engine, mark: str) -> int:
    with reading(engine) as session:
        counted = (
            select(func.count()).select_from(table).where(_stale(columns, mark))
            for table, columns in _tables()
        )
        return sum(session.scalar(query) or 0 for query in counted)


def _step(
    engine: Engine, ring: Keyring, sealing: Sealing, mark: str, after: Sequence[Any] | None
) -> list[Sequence[Any]]:
    """One batch behind a key, in a transaction of its own; the keys of its rows."""
    with writing(engine) as session:
        return _seal_anew(session, ring, sealing, mark, after, BATCH)


def _finish(engine: Engine, ring: Keyring, mark: str) -> int:
    """With every writer kept out: what was written meanwhile."""
    with writing(engine, durable=True, alone=True) as session:
        rows = 0
        for sealing in _tables():
            rows += len(_seal_anew(session, ring, sealing, mark, None, None))
        note(session, Deed("system", "privacy.rotated", "personal-data", {}), utc_now())
    return rows


def _retire(engine: Engine, files: KeyFiles, mark: str) -> bool:
    """What was sealed anew is kept for good now: let the old key go, if nothing stands on it."""
    with writing(engine, alone=True) as session:
        if any(_left(session, sealing, mark) for sealing in _tables()):
            return False
        files.retire()
    return True


def _left(session: Session, sealing: Sealing, mark: str) -> bool:
    table, columns = sealing
    found = select(table.primary_key.columns[0]).where(_stale(columns, mark)).limit(1)
    return session.execute(found).first() is not None


def _seal_anew(
    session: Session, ring: Keyring, sealing: Sealing, mark: str,
    after: Sequence[Any] | None, limit: int | None,
) -> list[Sequence[Any]]:  # fmt: skip
    table, columns = sealing
    keys = list(table.primary_key)
    query = select(*keys, *(type_coerce(column, Text) for column in columns))
    query = query.where(_stale(columns, mark)).order_by(*keys).limit(limit).with_for_update()
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*after))
    connection = session.connection()
    if connection.dialect.name == "sqlite":  # else the old text stays readable in freed pages
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    done: list[Sequence[Any]] = []
    for row in connection.execute(query).all():
        key, values = row[: len(keys)], row[len(keys) :]
        kept = {
            column: type_coerce(_anew(ring, value, column, mark), Text)
            for column, value in zip(columns, values, strict=True)
        }
        is_row = [part == value for part, value in zip(keys, key, strict=True)]
        connection.execute(update(table).where(*is_row).values(kept))
        done.append(key)
    return done


def _anew(ring: Keyring, value: str | None, column: Column[Any], mark: str) -> str | None:
    if value is None or value.startswith(mark):
        return value
    place = f"{column.table.name}.{column.name}"
    return ring.seal(ring.unseal(value, place), place)
