"""What other systems show at the door; see `knowledge.records.api_tokens`."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from knowledge.records.tables.types import Code, CodeKey, LongText, Moment, Record, Strings


class ApiToken(Record):
    """A token of one user; only its hash is kept."""

    __tablename__ = "api_tokens"
    id: Mapped[CodeKey]
    """The first half of the token: names it in lists and in the audit trail."""
    user_id: Mapped[Code]
    """No foreign key: a load may take the user away, and then the token opens nothing."""
    label: Mapped[LongText]
    secret_sha256: Mapped[Code]
    scopes: Mapped[Strings]
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
