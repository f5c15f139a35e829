"""`objection_outcome`: a tap says whether the answer convinced; two noes end it politely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import BaseModel

from assistant.domain import Action, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from knowledge.records.objections_heard import HeardObjection
from tools.objections import telling
from tools.objections.arguments import OutcomeArguments

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI


@dataclass
class ObjectionOutcome:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    records: DataAPI
    name: str = "objection_outcome"
    description: str = "Notes whether the answer to an objection convinced the shopkeeper."
    arguments: type[BaseModel] = OutcomeArguments
    roles: frozenset[Role] = frozenset({Role.REP})
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Convinced: on to the sign-up. Not yet: one more argument, if there is one. Else leave."""
        asked = OutcomeArguments.model_validate(arguments.model_dump())
        call = self.records.objections_heard.of_call(context.user, asked.outlet)
        event = next((e for e in call if e.id == asked.event), None)
        if event is None:
            _ = translate(context.language)
            raise NotFoundError(_("That call is over."))
        if asked.resolved:
            self.records.objections_heard.settle(
                context.user, event.id, resolved=True, is_last=False
            )
            return self._result(
                asked, telling.convinced(context.language), self._join(asked, context)
            )
        return self._again(asked, event, call, context)

    def _again(
        self,
        asked: OutcomeArguments,
        event: HeardObjection,
        call: Sequence[HeardObjection],
        context: ToolContext,
    ) -> ToolResult:
        playbook = {o.key: o for o in self.records.objections().objections}
        tried = sum(e.is_tried for e in call)
        objection = playbook.get(event.objection)
        other = telling.trying_again(objection, context.language) if objection else None
        if tried >= telling.TRIES or other is None or objection is None:
            self.records.objections_heard.settle(
                context.user, event.id, resolved=False, is_last=True
            )
            return self._result(asked, telling.leaving(context.language), ())
        self.records.objections_heard.settle(context.user, event.id, resolved=False, is_last=False)
        second = replace(event, answer=other)
        kept = self.records.objections_heard.hear(context.user, asked.outlet, asked.program, second)
        base = {"outlet": asked.outlet} | ({"program": asked.program} if asked.program else {})
        return self._result(asked, other, telling.settling(base, kept.id, context.language))

    def _join(self, asked: OutcomeArguments, context: ToolContext) -> tuple[Action, ...]:
        """He is convinced: the story, which leads on to the sign-up."""
        if not asked.program:
            return ()
        _ = translate(context.language)
        call = ToolCall("selling_story", {"outlet": asked.outlet, "program": asked.program})
        payload = {"outlet": asked.outlet, "program": asked.program}
        return (Action("selling_story", _("Selling story"), payload, call),)

    def _result(
        self, asked: OutcomeArguments, text: str, actions: tuple[Action, ...]
    ) -> ToolResult:
        return ToolResult(ReplyStatus.ANSWERED, text, actions=actions, outlet=asked.outlet)
