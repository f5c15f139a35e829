"""Stories prepared before anybody asks, and how far a run that prepares them has come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from assistant.domain import User
from knowledge.records.access import seen_outlet
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.story_templates import digest_of
from knowledge.records.tables.pack_files import PackFile
from knowledge.records.tables.stories import Preparation
from knowledge.records.tables.stories import PreparedStory as Row


@dataclass(frozen=True)
class PreparedStory:
    """A story with what it stood on when it was made."""

    outlet: str
    asked: str
    """Code of the program that was asked for; empty = the best one for the shop."""
    length: str
    language: str
    program: str
    status: str
    """`released` or `withheld`."""
    recommendation: str
    template: str
    """Id of the template; empty when withheld."""
    fingerprint: str
    """Of everything it stands on: it may be shown as long as that gives the same one."""
    beats: tuple[tuple[str, str], ...]
    """Name and text as told."""
    facts: tuple[tuple[str, str, str, str, str], ...]
    """Those that were used: id, value, unit, period, source."""
    reasons: tuple[str, ...] = ()
    """Why it is withheld."""


class RecordedPreparations:
    """Keeps prepared stories and finds them again. Thread-safe."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def find(
        self, user: User, outlet: str, asked: str, length: str, language: str
    ) -> PreparedStory | None:
        """The one for an outlet; NotFoundError for an outlet the user may not see."""
        with reading(self._engine) as session:
            code = seen_outlet(session, user, outlet).code
            row = session.get(Row, (code, asked, length, language))
            return None if row is None else _story(row)

    def fingerprints(
        self, outlets: Sequence[str], asked: str, length: str
    ) -> Mapping[tuple[str, str], str]:
        """(outlet, language) → fingerprint of what is prepared."""
        wanted = select(Row.outlet, Row.language, Row.fingerprint).where(
            Row.outlet.in_(outlets), Row.asked == asked, Row.length == length
        )
        with reading(self._engine) as session:
            return {(outlet, language): mark for outlet, language, mark in session.execute(wanted)}

    def keep(self, stories: Iterable[PreparedStory]) -> None:
        """Keep them in place of those that were there: all of them or none."""
        rows = list(stories)
        if not rows:
            return
        places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows:
            places[row.asked, row.length, row.language].append(row.outlet)
        with writing(self._engine) as session:
            for (asked, length, language), outlets in places.items():
                session.execute(
                    delete(Row).where(
                        Row.outlet.in_(outlets),
                        Row.asked == asked,
                        Row.length == length,
                        Row.language == language,
                    )
                )
            session.execute(insert(Row), [vars(row) for row in rows])

    # Runs

    def begin(self, run: str, basis: Sequence[Any]) -> str:
        """Begin a run, or go on with one that was stopped on the same basis.

        Returns:
            Code of the last outlet that is done with all before it; empty = none.
        """
        said = digest_of([*basis, *self._load()])
        with writing(self._engine) as session:
            found = session.get(Preparation, run)
            if found is not None and found.basis == said and not found.finished:
                return found.after
            session.merge(
                Preparation(id=run, basis=said, after="", finished=False, started_at=self._now())
            )
        return ""

    def reached(self, run: str, outlet: str) -> None:
        """All outlets up to this one are done."""
        with writing(self._engine) as session:
            found = session.get_one(Preparation, run)
            found.after = outlet

    def finish(self, run: str) -> None:
        """All are done; the next run looks at every outlet again."""
        with writing(self._engine) as session:
            found = session.get_one(Preparation, run)
            found.finished, found.after = True, ""

    def _load(self) -> tuple[Any, ...]:
        """What the last load left: a run that began before it starts anew."""
        with reading(self._engine) as session:
            latest = select(func.max(PackFile.loaded_at), func.count())
            return tuple(session.execute(latest).one())


def _story(row: Row) -> PreparedStory:
    fields = {name: getattr(row, name) for name in PreparedStory.__dataclass_fields__}
    fields["beats"] = tuple((name, text) for name, text in row.beats)
    fields["facts"] = tuple(tuple(fact) for fact in row.facts)
    fields["reasons"] = tuple(row.reasons)
    return PreparedStory(**fields)
