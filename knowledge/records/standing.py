"""An outlet's enrollments, cases and past visits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.records.answers import CaseView, EnrollmentView, VisitView
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.people import Person
from knowledge.records.tables.visits import Case, ObjectionEvent, Visit


def read_enrollments(session: Session, outlet: str, day: dt.date) -> list[EnrollmentView]:
    """Those joined until that day, left ones too, newest first."""
    rows = session.scalars(
        select(Enrollment)
        .where(Enrollment.outlet == outlet, Enrollment.joined_on <= day)
        .order_by(Enrollment.joined_on.desc(), Enrollment.program)
    )
    return [
        EnrollmentView(**{name: getattr(row, name) for name in EnrollmentView.__dataclass_fields__})
        for row in rows
    ]


def read_membership(
    session: Session, outlet: str, program: str, day: dt.date
) -> EnrollmentView | None:
    """The enrollment under which the outlet is in the program on that day, if it is."""
    enrollments = read_enrollments(session, outlet, day)
    return next((e for e in enrollments if e.program == program and is_member(e, day)), None)


def is_member(enrollment: EnrollmentView, day: dt.date) -> bool:
    """Whether it has joined and not left by that day; suspended and waiting ones count."""
    left = enrollment.left_on is not None and enrollment.left_on <= day
    return enrollment.status != "left" and not left


def open_on(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Conditions for cases that are open on that day."""
    return (Case.opened_on <= day, Case.closed_on.is_(None) | (Case.closed_on > day))


def read_cases(session: Session, outlet: str, day: dt.date, open_only: bool) -> list[CaseView]:
    """Cases of the outlet, the oldest first."""
    wanted = open_on(day) if open_only else (Case.opened_on <= day,)
    rows = session.scalars(
        select(Case).where(Case.outlet == outlet, *wanted).order_by(Case.opened_on, Case.id)
    )
    return [
        CaseView(**{name: getattr(row, name) for name in CaseView.__dataclass_fields__})
        for row in rows
    ]


def read_visits(session: Session, outlet: str, day: dt.date, limit: int) -> list[VisitView]:
    """The last visits until that day, newest first, each with the objection noted first."""
    visits = session.execute(
        select(Visit, Person.name)
        .join(Person, Person.id == Visit.rep)
        .where(Visit.outlet == outlet, Visit.date <= day)
        .order_by(Visit.date.desc(), Visit.id.desc())
        .limit(limit)
    ).all()
    events = session.scalars(
        select(ObjectionEvent)
        .where(ObjectionEvent.visit.in_([visit.id for visit, _ in visits]))
        .order_by(ObjectionEvent.id.desc())
    )
    first = {event.visit: event for event in events}
    return [_visit_view(visit, rep, first.get(visit.id)) for visit, rep in visits]


def _visit_view(visit: Visit, rep: str, event: ObjectionEvent | None) -> VisitView:
    return VisitView(
        date=visit.date,
        rep=rep,
        outcome=visit.outcome,
        program=visit.program,
        objection=event.objection if event else None,
        said=event.said if event else None,
        promise=visit.promise,
        next_on=visit.next_on,
    )
