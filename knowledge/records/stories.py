"""The stories that were told or withheld, with all they stood on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, select

from assistant.domain import User
from knowledge.records.access import seen_outlet
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.conversations import Story


@dataclass(frozen=True)
class ToldStory:
    """A story as a rep got it."""

    outlet: str
    program: str
    terms_version: str
    language: str
    framework: str
    length: str
    status: str
    """`released` or `withheld`."""
    recommendation: str
    story: str | None
    """None when withheld."""
    details: dict[str, Any]
    """Facts, beats, review, citations, as in `story --json`; plain JSON values and Decimals."""


class RecordedStories:
    """Keeps stories and finds them again. Thread-safe."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def keep(self, user: User, story: ToldStory) -> str:
        """Keep it; gives its id. NotFoundError for an outlet the user may not see."""
        story_id = uuid4().hex
        with writing(self._engine) as session:
            seen_outlet(session, user, story.outlet)
            session.add(Story(id=story_id, user_id=user.id, told_at=self._now(), **vars(story)))
        return story_id

    def keep_told(self, user: User, told: dict[str, Any]) -> str:
        """Keep what the story tool told, in the form of `story --json`."""
        known = {name: told[name] for name in ToldStory.__dataclass_fields__ if name in told}
        return self.keep(user, ToldStory(**known, details=told))

    def told(self, user: User, outlet: str, limit: int = 5) -> list[ToldStory]:
        """The last stories for an outlet, whoever told them, newest first."""
        with reading(self._engine) as session:
            seen_outlet(session, user, outlet)
            rows = session.scalars(
                select(Story)
                .where(Story.outlet == outlet)
                .order_by(Story.told_at.desc(), Story.id)
                .limit(limit)
            )
            names = ToldStory.__dataclass_fields__
            return [ToldStory(**{name: getattr(row, name) for name in names}) for row in rows]
