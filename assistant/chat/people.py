"""From a login to a user, and the language he reads."""

from __future__ import annotations

from collections.abc import Sequence

import chainlit as cl

from assistant.domain import User


def chat_user(user: User) -> cl.User:
    """What the session cookie carries. Permission is never read from it."""
    return cl.User(
        identifier=user.id,
        display_name=user.name,
        metadata={"role": user.role.value, "languages": list(user.languages)},
    )


def reading_language(chosen: str | None, user: User, offered: Sequence[str]) -> str:
    """The language of our own texts: the chosen one, else his first that is offered."""
    return next((tag for tag in (chosen, *user.languages) if tag and tag in offered), "en")


def offered_to(user: User, offered: Sequence[str]) -> list[str]:
    """The languages he may choose from, his own first."""
    own = [tag for tag in user.languages if tag in offered]
    return list(dict.fromkeys([*own, *offered])) or ["en"]
