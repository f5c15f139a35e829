"""Territories and users."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, strings, text


class Territory(Record):
    """A node of the territory tree: region, area, town, route."""

    __tablename__ = "territories"
    code: Mapped[code_key]
    name: Mapped[text]
    kind: Mapped[code]
    parent: Mapped[code | None] = mapped_column(ForeignKey("territories.code"), index=True)
    country: Mapped[code]


class Person(Record):
    """Someone who logs in."""

    __tablename__ = "users"
    id: Mapped[code_key]
    name: Mapped[text]
    role: Mapped[code]
    languages: Mapped[strings]
    password_hash: Mapped[text | None]
    """Argon2; None = cannot log in."""


class PersonTerritory(Record):
    """Which territories a user works in (and so everything below them)."""

    __tablename__ = "user_territories"
    user_id: Mapped[code] = mapped_column(ForeignKey("users.id"), primary_key=True)
    territory: Mapped[code] = mapped_column(ForeignKey("territories.code"), primary_key=True)
