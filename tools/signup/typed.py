"""The phrase that counts as a tap: exact words, for the card that is open in this conversation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from assistant.domain import ToolCall, Turn, User
from assistant.language.catalogs import translate
from knowledge.enrollment.draft import SignUpDraft, Step

DIGITS = re.compile(r"[+\d][\d ()./-]{6,}\d")
SIX = re.compile(r"\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d")


class Drafts(Protocol):
    """Where open sign-ups are looked for."""

    def waiting(self, user: User, thread: str | None = None) -> SignUpDraft | None: ...


@dataclass(frozen=True)
class TypedTaps:
    """Reads a message as a tap, or not at all; no model reads it."""

    drafts: Drafts

    def __call__(self, turn: Turn) -> ToolCall | None:
        """The call the words stand for; None = an ordinary message."""
        said = " ".join(turn.message.split())
        if not said or len(said) > 120:
            return None
        languages = dict.fromkeys((turn.language or "en", *turn.user.languages, "en"))
        meant = next((m for tag in languages if (m := _meant(said, tag))), None)
        if meant is None:
            return None
        draft = self.drafts.waiting(turn.user, turn.thread)
        return meant(draft) if draft is not None else None


Meaning = Callable[[SignUpDraft], ToolCall | None]
Begun = Callable[[SignUpDraft, str], ToolCall | None]


def _meant(said: str, language: str) -> Meaning | None:
    _ = translate(language)
    words = said.casefold()
    alone: dict[str, Meaning] = {
        _("start again").casefold(): lambda draft: ToolCall("restart_signup", {"draft": draft.id}),
        _("cancel").casefold(): lambda draft: ToolCall("cancel_signup", {"draft": draft.id}),
    }
    if words in alone:
        return alone[words]
    begins: tuple[tuple[str, Begun], ...] = (
        (_("confirm"), _confirmed),
        (_("phone"), lambda draft, rest: _corrected(draft, "phone", rest)),
        (_("name"), lambda draft, rest: _corrected(draft, "owner_name", rest)),
    )
    for word, make in begins:
        if rest := _after(said, word):
            return partial(_begun, make, rest)
    if SIX.fullmatch(said):
        return lambda draft: _code(draft, said)
    if DIGITS.fullmatch(said):
        return lambda draft: _corrected(draft, "phone", said)
    return None


def _begun(make: Begun, rest: str, draft: SignUpDraft) -> ToolCall | None:
    return make(draft, rest)


def _corrected(draft: SignUpDraft, field: str, value: str) -> ToolCall:
    return ToolCall("correct_signup", {"draft": draft.id, field: value})


def _after(said: str, word: str) -> str:
    """What follows the word, if the message begins with it."""
    start, _space, rest = said.partition(" ")
    if " " in word:
        start, rest = said[: len(word)], said[len(word) :]
    return rest.strip() if start.casefold() == word.casefold() else ""


def _confirmed(draft: SignUpDraft, code: str) -> ToolCall | None:
    """Only with the very code of the card on show."""
    if draft.step is not Step.CONSENT or code.upper() != draft.short_code:
        return None
    shown = {"draft": draft.id, "card": draft.card_hash, "key": draft.key}
    return ToolCall("confirm_signup", shown)


def _code(draft: SignUpDraft, said: str) -> ToolCall | None:
    if draft.step is not Step.READ_BACK:
        return None
    shown = {"draft": draft.id, "card": draft.card_hash}
    return ToolCall("give_consent", {**shown, "method": "otp", "code": said})
