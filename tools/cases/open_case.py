"""`open_case`: a person's tap hands a matter on to support, with the facts of that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Citation, Fact, ReplyStatus, Role, ToolResult
from assistant.errors import NotFoundError, RefusedError
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from knowledge.facts.case_kinds import case_kind
from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import evidence_for, shop_evidence
from knowledge.facts.recommendation import decide
from knowledge.records.case_file import QUESTION, NewCase
from tools.cases.wording import ATTACHED, facts_in, facts_told, packed

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI


class OpenCaseArguments(BaseModel):
    """What is handed on; the facts are no argument, they are looked up."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    said: str = Field(min_length=1, max_length=500, description="in the words of whoever said it")
    objection: str | None = Field(None, max_length=64)
    """Key in the playbook; None = a question that the papers do not answer."""
    outlet: str | None = Field(None, max_length=64)
    program: str | None = Field(None, max_length=64)


@dataclass
class OpenCase:
    """Implements `assistant.ports.Tool`; reached by a tap only."""

    records: DataAPI
    name: str = "open_case"
    description: str = "Opens a case for support."
    arguments: type[BaseModel] = OpenCaseArguments
    roles: frozenset[Role] = frozenset(Role)
    examples: Sequence[str] = ()

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Open it once, tell its number and what goes along."""
        asked = OpenCaseArguments.model_validate(arguments.model_dump())
        language = context.language
        _ = translate(language)
        if not context.tapped:
            raise RefusedError(_("Only a tap on the card can do that."))
        kind = self._kind(asked)
        is_question = kind == QUESTION
        program: str | None = asked.program
        facts: list[Fact] = []
        if asked.outlet:
            program, facts = self._facts(asked.outlet, asked, context)
        case = self.records.case_file.open(
            context.user,
            context.thread,
            NewCase(
                kind, asked.said, None if is_question else asked.outlet, program,
                [packed(fact) for fact in facts],
            ),
        )  # fmt: skip
        country = None if is_question else self._country(asked, context)
        told = facts_told(case, language, country)
        lines = [
            _("Case {number} is open: {kind}. Support sees it now.")
            .replace("{number}", case.id)
            .replace("{kind}", case_kind(kind, language)),
            *([_("With it go:")] if told else []),
            *(f"- {line}" for line in told),
        ]
        ref = f"cases:{case.id}"
        number = Fact("case_number", case.id, "name", ref)
        return ToolResult(
            ReplyStatus.DONE,
            "\n".join(lines),
            facts=(number, *facts_in(case)),
            citations=(Citation("record", ref, case.subject),),
            outlet=asked.outlet,
            data={"case": case.id, "kind": kind},
        )

    def _kind(self, asked: OpenCaseArguments) -> str:
        if asked.objection is None:
            return QUESTION
        playbook = {o.key: o for o in self.records.objections().objections}
        if asked.objection not in playbook or not asked.outlet:
            raise NotFoundError("There is no such objection in the playbook, or no shop.")
        return playbook[asked.objection].case_kind

    def _facts(
        self, outlet: str, asked: OpenCaseArguments, context: ToolContext
    ) -> tuple[str | None, list[Fact]]:
        """The program that is meant, and what is known of the shop in it."""
        shop = shop_evidence(self.records, context.user, outlet, context.today, context.language)
        held = [e.program for e in shop.enrollments if e.status == "active"]
        running = [program.code for program in shop.programs]
        code = next((c for c in (asked.program, *held, *running) if c in running), None)
        if code is None:
            return None, []
        evidence = evidence_for(self.records, context.user, shop, code)
        found = facts_of(evidence, decide(evidence, self.records.rules()), self.records.brand())
        return code, [found[name] for name in ATTACHED if name in found]

    def _country(self, asked: OpenCaseArguments, context: ToolContext) -> str | None:
        return self.records.outlet(context.user, asked.outlet).country if asked.outlet else None
