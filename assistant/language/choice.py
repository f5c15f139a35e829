"""Which language an answer is in."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import PastTurn, Turn


def answer_language(turn: Turn, past: Sequence[PastTurn], offered: Sequence[str]) -> str:
    """The language asked for, else that of the message, else the user's own, of those offered."""
    if turn.language:
        return turn.language
    from assistant.language.detect import detect

    previous = past[-1].language if past else None
    found = detect(turn.message, turn.user.languages, previous)
    return next((t for t in (found, *turn.user.languages) if t in offered), offered[0])
