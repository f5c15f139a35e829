"""The audit trail in the database; one writer at a time, for each entry stands on the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge.enrollment.chain import Anchor, Entry, Flaw, flaws, hash_of, plain_json
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.signups import AuditEntry, AuditHead
from knowledge.records.tables.types import storable

HEAD = 1
PAGE = 2000


@dataclass(frozen=True)
class Deed:
    """Something to be noted: who did what to what. No personal data: hashes of it."""

    who: str
    """Id of the user; `system` where nobody is."""
    kind: str
    """`enrollment.joined`, `consent.given`, `enrollment.left`, `privacy.exported` …"""
    subject: str
    """Id of what it was done to."""
    details: Mapping[str, Any]
    """Plain JSON."""


def note(session: Session, deed: Deed, at: dt.datetime) -> Anchor:
    """Add an entry inside the caller's transaction; call it last, it holds all others up."""
    head = session.scalar(select(AuditHead).where(AuditHead.id == HEAD).with_for_update())
    if head is None:
        head = AuditHead(id=HEAD, length=0, hash="")
        session.add(head)
    details = plain_json(deed.details)
    entry = Entry(
        head.length + 1, at.astimezone(dt.UTC), storable(deed.who)[:64], deed.kind,
        storable(deed.subject)[:64], details, head.hash, "",
    )  # fmt: skip
    entry = replace(entry, hash=hash_of(entry))
    session.add(AuditEntry(**{name: getattr(entry, name) for name in Entry.__dataclass_fields__}))
    head.length, head.hash = entry.number, entry.hash
    session.flush()
    return Anchor(entry.number, entry.hash)


class RecordedAudit:
    """Reads and verifies the trail; adds entries that stand alone."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def add(self, deed: Deed) -> Anchor:
        """Note something in a transaction of its own."""
        with writing(self._engine) as session:
            return note(session, deed, self._now())

    def head(self) -> Anchor:
        """The chain's end, as the database says."""
        with reading(self._engine) as session:
            return _head(session)

    def about(self, subject: str) -> list[Entry]:
        """Entries about one thing, oldest first."""
        with reading(self._engine) as session:
            rows = session.scalars(
                select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.number)
            )
            return [_entry(row) for row in rows]

    def verify(self, anchors: Iterable[Anchor] = ()) -> tuple[int, list[Flaw]]:
        """How many entries there are, and every flaw."""
        with reading(self._engine) as session:
            found = list(flaws(_entries(session), _head(session), anchors))
            return session.scalar(select(func.count()).select_from(AuditEntry)) or 0, found


def _head(session: Session) -> Anchor:
    head = session.get(AuditHead, HEAD)
    return Anchor(head.length, head.hash) if head else Anchor(0, "")


def _entries(session: Session) -> Iterator[Entry]:
    query = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=PAGE)
    for row in session.scalars(query):
        yield _entry(row)


def _entry(row: AuditEntry) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
