"""The tool `program_qa`: what the program papers say, in their own words, or that they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from pydantic import BaseModel

from assistant.domain import Passage, PassageFilter, ReplyStatus, Role, Step, ToolResult
from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from tools.program_qa.arguments import QuestionArguments
from tools.program_qa.asking import Asked, Desk, mentioned
from tools.program_qa.picking import (
    Quote,
    in_own_language,
    is_near_enough,
    is_verbatim,
    pick,
    preferred,
)
from tools.program_qa.records import PaperSearch, Records
from tools.program_qa.versions import find_otherwise, holds
from tools.program_qa.wording import answer_text, not_said_text, otherwise_fact

EXAMPLES = Path(__file__).parent / "examples.yaml"
DESCRIPTION = (
    "Answers a question about the rules of a loyalty program or of the company's trade papers: "
    "who can join, what counts, what is paid, when and by whom, points and their expiry, audits, "
    "taxes, disputes, returns. It quotes the paper, or says that the papers do not say it. Not for "
    "a shop's own figures."
)
LIMIT = 12
NEARBY = 0.05
"""How far below the floor the nearest place is still worth showing."""


def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass  # not frozen: the port declares plain attributes
class ProgramQA:
    """Implements `assistant.ports.Tool`.

    Papers for the company only are not shown to reps: a rep reads his phone at the counter, with
    the shopkeeper beside him.
    """

    records: Records
    papers: PaperSearch
    name: str = "program_qa"
    description: str = DESCRIPTION
    arguments: type[BaseModel] = QuestionArguments
    roles: frozenset[Role] = frozenset(Role)
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Search, pick, prove, say."""
        given = QuestionArguments.model_validate(arguments.model_dump())
        question = given.question or context.message.strip()
        if not question:
            _ = translate(context.language)
            raise RetryableToolError(_("What would you like to know about the programs?"))
        desk = Desk(self.records)
        asked = desk.understand(
            question, given.program, given.outlet, context.user, context.language
        )
        narrow = PassageFilter(asked.country, asked.program, context.today, context.user.role)
        context.on_step(Step("program_qa", "search"))
        ranked = self._ranked(asked, narrow, context, desk.countries())
        locale = Locale(context.language, asked.country)
        above = [p for p in ranked if is_near_enough(p, context.language, self.papers.floor)]
        if above and above[0] == ranked[0]:
            result = self._answer(above, asked, narrow, context, locale)
        else:
            result = self._not_said(ranked, asked, narrow, context, locale)
        return replace(result, outlet=given.outlet)

    def _ranked(
        self, asked: Asked, narrow: PassageFilter, context: ToolContext, countries: set[str]
    ) -> list[Passage]:
        others = countries - {asked.country} if asked.country else set()
        own = {asked.country} if asked.country else set()

        def is_elsewhere(passage: Passage) -> bool:
            languages = ("en", passage.language or "en")
            return bool(mentioned(passage.text, others, languages)) and not mentioned(
                passage.text, own, languages
            )

        found = self.papers.ranked(asked.text, narrow, LIMIT)
        return in_own_language(preferred(found, context.language, is_elsewhere), context.language)

    def _answer(
        self,
        above: Sequence[Passage],
        asked: Asked,
        narrow: PassageFilter,
        context: ToolContext,
        locale: Locale,
    ) -> ToolResult:
        picked = pick(above, asked.text, self.papers.sentences)
        quotes = [quote for quote in picked if is_verbatim(quote, self.papers.resolve)]
        if not quotes:  # the papers changed between the search and now
            return self._not_said([], asked, narrow, context, locale)
        every = self.papers.ranked(asked.text, replace(narrow, on=None), LIMIT)
        otherwise = find_otherwise(quotes[0], every, context.today)
        fact = otherwise_fact(otherwise) if otherwise else None
        return ToolResult(
            ReplyStatus.ANSWERED,
            answer_text(quotes, otherwise, locale),
            facts=(fact,) if fact else (),
            citations=tuple(quote.citation for quote in quotes),
        )

    def _not_said(
        self,
        ranked: Sequence[Passage],
        asked: Asked,
        narrow: PassageFilter,
        context: ToolContext,
        locale: Locale,
    ) -> ToolResult:
        every = self.papers.ranked(asked.text, replace(narrow, on=None), 1)
        past = [p for p in every if not holds(p, context.today) and p.score >= self.papers.floor]
        near = past or [p for p in ranked[:1] if p.score >= self.papers.floor - NEARBY]
        picked = pick(near, asked.text, self.papers.sentences)[:1] if near else []
        nearest: Quote | None = picked[0] if picked else None
        return ToolResult(
            ReplyStatus.NOT_IN_PAPERS,
            not_said_text(nearest, bool(past), locale),
            citations=(nearest.citation,) if nearest else (),
        )
