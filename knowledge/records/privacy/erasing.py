"""Erases what says who an owner is, everywhere, and keeps what the law wants kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.domain import User
from assistant.errors import StorageError
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import Deed, note
from knowledge.records.privacy.owners import MAY_ERASE, Owner, check_role, find_owner
from knowledge.records.privacy.places import (
    chat_engine,
    files_naming,
    texts_of_chat,
    texts_of_records,
)  # fmt: skip
from knowledge.records.privacy.striking import strike_out
from knowledge.records.privacy.tombstones import ERASED, owner_hash
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import OneTimeCode, SignUpDraftRow
from knowledge.records.tables.stories import PreparedStory


@dataclass
class Erasure:
    """What was removed, and what was kept."""

    outlets: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    """What was removed → how many."""
    consents: int = 0
    entries: int = 0

    @property
    def removed(self) -> int:
        """All of it; 0 = nothing was left to erase."""
        return sum(self.counts.values())

    def as_text(self) -> str:
        """Sentences."""
        shops = ", ".join(self.outlets)
        if not self.removed:
            return f"Nothing is kept that says who owns {shops}: nothing was left to erase."
        gone = "; ".join(f"{what}: {count}" for what, count in self.counts.items() if count)
        return "\n".join((
            f"What says who owns {shops} is erased, for good. {gone}.",
            f"Kept, because the law asks for proof of a consent: {self.consents} consents, with "
            "their words, day, method and the hash of a signature, without name, number or "
            "signature.",
            f"Kept, because books must be kept: {self.entries} entries of the ledger, the "
            "enrollments and the invoices of the shop.",
            "Kept: the audit trail; it holds hashes only, and has an entry of this erasure.",
            "Not reached from here: backups of the database, messages that were sent to the owner, "
            "and the company's own file of outlets. If that names him on, loads leave him out.",
        ))  # fmt: skip


def erase(engine: Engine, home: Path, user: User, wanted: str) -> Erasure:
    """Erase an owner by an outlet's code or his number; once more finds nothing and is no error.

    Raises:
        RefusedError: the user's role may not.
        NotFoundError: no such outlet among those the user may see.
        StorageError: something could not be written; run again, it goes on.
    """
    check_role(user, MAY_ERASE)
    with reading(engine) as session:
        owner = find_owner(session, user, wanted)
    done = Erasure(owner.outlets)
    # The records come last: as long as they name him, an erasure that was killed can be done again.
    chat = chat_engine(engine, home)
    if chat is not None:
        with chat.begin() as connection:
            places = list(texts_of_chat(chat, owner))
            done.counts["rows of the chat's history"] = strike_out(connection, places, owner.traces)
    done.counts["files"] = _strike_files(home, owner)
    with writing(engine, durable=True) as session:
        _erase_records(session, user, owner, done)
    for held in dict.fromkeys(e for e in (engine, chat) if e is not None):
        _overwrite_free_space(held)
    return done


def _strike_files(home: Path, owner: Owner) -> int:
    count = 0
    try:
        for file, left in files_naming(home, owner.traces):
            draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
            draft.write_bytes(left.encode("utf-8", "surrogateescape"))
            draft.chmod(file.stat().st_mode)
            draft.replace(file)
            count += 1
    except OSError as error:
        raise StorageError(f"{error.filename} cannot be written ({error.strerror}).") from error
    return count


def _erase_records(session: Session, user: User, owner: Owner, done: Erasure) -> None:
    outlets = owner.outlets
    if session.connection().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    named = {o: (n, p) for o, n, p in session.execute(
        select(Outlet.code, Outlet.owner_name, Outlet.phone).where(Outlet.code.in_(outlets))
    )}  # fmt: skip
    places = texts_of_records(owner)
    done.counts["texts of stories, talks and calls"] = strike_out(
        session.connection(), places, owner.traces
    )
    joined = select(Enrollment.id).where(Enrollment.outlet.in_(outlets))
    drafts = select(SignUpDraftRow.id).where(SignUpDraftRow.outlet.in_(outlets))
    personal = or_(
        Consent.owner_name.is_not(None), Consent.phone.is_not(None), Consent.evidence.is_not(None)
    )
    blank = {"owner_name": None, "phone": None}
    for what, statement in (
        ("prepared stories", delete(PreparedStory).where(PreparedStory.outlet.in_(outlets))),
        ("one-time codes", delete(OneTimeCode).where(OneTimeCode.draft.in_(drafts))),
        ("drafts of a sign-up", delete(SignUpDraftRow).where(SignUpDraftRow.outlet.in_(outlets))),
        (
            "names, numbers and signatures on consents",
            update(Consent)
            .where(Consent.enrollment.in_(joined), personal)
            .values(**blank, evidence=None),
        ),
        (
            "owners on record",
            update(Outlet)
            .where(
                Outlet.code.in_(outlets),
                or_(Outlet.owner_name.is_not(None), Outlet.phone.is_not(None)),
            )
            .values(**blank),
        ),
    ):
        done.counts[what] = session.connection().execute(statement).rowcount
    done.consents = _count(session, Consent, Consent.enrollment.in_(joined))
    done.entries = _count(session, LedgerEntry, LedgerEntry.outlet.in_(outlets))
    if done.removed:
        for outlet in outlets:
            salt = secrets.token_hex(16)
            details = {"salt": salt, "owner": owner_hash(*named[outlet], salt), **done.counts}
            note(session, Deed(user.id, ERASED, outlet, details), utc_now())


def _count(session: Session, record: type[Consent | LedgerEntry], condition: object) -> int:
    counted = select(func.count()).select_from(record).where(condition)  # type: ignore[arg-type]
    return session.scalar(counted) or 0


def _overwrite_free_space(engine: Engine) -> None:
    """What was overwritten or deleted earlier lies in free pages until they are written anew."""
    try:
        raw = engine.raw_connection()
        try:
            if engine.dialect.name == "sqlite":
                for pragma in ("PRAGMA secure_delete = ON", "VACUUM"):
                    raw.cursor().execute(pragma)
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                raw.driver_connection.autocommit = True  # type: ignore[union-attr]
                raw.cursor().execute("VACUUM")
                raw.driver_connection.autocommit = False  # type: ignore[union-attr]
        finally:
            raw.close()
    except (SQLAlchemyError, OSError) as error:
        raise _not_overwritten() from error


def _not_overwritten() -> StorageError:
    return StorageError(
        "The data are erased, but what they stood on could not be overwritten: another program "
        "has the database open, or the disk is full. Run the command again."
    )
