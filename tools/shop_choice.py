"""Which shop is meant: by code, by name, or asked back with the choices to tap."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from assistant.domain import Action, ReplyStatus, ToolResult, User
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from knowledge.records.answers import OutletMatch, OutletProfile, RouteStop
from knowledge.records.outlets import fold

SURE, CLEAR = 90.0, 5.0
"""Score, of 100, from which a misspelled name is taken as meant, and its lead over the next."""
MOST_CHOICES = 5
MOST_CODES = 10
BETWEEN = "|"
"""Stands between codes that one name may mean."""


class ShopRecords(Protocol):
    """The part of the Data API that a shop is found with."""

    def outlet(self, user: User, code: str) -> OutletProfile: ...

    def find_outlets(self, user: User, query: str, limit: int = 5) -> Sequence[OutletMatch]: ...

    def route(self, user: User) -> Sequence[RouteStop]: ...


def find_shop(
    records: ShopRecords, context: ToolContext, said: str | None
) -> OutletProfile | ToolResult:
    """The shop, or the question which one is meant; each choice repeats the person's message.

    Raises:
        NotFoundError: no such shop or none this user may see: the same words for both.
    """
    if not said:
        stops = records.route(context.user)[:MOST_CHOICES]
        return _ask(context, [OutletMatch(s.outlet, s.name, s.route, 0.0) for s in stops])
    if BETWEEN in said:
        return _one_of(records, context, said)
    try:
        return records.outlet(context.user, said)
    except NotFoundError:
        matches = _matches(records, context.user, said)
    if not matches:
        raise _unknown(context, said)
    rivals = [m for m in matches[1:] if m.score > matches[0].score - CLEAR]
    if matches[0].score >= SURE and not rivals:
        return records.outlet(context.user, matches[0].code)
    return _ask(context, matches)


def _one_of(records: ShopRecords, context: ToolContext, said: str) -> OutletProfile | ToolResult:
    """Codes that one name may stand for: those of them the user may see."""
    found: list[OutletProfile] = []
    for code in said.split(BETWEEN)[:MOST_CODES]:
        with suppress(NotFoundError):
            found.append(records.outlet(context.user, code.strip()))
    if not found:
        raise _unknown(context, said)
    if len(found) == 1:
        return found[0]
    return _ask(context, [OutletMatch(o.code, o.name, o.town, 100.0) for o in found])


def _unknown(context: ToolContext, said: str) -> NotFoundError:
    """The same words for a shop that is not there and for one of somebody else."""
    _ = translate(context.language)
    unknown = _("There is no shop {outlet} among those you may see.")
    return NotFoundError(unknown.replace("{outlet}", said[:64]))


def _matches(records: ShopRecords, user: User, said: str) -> list[OutletMatch]:
    """Shops of that very name, else those that are nearly called so."""
    if " " not in said.strip() and any(c.isdigit() for c in said):
        return []  # a code is right or wrong: another shop's is nearly the same
    found = list(records.find_outlets(user, said, MOST_CHOICES))
    exact = [m for m in found if fold(m.name) == fold(said)]
    return exact or found


def _ask(context: ToolContext, matches: Sequence[OutletMatch]) -> ToolResult:
    _ = translate(context.language)
    question = _("Which shop do you mean?")
    choices = [_choice(match, context.message) for match in matches]
    text = "\n".join([question, *(f"- {choice.label}" for choice in choices)])
    return ToolResult(ReplyStatus.CLARIFICATION, text if choices else question,
                      actions=tuple(choices))  # fmt: skip


def _choice(match: OutletMatch, message: str) -> Action:
    label = " · ".join(part for part in (match.name, match.town, match.code) if part)
    return Action("open_outlet", label, {"outlet": match.code, "message": message})
