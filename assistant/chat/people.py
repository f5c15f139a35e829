"""From a login to a user, and the language he reads."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import chainlit as cl

from assistant.domain import User

TRIES = 5
PAUSE_SECONDS = 60.0


@dataclass
class Doorkeeper:
    """Slows down whoever guesses passwords: five wrong ones close an id for a minute."""

    wrong: dict[str, list[float]] = field(default_factory=dict)

    def may_try(self, user_id: str) -> bool:
        """Whether this id is open for another try."""
        since = time.monotonic() - PAUSE_SECONDS
        recent = [moment for moment in self.wrong.get(user_id, []) if moment > since]
        if recent:
            self.wrong[user_id] = recent
        else:
            self.wrong.pop(user_id, None)
        return len(recent) < TRIES

    def note(self, user_id: str, *, passed: bool) -> None:
        """Remember how a try ended."""
        if passed:
            self.wrong.pop(user_id, None)
        else:
            self.wrong.setdefault(user_id, []).append(time.monotonic())


def chat_user(user: User) -> cl.User:
    """What the session cookie carries. Permission is never read from it."""
    return cl.User(
        identifier=user.id,
        display_name=user.name,
        metadata={"role": user.role.value, "languages": list(user.languages)},
    )


def reading_language(chosen: str | None, user: User, offered: tuple[str, ...]) -> str:
    """The language of our own texts: the chosen one, else his first that we have, else English."""
    for tag in (chosen, *user.languages):
        if tag and tag.split("-", maxsplit=1)[0] in offered:
            return tag
    return "en"
