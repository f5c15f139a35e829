"""An outlet's enrollments, cases and past visits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge.records.answers import CaseView, EnrollmentView, VisitView
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.people import Person
from knowledge.records.tables.visits import Case, ObjectionEvent, Visit


def read_enrollments(session: Session, outlet: str, day: dt.date) -> list[EnrollmentView]:
    """Those joined until that day, left ones too, newest first."""
    return enrollments_of(session, (outlet,), day).get(outlet, [])


def enrollments_of(
    session: Session, outlets: Sequence[str], day: dt.date
) -> Mapping[str, list[EnrollmentView]]:
    """Outlet → its enrollments, as `read_enrollments` gives them."""
    fields = (getattr(Enrollment, name) for name in EnrollmentView.__dataclass_fields__)
    rows = session.execute(
        select(Enrollment.outlet, *fields)
        .where(Enrollment.outlet.in_(outlets), Enrollment.joined_on <= day)
        .order_by(Enrollment.joined_on.desc(), Enrollment.program)
    )
    found: dict[str, list[EnrollmentView]] = defaultdict(list)
    for outlet, *values in rows:
        found[outlet].append(_as_of(EnrollmentView(*values), day))
    return found


def _as_of(view: EnrollmentView, day: dt.date) -> EnrollmentView:
    """A notice that has run out has ended the membership, whoever has booked that or not."""
    ended = view.left_on is not None and view.left_on <= day
    paused = tuple(
        (since, until, reason, clause) for since, until, reason, clause in view.paused or ()
    )
    return replace(view, status="left" if ended else view.status, paused=paused)


def read_membership(
    session: Session, outlet: str, program: str, day: dt.date
) -> EnrollmentView | None:
    """The enrollment under which the outlet is in the program on that day, if it is."""
    return membership_in(read_enrollments(session, outlet, day), program, day)


def membership_in(
    enrollments: Iterable[EnrollmentView], program: str, day: dt.date
) -> EnrollmentView | None:
    """The newest one that counts, of enrollments that are ordered newest first."""
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
    return cases_of(session, (outlet,), day, open_only).get(outlet, [])


def cases_of(
    session: Session, outlets: Sequence[str], day: dt.date, open_only: bool
) -> Mapping[str, list[CaseView]]:
    """Outlet → its cases, as `read_cases` gives them."""
    wanted = open_on(day) if open_only else (Case.opened_on <= day,)
    fields = (getattr(Case, name) for name in CaseView.__dataclass_fields__)
    rows = session.execute(
        select(Case.outlet, *fields)
        .where(Case.outlet.in_(outlets), *wanted)
        .order_by(Case.opened_on, Case.id)
    )
    found: dict[str, list[CaseView]] = defaultdict(list)
    for outlet, *values in rows:
        found[outlet].append(CaseView(*values))
    return found


def read_visits(session: Session, outlet: str, day: dt.date, limit: int) -> list[VisitView]:
    """The last visits until that day, newest first, each with the objection noted first."""
    return visits_of(session, (outlet,), day, limit).get(outlet, [])


def visits_of(
    session: Session, outlets: Sequence[str], day: dt.date, limit: int
) -> Mapping[str, list[VisitView]]:
    """Outlet → its last visits, as `read_visits` gives them."""
    newest_first = (Visit.date.desc(), Visit.id.desc())
    place = func.row_number().over(partition_by=Visit.outlet, order_by=newest_first)
    numbered = (
        select(Visit.id, place.label("place"))
        .where(Visit.outlet.in_(outlets), Visit.date <= day)
        .subquery()
    )
    visits = session.execute(
        select(Visit, Person.name)
        .join(numbered, numbered.c.id == Visit.id)
        .join(Person, Person.id == Visit.rep)
        .where(numbered.c.place <= limit)
        .order_by(*newest_first)
    ).all()
    events = session.scalars(
        select(ObjectionEvent)
        .where(ObjectionEvent.visit.in_([visit.id for visit, _ in visits]))
        .order_by(ObjectionEvent.id.desc())
    )
    first = {event.visit: event for event in events}
    found: dict[str, list[VisitView]] = defaultdict(list)
    for visit, rep in visits:
        found[visit.outlet].append(_visit_view(visit, rep, first.get(visit.id)))
    return found


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
        reason=visit.reason,
        enrollment=visit.enrollment,
    )
