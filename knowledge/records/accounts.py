"""Logins: argon2 hashes, and a wait after too many failures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from assistant.domain import User
from assistant.errors import CallError, NotFoundError, RefusedError
from knowledge.records.database import reading, writing
from knowledge.records.people import read_user
from knowledge.records.tables.people import FailedLogin, Person
from knowledge.records.tables.types import storable

MOST_FAILURES = 5
WINDOW = dt.timedelta(minutes=5)
SHORTEST_PASSWORD = 8
_NAME_LENGTH = 64
# OWASP's second choice for argon2id (19 MiB, two passes, one lane): about 30 ms on one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def utc_now() -> dt.datetime:
    """The wall clock: how long somebody waits is no matter of the company's day."""
    return dt.datetime.now(dt.UTC)


def set_password(engine: Engine, user_id: str, password: str) -> None:
    """Give a user this password, in place of any he had.

    Raises:
        NotFoundError: nobody has this login name.
        CallError: the password is too short.
    """
    hashed = _hash(password)
    with writing(engine) as session:
        person = session.get(Person, storable(user_id))
        if person is None:
            raise NotFoundError(f"There is no user {user_id[:_NAME_LENGTH]!r}.")
        person.password_hash = hashed
        session.execute(delete(FailedLogin).where(FailedLogin.name == user_id))


def fill_passwords(session: Session, password: str) -> int:
    """Give the password to every user who has none (demo packs); says how many. Not committed."""
    people = session.scalars(select(Person).where(Person.password_hash.is_(None))).all()
    for person in people:
        person.password_hash = _hash(password)
    session.flush()
    return len(people)


def check_password(
    engine: Engine, user_id: str, password: str, now: Callable[[], dt.datetime] = utc_now
) -> User | None:
    """The user, or None when the name or the password is wrong: which one shows nowhere.

    Raises:
        RefusedError: five failures in five minutes under this name; says how long to wait.
    """
    moment, user_id = now(), storable(user_id)
    with reading(engine) as session:
        _refuse_while_waiting(session, user_id, moment)
        person = session.get(Person, user_id)
        # An unknown name costs the same time as a wrong password.
        kept = person.password_hash if person and person.password_hash else _nobodys_hash()
        if _matches(kept, password) and person and person.password_hash:
            return read_user(session, user_id)
    _note_failure(engine, user_id, moment)
    return None


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise CallError(f"A password has at least {SHORTEST_PASSWORD} characters.")
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(uuid4().hex)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


def _refuse_while_waiting(session: Session, user_id: str, moment: dt.datetime) -> None:
    failures, first = session.execute(
        select(func.count(), func.min(FailedLogin.at)).where(
            FailedLogin.name == user_id[:_NAME_LENGTH], FailedLogin.at > moment - WINDOW
        )
    ).one()
    if failures >= MOST_FAILURES:
        minutes = max(1, -(-(first + WINDOW - moment).seconds // 60))
        raise RefusedError(
            f"Too many failed logins: wait {minutes} minute{'s' if minutes > 1 else ''} "
            "and try again."
        )


def _note_failure(engine: Engine, user_id: str, moment: dt.datetime) -> None:
    with writing(engine) as session:
        session.execute(delete(FailedLogin).where(FailedLogin.at <= moment - WINDOW))
        session.add(FailedLogin(id=uuid4().hex, name=user_id[:_NAME_LENGTH], at=moment))


@dataclass(frozen=True)
class Accounts:
    """Who may log in."""

    engine: Engine

    def check_password(self, user_id: str, password: str) -> User | None:
        """The user, or None; RefusedError after too many failures."""
        return check_password(self.engine, user_id, password)

    def set_password(self, user_id: str, password: str) -> None:
        """NotFoundError for nobody, CallError for a password that is too short."""
        set_password(self.engine, user_id, password)
