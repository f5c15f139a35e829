"""Who the users are."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.domain import Role, User
from assistant.errors import NotFoundError
from knowledge.records.tables.people import Person, PersonTerritory
from knowledge.records.tables.types import storable


def read_user(session: Session, user_id: str) -> User:
    """The user with his role and territories.

    Raises:
        NotFoundError: nobody has this login name.
    """
    person = session.get(Person, storable(user_id))
    if person is None:
        raise NotFoundError(f"There is no user {user_id[:64]!r}.")
    territories = session.scalars(
        select(PersonTerritory.territory)
        .where(PersonTerritory.user_id == person.id)
        .order_by(PersonTerritory.territory)
    )
    return User(
        id=person.id,
        name=person.name,
        role=Role(person.role),
        languages=tuple(person.languages),
        territories=tuple(territories),
    )


def read_users(session: Session) -> list[User]:
    """Everybody, by id."""
    ids = session.scalars(select(Person.id).order_by(Person.id)).all()
    return [read_user(session, user_id) for user_id in ids]
