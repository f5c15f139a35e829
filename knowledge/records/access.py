"""Which outlets a user may see: his territories and everything below them, decided in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session

from assistant.domain import Role, User
from assistant.errors import NotFoundError
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Territory
from knowledge.records.tables.types import storable

WHOLE_COMPANY = frozenset({Role.MANAGER, Role.SUPPORT})
"""Roles for which no territory means all of them; for the others it means none."""


def visible_to(user: User) -> ColumnElement[bool]:
    """The condition on `Outlet` that holds for what this user may see."""
    if not user.territories:
        return true() if user.role in WHOLE_COMPANY else false()
    return _within(user.territories)


@lru_cache(maxsize=1024)
def _within(territories: tuple[str, ...]) -> ColumnElement[bool]:
    """Kept, for putting it together takes longer than asking it; it holds codes, no outlets."""
    return Outlet.territory.in_(below(territories))


def below(territories: Sequence[str]) -> Select[tuple[str]]:
    """Codes of the territories and of everything below them."""
    tree = select(Territory.code).where(Territory.code.in_(territories)).cte(recursive=True)
    # UNION, not UNION ALL: a loop in the tree ends instead of running for ever.
    tree = tree.union(select(Territory.code).join(tree, Territory.parent == tree.c.code))
    return select(tree.c.code)


def seen_outlet(session: Session, user: User, code: str) -> Outlet:
    """The outlet, if this user may see it.

    Raises:
        NotFoundError: no such outlet, or not his: the same words for both.
    """
    outlet = session.scalar(select(Outlet).where(Outlet.code == storable(code), visible_to(user)))
    if outlet is None:
        raise NotFoundError(f"There is no outlet {code[:64]!r} among those you may see.")
    return outlet
