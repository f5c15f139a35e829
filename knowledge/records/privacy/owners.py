"""Who is meant: an owner by one of his shops or his number, with everything he is known by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.domain import Role, User
from assistant.errors import NotFoundError, RefusedError
from knowledge.records.access import visible_to
from knowledge.records.privacy.traces import Traces, traces_of
from knowledge.records.tables.conversations import TurnTaken
from knowledge.records.tables.enrollments import Consent, Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import SignUpDraftRow
from knowledge.records.tables.types import storable

MAY_EXPORT = frozenset({Role.MANAGER, Role.SUPPORT})
MAY_ERASE = frozenset({Role.MANAGER})
_LEAST_DIGITS = 7


@dataclass(frozen=True)
class Owner:
    """One owner, as the records know him."""

    outlets: tuple[str, ...]
    threads: frozenset[str]
    """Conversations in which his shops came up."""
    traces: Traces


def check_role(user: User, roles: frozenset[Role]) -> None:
    """Who works for a company's owners' data.

    Raises:
        RefusedError: this user's role does not.
    """
    if user.role not in roles:
        allowed = " or ".join(sorted(role.value for role in roles))
        raise RefusedError(f"Only a {allowed} may do that with an owner's data.")


def find_owner(session: Session, user: User, wanted: str) -> Owner:
    """By an outlet's code, or by a phone number: then all outlets where it is kept.

    Raises:
        NotFoundError: none of those the user may see.
    """
    code = storable(wanted).strip()
    seen = set(session.scalars(select(Outlet.code).where(Outlet.code == code, visible_to(user))))
    if not seen and len(number := _digits(code)) >= _LEAST_DIGITS:
        held = {outlet for outlet, _name, phone in _said(session, None) if _same(phone, number)}
        query = select(Outlet.code).where(Outlet.code.in_(held), visible_to(user))
        seen = set(session.scalars(query))
    if not seen:
        raise NotFoundError(
            f"There is no outlet {code[:64]!r}, and no owner with that number, among those you "
            "may see."
        )
    outlets = tuple(sorted(seen))
    said = list(_said(session, outlets))
    traces = traces_of([name for _o, name, _p in said], [phone for _o, _n, phone in said])
    return Owner(outlets, _threads(session, outlets), traces)


def _said(
    session: Session, outlets: tuple[str, ...] | None
) -> Iterator[tuple[str, str | None, str | None]]:
    """Outlet, name, phone: from every place that keeps them; None = of all outlets."""

    def of(query: Any, column: Any) -> Any:
        return session.execute(query if outlets is None else query.where(column.in_(outlets)))

    for row in of(select(Outlet.code, Outlet.owner_name, Outlet.phone), Outlet.code):
        yield row[0], row[1], row[2]
    agreed = select(Enrollment.outlet, Consent.owner_name, Consent.phone).join(
        Enrollment, Enrollment.id == Consent.enrollment
    )
    for row in of(agreed, Enrollment.outlet):
        yield row[0], row[1], row[2]
    drafts = select(SignUpDraftRow.outlet, SignUpDraftRow.personal)
    for outlet, personal in of(drafts, SignUpDraftRow.outlet):
        for part in (personal.get("corrections"), personal.get("card")):
            if part:
                yield outlet, part.get("owner_name"), part.get("phone")


def _threads(session: Session, outlets: tuple[str, ...]) -> frozenset[str]:
    turns = select(TurnTaken.thread).where(TurnTaken.outlet.in_(outlets)).distinct()
    drafts = select(SignUpDraftRow.thread).where(SignUpDraftRow.outlet.in_(outlets))
    return frozenset(session.scalars(turns)) | frozenset(session.scalars(drafts))


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _same(kept: str | None, number: str) -> bool:
    return kept is not None and _digits(kept).lstrip("0")[-9:] == number.lstrip("0")[-9:]
