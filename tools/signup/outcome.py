"""`visit_outcome`: how the visit ended, with a tap; the next brief starts from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from pydantic import BaseModel, Field

from assistant.domain import Action, ReplyStatus, Role, ToolCall, ToolResult, User
from assistant.errors import RefusedError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from knowledge.facts.text import plain
from knowledge.pack.schema.playbook import Objections
from knowledge.records.enrollment.outcomes import Outcome
from tools.signup.arguments import Asked
from tools.signup.tool import SIGNS_UP

MOST_REASONS = 6
LATER = (1, 7, 30)
"""Days after which one may come back with a tap."""


class OutcomeArguments(Asked):
    """How a visit ended."""

    outlet: str = Field(max_length=64)
    ended: Literal["declined", "come_back", "escalated"]
    program: str | None = Field(None, max_length=64)
    reason: str = Field("", max_length=500, description="in the words of whoever gave it")
    objection: str | None = Field(None, max_length=64, description="key of the playbook")
    next_on: date | None = None


class Playbook(Protocol):
    """What shopkeepers say against joining."""

    def objections(self) -> Objections: ...


class Outcomes(Protocol):
    """Where it is kept; checks that the user may see the outlet."""

    def keep(self, user: User, outcome: Outcome) -> None: ...


@dataclass
class VisitOutcome:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    outcomes: Outcomes
    playbook: Playbook
    name: str = "visit_outcome"
    description: str = "Notes how a visit ended."
    arguments: type[BaseModel] = OutcomeArguments
    roles: frozenset[Role] = SIGNS_UP
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Keep it and say so."""
        asked = OutcomeArguments.model_validate(arguments.model_dump())
        language = context.language
        if not context.tapped:
            raise RefusedError(translate(language)("Only a tap on the card can do that."))
        outcome = Outcome(
            asked.outlet, context.today, asked.ended, asked.program, reason=asked.reason,
            objection=asked.objection, language=language, next_on=asked.next_on,
        )  # fmt: skip
        self.outcomes.keep(context.user, outcome)
        _ = translate(language)
        told = _("Noted. Your next brief on this shop starts from it.")
        if asked.ended != "declined" or asked.reason:
            return ToolResult(ReplyStatus.DONE, told, outlet=asked.outlet)
        why = _("Why? Tap what he said.")
        reasons = self._reasons(asked, language)
        return ToolResult(
            ReplyStatus.DONE, f"{told}\n\n{why}" if reasons else told, actions=reasons,
            outlet=asked.outlet,
        )  # fmt: skip

    def _reasons(self, asked: OutcomeArguments, language: str) -> tuple[Action, ...]:
        """As shopkeepers say it in the reader's language, in the playbook's order."""
        base = language.split("-", maxsplit=1)[0]
        known = [
            (o.key, (o.says.get(base) or o.says.get("en") or [o.name])[0])
            for o in self.playbook.objections().objections[:MOST_REASONS]
        ]
        call = {"outlet": asked.outlet, "ended": "declined"}
        if asked.program:
            call["program"] = asked.program
        return tuple(
            Action(
                "visit_outcome", plain(said, 80), call,
                ToolCall("visit_outcome", {**call, "reason": said, "objection": key}),
            )
            for key, said in known
        )  # fmt: skip


def endings(outlet: str, program: str, today: date, language: str) -> tuple[Action, ...]:
    """What may be tapped when it came to nothing today."""
    _ = translate(language)
    locale = Locale(language.split("-", maxsplit=1)[0])
    days = [today + timedelta(days=later) for later in LATER]
    back = [
        (_("Come back on {date}").replace("{date}", locale.date(day)),
         {"ended": "come_back", "next_on": day.isoformat()})
        for day in days
    ]  # fmt: skip
    choices = [
        (_("He said no"), {"ended": "declined"}),
        *back,
        (_("Pass it on to the office"), {"ended": "escalated"}),
    ]
    base = {"outlet": outlet, "program": program}
    return tuple(
        Action("visit_outcome", label, base, ToolCall("visit_outcome", {**base, **more}))
        for label, more in choices
    )
