"""A message has a length: something, and not a book."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.domain import Turn
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import Verdict


@dataclass(frozen=True)
class MessageLength:
    """Refuses an empty or an overlong message before anything is spent on it."""

    max_chars: int
    name: str = "message_length"

    def check(self, turn: Turn, language: str) -> Verdict:
        """Count characters; blanks alone are nothing."""
        _ = translate(language)
        if not turn.message.strip():
            return Verdict(passed=False, reason=_("Please type a message."))
        if len(turn.message) <= self.max_chars:
            return Verdict(passed=True)
        reason = _("Your message is too long: please keep it under {limit} characters.")
        limit = Locale(language).number(Decimal(self.max_chars))
        return Verdict(passed=False, reason=reason.format(limit=limit))
