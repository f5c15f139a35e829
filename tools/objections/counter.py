"""One objection at one counter: explore, answer, concede, hand on or leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.domain import Action, ReplyStatus, ToolCall, ToolResult
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from graphrag.pictures import draw, pieces_of
from knowledge.pack.schema.playbook import Objection
from knowledge.records.answers import OutletProfile
from knowledge.records.objections_heard import HeardObjection
from tools.objections import telling
from tools.objections.grounds import Ground, ground_for, path_of, quotes_of

if TYPE_CHECKING:
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI

SELLING = frozenset({"answer", "concede"})
"""Kinds of handling that persuade; the others leave, come back, or hand on."""
MOST_ASKED = 500
"""Letters of what he said that the papers are searched for."""


@dataclass(frozen=True)
class Counter:
    """One objection at one counter: what came before it in this call, and what is replied."""

    records: DataAPI
    papers: Papers
    program: str | None
    said: str
    outlet: OutletProfile | None
    context: ToolContext
    before: list[HeardObjection] | None
    """Of this call; None = nothing is kept of it."""

    @property
    def waiting(self) -> str | None:
        """Key of the objection that was explored last and not answered yet."""
        last = self.before[-1] if self.before else None
        return last.objection if last is not None and last.answer is None else None

    @property
    def _asked(self) -> dict[str, str]:
        shop = {"outlet": self.outlet.code} if self.outlet else {}
        return shop | ({"program": self.program} if self.program else {})

    def ask(self, question: str, candidates: tuple[Objection, ...]) -> ToolResult:
        """Back to the rep, with a button for each."""
        language = self.context.language
        actions = telling.choices(candidates, self.said, self._asked, language)
        outlet = self.outlet.code if self.outlet else None
        return ToolResult(ReplyStatus.CLARIFICATION, question, actions=actions, outlet=outlet)

    def ask_papers(self, question: str, candidates: tuple[Objection, ...]) -> ToolResult:
        """The same for what is like nothing in the playbook; the papers may know it."""
        _ = translate(self.context.language)
        asked = self.ask(question, candidates)
        call = ToolCall("program_qa", {"question": self.said[:MOST_ASKED]})
        papers = Action("program_qa", _("Look in the papers"), {"message": self.said}, call)
        return replace(asked, actions=(*asked.actions, papers))

    def reply(self, objection: Objection) -> ToolResult:
        """Explore, concede, hand on, or answer."""
        tries = sum(e.is_tried for e in self.before or ())
        if self.before is not None and tries >= telling.TRIES and objection.handling != "case":
            return self._result(objection, telling.leaving(self.context.language))
        explored = self.before is None or self.waiting is not None
        if objection.explore_first and not explored:
            self._keep(objection, None)
            return self._result(objection, telling.asking(objection, self.context.language))
        return self._answer(objection, tries)

    def _answer(self, objection: Objection, tries: int) -> ToolResult:
        context, records = self.context, self.records
        ground = ground_for(records, objection, self.outlet, self.program, context)
        kept = self.before is not None
        if ground.program and not ground.may_persuade and objection.handling in SELLING:
            name = records.program(ground.program).name_in(context.language)
            text = telling.conceding(objection, ground, name, context.language)
            self._keep(objection, text, ground.program)
            return self._result(objection, text)
        counted = tries + 1 if kept and objection.handling in SELLING else 0
        text = telling.answering(objection, ground, context.language, counted)
        event = self._keep(objection, ground.way.answer, ground.program)
        return self._proven(self._result(objection, text), objection, ground, event)

    def _proven(
        self, result: ToolResult, objection: Objection, ground: Ground, event: str | None
    ) -> ToolResult:
        """With the facts, the path as citation and picture, and what to tap next."""
        language = self.context.language
        path = path_of(ground.way, self.outlet, telling.says(objection, language), language)
        _ = translate(language)
        title = _("What the answer stands on")
        return ToolResult(
            result.status,
            result.text,
            facts=ground.way.facts,
            citations=(path.citation(language), *quotes_of(self.papers, ground.way)),
            actions=self._settling(event, ground.program)
            if objection.handling != "case"
            else self._handing_on(objection, ground.program),
            pictures=(draw(title, pieces_of(path), language),),
            outlet=result.outlet,
            data=result.data,
        )

    def _handing_on(self, objection: Objection, program: str | None) -> tuple[Action, ...]:
        """No persuasion: a case with his words; the facts are added when it is opened."""
        if self.outlet is None:
            return ()
        _ = translate(self.context.language)
        base = {"outlet": self.outlet.code} | ({"program": program} if program else {})
        handed = {**base, "objection": objection.key, "said": self.said[:MOST_ASKED]}
        return (Action("open_case", _("Open a case"), base, ToolCall("open_case", handed)),)

    def _settling(self, event: str | None, program: str | None) -> tuple[Action, ...]:
        if event is None or self.outlet is None:
            return ()
        base = {"outlet": self.outlet.code} | ({"program": program} if program else {})
        return telling.settling(base, event, self.context.language)

    def _keep(
        self, objection: Objection, answer: str | None, program: str | None = None
    ) -> str | None:
        if self.before is None or self.outlet is None:
            return None
        heard = HeardObjection("", objection.key, self.said, self.context.language, answer, None)
        records = self.records.objections_heard
        return records.hear(self.context.user, self.outlet.code, program, heard).id

    def _result(self, objection: Objection, text: str) -> ToolResult:
        return ToolResult(
            ReplyStatus.ANSWERED,
            text,
            outlet=self.outlet.code if self.outlet else None,
            data={"objection": objection.key, "handling": objection.handling},
        )
