"""`case_queue`: the open cases that whoever asks may see, the oldest first; each can be closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Action, Citation, Fact, ReplyStatus, Role, ToolCall, ToolResult
from assistant.errors import RefusedError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from knowledge.facts.case_kinds import case_kind
from knowledge.pack.schema.rows import MADE_IN_APP
from knowledge.records.case_file import QueuedCase
from tools.cases.wording import facts_told

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

EXAMPLES = Path(__file__).parent / "examples.yaml"
SHOWN = 10
WORKS_CASES = frozenset({Role.SUPPORT, Role.MANAGER})


class QueueArguments(BaseModel):
    """All of them, or those of one kind."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    first: int = Field(0, ge=0, le=10_000, description="how many of the oldest to skip")


class CloseArguments(BaseModel):
    """Which one is done."""

    model_config = ConfigDict(extra="forbid")
    case: str = Field(min_length=1, max_length=64)


@lru_cache(maxsize=1)
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass
class CaseQueue:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    name: str = "case_queue"
    description: str = (
        "The queue of open cases of all shops the user may see: deliveries, claims, disputed "
        "rewards, questions that the papers do not answer. For support and managers; the cases "
        "of one shop are in its brief."
    )
    arguments: type[BaseModel] = QueueArguments
    roles: frozenset[Role] = WORKS_CASES
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Ten at a time."""
        asked = QueueArguments.model_validate(arguments.model_dump())
        _ = translate(context.language)
        every = self.records.case_file.queue(context.user)
        shown = every[asked.first : asked.first + SHOWN]
        if not shown:
            return ToolResult(ReplyStatus.ANSWERED, _("No case is open."))
        locale = Locale(context.language)
        count = Fact("open_cases", Decimal(len(every)), "case_file", "cases:open")
        head = _("Open cases: {count}").replace("{count}", locale.number(Decimal(len(every))))
        dates = [
            Fact("case_opened_on", q.case.opened_on, "date", f"cases:{q.case.id}") for q in shown
        ]
        return ToolResult(
            ReplyStatus.ANSWERED,
            "\n\n".join([f"**{head}**", *(self._told(one, context) for one in shown)]),
            facts=(count, *dates),
            citations=tuple(
                Citation("record", f"cases:{q.case.id}", q.case.subject) for q in shown
            ),
            actions=self._actions(asked, shown, len(every), context),
            data={"open": len(every), "cases": [q.case.id for q in shown]},
        )

    def _told(self, queued: QueuedCase, context: ToolContext) -> str:
        _ = translate(context.language)
        case = queued.case
        day = Locale(context.language).date(case.opened_on)
        head = _("Open since {date}: {kind}, “{subject}”")
        told = (
            head.replace("{date}", day)
            .replace("{kind}", case_kind(case.kind, context.language))
            .replace("{subject}", case.subject)
        )
        where = [queued.shop, case.outlet, case.program, case.invoice, case.opened_by, case.id]
        country = self.records.outlet(context.user, case.outlet).country if case.outlet else None
        lines = [
            f"- {told}",
            f"  {' · '.join(part for part in where if part)}",
            *(f"  - {line}" for line in facts_told(case, context.language, country)),
        ]
        return "\n".join(lines)

    def _actions(
        self, asked: QueueArguments, shown: Sequence[QueuedCase], total: int, context: ToolContext
    ) -> tuple[Action, ...]:
        _ = translate(context.language)
        own = [q for q in shown if q.case.id.startswith(MADE_IN_APP)]
        closing = [
            Action(
                "close_case",
                _("Done: {number}").replace("{number}", one.case.id),
                {"case": one.case.id},
                ToolCall("close_case", {"case": one.case.id}),
            )
            for one in own
        ]
        if total <= asked.first + SHOWN:
            return tuple(closing)
        following = {"first": asked.first + SHOWN}
        more = Action("case_queue", _("More cases"), following, ToolCall("case_queue", following))
        return (*closing, more)


@dataclass
class CloseCase:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    records: DataAPI
    name: str = "close_case"
    description: str = "Closes a case."
    arguments: type[BaseModel] = CloseArguments
    roles: frozenset[Role] = WORKS_CASES
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Close it and say so."""
        asked = CloseArguments.model_validate(arguments.model_dump())
        _ = translate(context.language)
        if not context.tapped:
            raise RefusedError(_("Only a tap on the card can do that."))
        case = self.records.case_file.close(context.user, asked.case)
        told = _("Case {number} is closed.").replace("{number}", case.id)
        fact = Fact("case_number", case.id, "name", f"cases:{case.id}")
        return ToolResult(ReplyStatus.DONE, told, facts=(fact,), outlet=case.outlet)
