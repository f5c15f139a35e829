"""Tokens of other systems: bound to a user, narrow, short-lived, stored as hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex, token_urlsafe

from sqlalchemy import Engine, select, update

from assistant.domain import User
from assistant.errors import CallError, NotFoundError
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.people import read_user
from knowledge.records.tables.api_tokens import ApiToken
from knowledge.records.tables.types import storable

PREFIX = "shelftalk"
"""A token begins with it, so that scanners for leaked secrets can know one."""
LONGEST_DAYS = 366
LONGEST_LABEL = 80
LONGEST_TOKEN = 200


class Scope(StrEnum):
    """What a token may be used for, beside what its user may see."""

    READ = "read"
    """Outlets, programs, eligibility, enrollments."""
    ASK = "ask"
    """Ask a question as in the chat; no phrase typed there counts as a tap."""
    STORIES = "stories"
    PROPOSE = "propose"
    """Open a sign-up, set fields right, call it off. Writes no enrollment."""
    CONFIRM = "confirm"
    """Hand in the owner's consent and the tap of a person: only for an app with a person at it."""


@dataclass(frozen=True)
class Bearer:
    """Who shows a good token."""

    token: str
    """Its id."""
    user: User
    scopes: frozenset[Scope]


@dataclass(frozen=True)
class ListedToken:
    """A token as lists show it."""

    id: str
    user: str
    label: str
    scopes: tuple[Scope, ...]
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None

    def state(self, now: dt.datetime) -> str:
        """`good`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "good" if self.expires_at > now else "expired"


class RecordedTokens:
    """Makes, checks and revokes tokens."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def make(
        self, user: str, scopes: Sequence[Scope], days: int, label: str = ""
    ) -> tuple[str, ListedToken]:
        """A new token and what is kept of it; the token is shown this once.

        Raises:
            NotFoundError: no such user.
            CallError: no scope, or a span that is not 1 to `LONGEST_DAYS` days.
        """
        if not scopes:
            raise CallError(f"Name at least one scope: {', '.join(Scope)}.")
        if not 1 <= days <= LONGEST_DAYS:
            raise CallError(f"A token is good for 1 to {LONGEST_DAYS} days.")
        now, name, secret = self._now(), token_hex(8), token_urlsafe(32)
        row = ApiToken(
            id=name, user_id=storable(user), label=storable(label)[:LONGEST_LABEL],
            secret_sha256=_hash(secret), scopes=[s.value for s in Scope if s in scopes],
            made_at=now, expires_at=now + dt.timedelta(days=days), revoked_at=None,
        )  # fmt: skip
        with writing(self._engine) as session:
            read_user(session, row.user_id)
            session.add(row)
            session.flush()
            listed = _listed(row)
        return f"{PREFIX}_{name}_{secret}", listed

    def check(self, token: str) -> Bearer | None:
        """Who shows it; None when it is wrong, expired, revoked, or its user is gone."""
        prefix, _one, rest = token[:LONGEST_TOKEN].partition("_")
        name, _two, secret = rest.partition("_")
        if prefix != PREFIX:
            return None
        with reading(self._engine) as session:
            row = session.get(ApiToken, storable(name))
            kept = row.secret_sha256 if row else ""
            if not hmac.compare_digest(kept, _hash(secret)) or row is None:
                return None
            if row.revoked_at is not None or row.expires_at <= self._now():
                return None
            try:
                user = read_user(session, row.user_id)
            except NotFoundError:
                return None
            return Bearer(row.id, user, frozenset(Scope(s) for s in row.scopes))

    def listed(self, user: str | None = None) -> list[ListedToken]:
        """All, or those of a user, the newest first."""
        query = select(ApiToken).order_by(ApiToken.made_at.desc(), ApiToken.id)
        if user is not None:
            query = query.where(ApiToken.user_id == storable(user))
        with reading(self._engine) as session:
            return [_listed(row) for row in session.scalars(query)]

    def revoke(self, name: str) -> None:
        """From now on it opens nothing; again is no error.

        Raises:
            NotFoundError: no token has this id.
        """
        with writing(self._engine) as session:
            if session.get(ApiToken, storable(name)) is None:
                raise NotFoundError(f"There is no token {name}: see `shelftalk token list`.")
            session.execute(
                update(ApiToken)
                .where(ApiToken.id == storable(name), ApiToken.revoked_at.is_(None))
                .values(revoked_at=self._now())
            )


def _hash(secret: str) -> str:
    """Plain SHA-256: the secret is 256 random bits, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _listed(row: ApiToken) -> ListedToken:
    return ListedToken(
        row.id, row.user_id, row.label, tuple(Scope(s) for s in row.scopes),
        row.made_at, row.expires_at, row.revoked_at,
    )  # fmt: skip
