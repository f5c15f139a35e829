"""One-time codes: made here, sent by the outbox, typed back from the owner's phone."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from secrets import randbelow

from sqlalchemy import Engine

from assistant.domain import User
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.drafts import own_row
from knowledge.records.enrollment.outbox import Told, tell
from knowledge.records.tables.signups import OneTimeCode

GOOD_FOR = dt.timedelta(minutes=10)
MOST_TRIES = 5
MOST_SENT = 5
"""Per draft: nobody's phone is flooded."""


class RecordedCodes:
    """Keeps the code of each draft until it was typed, tried too often, or is too old."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def send(self, user: User, draft: str, card_hash: str) -> bool:
        """Make a new code for the card and put it on its way; False = sent too often already."""
        now = self._now()
        with writing(self._engine) as session:
            row = own_row(session, user.id, draft, lock=True)
            kept = session.get(OneTimeCode, row.id) or OneTimeCode(draft=row.id, sent=0)
            if kept.sent >= MOST_SENT:
                return False
            kept.code = f"{randbelow(1_000_000):06d}"
            kept.card_hash, kept.expires_at, kept.tries = card_hash, now + GOOD_FOR, 0
            kept.sent += 1
            session.add(kept)
            tell(session, Told("owner.code", row.id, {"draft": row.id, "sent": kept.sent}), now)
            return True

    def accepts(self, user: User, draft: str, card_hash: str, typed: str) -> bool:
        """Whether this is the code, for this card, in time; each look counts as a try.

        A right code stays good until it runs out: a tap that is repeated finds it again.
        """
        with writing(self._engine, durable=True) as session:
            row = own_row(session, user.id, draft, lock=True)
            kept = session.get(OneTimeCode, row.id)
            if kept is None or kept.card_hash != card_hash or kept.expires_at <= self._now():
                return False
            if kept.tries >= MOST_TRIES:
                return False
            kept.tries += 1
            digits = "".join(str(int(c)) for c in typed if c.isdecimal())
            return hmac.compare_digest(digits, kept.code)

    def waiting(self, draft: str) -> str | None:
        """The code to send; None = it was typed, or is too old to be worth sending."""
        with reading(self._engine) as session:
            kept = session.get(OneTimeCode, draft)
            return kept.code if kept and kept.expires_at > self._now() else None
