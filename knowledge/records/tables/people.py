"""Territories and users."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, LongText, Moment, Record, Strings


class Territory(Record):
    """A node of the territory tree: region, area, town, route."""

    __tablename__ = "territories"
    code: Mapped[CodeKey]
    name: Mapped[LongText]
    kind: Mapped[Code]
    parent: Mapped[Code | None] = mapped_column(ForeignKey("territories.code"), index=True)
    country: Mapped[Code]


class Person(Record):
    """Someone who logs in."""

    __tablename__ = "users"
    id: Mapped[CodeKey]
    name: Mapped[LongText]
    role: Mapped[Code]
    languages: Mapped[Strings]
    password_hash: Mapped[LongText | None]
    """Argon2; None = cannot log in."""


class PersonTerritory(Record):
    """Which territories a user works in (and so everything below them)."""

    __tablename__ = "user_territories"
    user_id: Mapped[Code] = mapped_column(ForeignKey("users.id"), primary_key=True)
    territory: Mapped[Code] = mapped_column(ForeignKey("territories.code"), primary_key=True)


class FailedLogin(Record):
    """A login that failed lately; too many of them make a name wait."""

    __tablename__ = "failed_logins"
    __table_args__ = (Index("ix_failed_logins_name_at", "name", "at"),)
    id: Mapped[CodeKey]
    name: Mapped[Code]
    """As typed, cut to the column; need not be a user."""
    at: Mapped[Moment]
