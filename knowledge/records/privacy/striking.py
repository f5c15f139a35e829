"""Strikes an owner out of the texts of a database: of tables that are ours and of others'."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Table,
    Text,
    cast,
    false,
    func,
    or_,
    select,
    type_coerce,
    update,
)  # fmt: skip

from knowledge.records.privacy.traces import Traces


@dataclass(frozen=True)
class Texts:
    """Columns with texts, and which of their rows are about the owner's shops."""

    table: Table
    columns: Sequence[Column[Any]]
    about_him: Any = None
    """A condition; None = no row is known to be."""


def strike_out(connection: Connection, places: Iterable[Texts], traces: Traces) -> int:
    """Strike him out everywhere; how many rows named him. Rows about his shops are all read."""
    return sum(_strike(connection, place, traces) for place in places) if traces else 0


def _strike(connection: Connection, place: Texts, traces: Traces) -> int:
    keys = list(place.table.primary_key)
    about = false() if place.about_him is None else place.about_him
    found = {tuple(r[: len(keys)]): (r, True) for r in _rows(connection, place, about)}
    for row in _rows(connection, place, _likely(place, traces)):
        found.setdefault(tuple(row[: len(keys)]), (row, False))
    struck = 0
    for key, (row, about_him) in found.items():
        after = {}
        for column, text in zip(place.columns, row[len(keys) :], strict=True):
            left = traces.strike(text, about_him=about_him) if text else text
            if left != text:
                after[column] = _kept(column, left)
        if after:
            is_row = [part == value for part, value in zip(keys, key, strict=True)]
            connection.execute(update(place.table).where(*is_row).values(after))
            struck += 1
    return struck


def _rows(connection: Connection, place: Texts, condition: Any) -> list[Any]:
    texts = [_as_text(column) for column in place.columns]
    return list(connection.execute(select(*place.table.primary_key, *texts).where(condition)))


def _as_text(column: Column[Any]) -> Any:
    """The very text that is kept; JSON of PostgreSQL as its text."""
    return cast(column, Text) if isinstance(column.type, JSON) else type_coerce(column, Text)


def _kept(column: Column[Any], text: str) -> Any:
    return json.loads(text) if isinstance(column.type, JSON) else type_coerce(text, Text)


def _likely(place: Texts, traces: Traces) -> Any:
    pieces = {form for piece in traces.likely() for form in (piece, piece.lower(), piece.upper())}
    return or_(
        false(),
        *(
            func.lower(_as_text(column)).contains(piece.lower(), autoescape=True)
            | _as_text(column).contains(piece, autoescape=True)
            for column in place.columns
            for piece in pieces
        ),
    )
