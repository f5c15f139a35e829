"""Practices with a played shopkeeper: kept from the first word, scored once, seen by trainers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain import Role, User
from assistant.errors import NotFoundError, RefusedError
from knowledge.records.access import WHOLE_COMPANY, below
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.people import Person, PersonTerritory
from knowledge.records.tables.roleplays import RolePlaySession

TRAINERS = frozenset({Role.TRAINER, Role.MANAGER})
"""Who sees the practice of others."""


@dataclass(frozen=True)
class KeptRolePlay:
    """One practice as it is kept. The mappings are plain JSON of the role-play's own words."""

    id: str
    user: str
    """Who practises."""
    name: str
    """Of the person; his id where he is no longer known."""
    led_by: str | None
    """The trainer in whose chat it is held; None = he practises alone."""
    thread: str
    revision: int
    persona: str
    outlet: str
    program: str
    language: str
    difficulty: str
    rubric_version: str
    scenario: Mapping[str, Any]
    transcript: Mapping[str, Any]
    card: Mapping[str, Any] | None
    points: int | None
    """Of 100; None = still running, or stopped before anything was said."""
    passed: bool | None
    outcome: str
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class Learner:
    """Somebody whom a trainer may lead."""

    id: str
    name: str


class RecordedRolePlays:
    """Keeps practices. Thread-safe."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def running(self, user: User, thread: str) -> KeptRolePlay | None:
        """The practice that runs in a conversation."""
        with reading(self._engine) as session:
            row = session.scalar(
                select(RolePlaySession).where(RolePlaySession.running_slot == _slot(user, thread))
            )
            return None if row is None else _kept(row, _name(session, row, user))

    def learners(self, leader: User) -> list[Learner]:
        """The reps whom a trainer may lead, by name; nobody for anybody else."""
        if leader.role not in TRAINERS:
            return []
        with reading(self._engine) as session:
            found = session.execute(
                select(Person.id, Person.name)
                .where(Person.id.in_(_seen_people(session, leader)), Person.role == Role.REP.value)
                .order_by(Person.name, Person.id)
            )
            return [Learner(*row) for row in found]

    def begin(
        self,
        user: User,
        thread: str,
        scenario: Mapping[str, Any],
        transcript: Mapping[str, Any],
        learner: str = "",
    ) -> KeptRolePlay:
        """Start one; `learner` is who practises, where the user leads.

        Raises:
            NotFoundError: the learner is nobody whom the user may lead.
            RefusedError: another one runs in this conversation.
        """
        names = {person.id: person.name for person in self.learners(user)} | {user.id: user.name}
        who = learner or user.id
        if who not in names:
            raise NotFoundError(f"There is no rep {who[:64]!r} among those you train.")
        row = RolePlaySession(
            id=uuid4().hex, user_id=who, led_by=None if who == user.id else user.id,
            thread=thread, running_slot=_slot(user, thread), revision=1,
            persona=scenario["persona"], outlet=scenario["outlet"],
            program=scenario["program"], language=scenario["language"],
            difficulty=scenario["difficulty"], rubric_version=scenario["rubric"]["version"],
            scenario=dict(scenario), transcript=dict(transcript), outcome="running",
            started_at=self._now(),
        )  # fmt: skip
        try:
            with writing(self._engine) as session:
                session.add(row)
                session.flush()
                return _kept(row, names[who])
        except IntegrityError as error:
            raise RefusedError("A practice runs in this conversation already.") from error

    def go_on(self, user: User, kept: KeptRolePlay, transcript: Mapping[str, Any]) -> KeptRolePlay:
        """Keep what was said since.

        Raises:
            NotFoundError: not running, or not this user's.
            RefusedError: another message came in between.
        """
        with writing(self._engine) as session:
            row = _running_row(session, user, kept)
            row.transcript = dict(transcript)
            row.revision += 1
            return _kept(row, kept.name)

    def finish(
        self,
        user: User,
        kept: KeptRolePlay,
        transcript: Mapping[str, Any],
        card: Mapping[str, Any],
        points: int | None,
    ) -> KeptRolePlay:
        """Keep the score; the conversation is free again.

        Raises:
            NotFoundError: not running, or not this user's.
            RefusedError: another message came in between.
        """
        with writing(self._engine) as session:
            row = _running_row(session, user, kept)
            row.transcript, row.card, row.points = dict(transcript), dict(card), points
            row.passed, row.outcome = bool(card["passed"]), str(transcript["ended"])
            row.running_slot, row.ended_at = None, self._now()
            row.revision += 1
            return _kept(row, kept.name)

    def history(self, viewer: User, user: str | None = None) -> list[KeptRolePlay]:
        """Finished practices the viewer may see, the newest first: his own; a trainer's reps'."""
        with reading(self._engine) as session:
            seen = _seen_people(session, viewer)
            wanted = seen if user is None else seen & {user}
            rows = session.scalars(
                select(RolePlaySession)
                .where(RolePlaySession.user_id.in_(wanted), RolePlaySession.ended_at.is_not(None))
                .order_by(RolePlaySession.started_at.desc(), RolePlaySession.id)
            ).all()
            found = select(Person.id, Person.name).where(Person.id.in_(wanted))
            names = {person: name for person, name in session.execute(found)}
            return [_kept(row, names.get(row.user_id, row.user_id)) for row in rows]


def _seen_people(session: Session, viewer: User) -> set[str]:
    """The viewer, and for a trainer everybody whose territory lies within his."""
    if viewer.role not in TRAINERS:
        return {viewer.id}
    if not viewer.territories and viewer.role in WHOLE_COMPANY:
        return {viewer.id, *session.scalars(select(Person.id))}
    within = below(viewer.territories)
    people = select(PersonTerritory.user_id).where(PersonTerritory.territory.in_(within))
    return {viewer.id, *session.scalars(people)}


def _running_row(session: Session, user: User, kept: KeptRolePlay) -> RolePlaySession:
    row = session.get(RolePlaySession, kept.id, with_for_update=True)
    if row is None or row.running_slot != _slot(user, row.thread):
        raise NotFoundError("That practice is over.")
    if row.revision != kept.revision:
        raise RefusedError("Your other message came first. Please say it again.")
    return row


def _name(session: Session, row: RolePlaySession, holder: User) -> str:
    if row.user_id == holder.id:
        return holder.name
    return session.scalar(select(Person.name).where(Person.id == row.user_id)) or row.user_id


def _slot(user: User, thread: str) -> str:
    return f"{user.id}|{thread}"


def _kept(row: RolePlaySession, name: str) -> KeptRolePlay:
    return KeptRolePlay(
        id=row.id, user=row.user_id, name=name, led_by=row.led_by, thread=row.thread,
        revision=row.revision, persona=row.persona, outlet=row.outlet, program=row.program,
        language=row.language, difficulty=row.difficulty,
        rubric_version=row.rubric_version, scenario=row.scenario, transcript=row.transcript,
        card=row.card, points=row.points, passed=row.passed,
        outcome=row.outcome, started_at=row.started_at, ended_at=row.ended_at,
    )  # fmt: skip
