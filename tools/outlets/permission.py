"""The outlet a turn is about must be one the user may see, before any tool or model runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import Turn
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from assistant.ports import Verdict

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI


@dataclass(frozen=True)
class OutletIsVisible:
    """Refuses a turn about an outlet that is not there or not this user's: the same words for both.

    The Data API refuses it again below every tool; this one saves the turn.
    """

    records: DataAPI
    name: str = "outlet_is_visible"

    def check(self, turn: Turn, language: str) -> Verdict:
        """Look it up as the user."""
        if turn.outlet is None:
            return Verdict(passed=True)
        try:
            self.records.outlet(turn.user, turn.outlet)
        except NotFoundError:
            _ = translate(language)
            reason = _("There is no shop {outlet} among those you may see.")
            return Verdict(passed=False, reason=reason.format(outlet=turn.outlet[:64]))
        return Verdict(passed=True)
