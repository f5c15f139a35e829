"""The tool `program_qa`: what the program papers say, in their own words, or that they do not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from pydantic import BaseModel

from assistant.domain import (
    Action,
    Passage,
    PassageFilter,
    ReplyStatus,
    Role,
    Step,
    ToolCall,
    ToolResult,
)
from assistant.errors import RefusedError, RetryableToolError, UnreachableError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from assistant.ports import ToolContext
from tools.program_qa.arguments import QuestionArguments
from tools.program_qa.asking import Asked, Desk, mentioned, named_in, program_names
from tools.program_qa.choosing import Asking, Choice, choose, likelihood
from tools.program_qa.model_reader import Reader, no_reader
from tools.program_qa.picking import Quote, in_own_language, is_verbatim, pick, preferring
from tools.program_qa.records import PaperSearch, Records
from tools.program_qa.searching import candidates
from tools.program_qa.versions import find_otherwise, holds
from tools.program_qa.wording import answer_text, not_said_text, otherwise_fact

log = logging.getLogger(__name__)
EXAMPLES = Path(__file__).parent / "examples.yaml"
DESCRIPTION = (
    "Answers a question about the rules of a loyalty program or of the company's trade papers: "
    "who can join, what counts, what is paid, when and by whom, points and their expiry, audits, "
    "taxes, disputes, returns. It quotes the paper, or says that the papers do not say it. Not for "
    "a shop's own figures."
)
LIMIT = 12
MOST_ASKED = 500
"""Letters of a question that is handed on."""
LIKELY = 0.3
"""Below this likelihood the papers do not say it; see `benchmarks.choosing`."""


def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


def _handing_on(question: str, language: str) -> Action:
    """Support answers what the papers do not say, if the person wants it asked."""
    _ = translate(language)
    said = question[:MOST_ASKED]
    call = ToolCall("open_case", {"said": said})
    return Action("open_case", _("Ask support: open a case"), {"message": said}, call)


def elsewhere(asked: Asked, desk: Desk) -> Callable[[Passage], bool]:
    """Tells passages that only speak of countries or programs the question is not about."""
    others = desk.countries() - {asked.country} if asked.country else set()
    own = {asked.country} if asked.country else set()
    names = program_names(desk.records.programs()) if asked.program else ()

    def is_elsewhere(passage: Passage) -> bool:
        languages = ("en", passage.language or "en")
        if mentioned(passage.text, others, languages):
            return not mentioned(passage.text, own, languages)
        if not names or passage.program:
            return False
        named = named_in(f"{passage.title} {passage.text}", names)
        return bool(named) and asked.program not in named

    return is_elsewhere


@dataclass  # not frozen: the port declares plain attributes
class ProgramQA:
    """Implements `assistant.ports.Tool`.

    Papers for the company only are not shown to reps: a rep reads his phone at the counter, with
    the shopkeeper beside him.
    """

    records: Records
    papers: PaperSearch
    reader: Reader = no_reader
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
        is_elsewhere = elsewhere(asked, desk)
        asking = Asking(asked.text, context.language, asked.program, is_elsewhere, asked.new)
        try:
            result = self._found(asking, narrow, context, asked.country)
        except UnreachableError as error:
            log.warning("the papers cannot be searched: %s", error)
            _ = translate(context.language)
            said = _("The program papers cannot be searched right now. Please try again soon.")
            raise RefusedError(said) from error
        if result.status is ReplyStatus.NOT_IN_PAPERS:
            result = replace(result, actions=(_handing_on(asking.text, context.language),))
        # The question goes along for whoever judges the answer by it.
        return replace(result, outlet=given.outlet, data={**result.data, "question": asking.text})

    def _found(
        self, asking: Asking, narrow: PassageFilter, context: ToolContext, country: str | None
    ) -> ToolResult:
        ranked = choose(asking, candidates(self.papers, asking, narrow))
        locale = Locale(context.language, country)
        if ranked and self._is_likely(asking, ranked[0]):
            likely = [choice for choice in ranked if self._is_likely(asking, choice)]
            read = self.reader(asking, likely)
            if read is None or read:
                ranked = preferring(read or (), ranked)
                return self._answer(ranked, asking, narrow, context, locale)
        return self._not_said(ranked, asking, narrow, context, locale)

    def _is_likely(self, asking: Asking, best: Choice) -> bool:
        """By what it speaks of; by likeness alone where it speaks of nothing that is known."""
        if not asking.read.concepts:
            return best.passage.score >= self.papers.floor
        return likelihood(asking, best) > LIKELY

    def _answer(
        self,
        ranked: Sequence[Choice],
        asking: Asking,
        narrow: PassageFilter,
        context: ToolContext,
        locale: Locale,
    ) -> ToolResult:
        own = in_own_language(ranked, context.language)
        picked = pick(own, asking, self.papers.sentences)
        quotes = [quote for quote in picked if is_verbatim(quote, self.papers.resolve)]
        if not quotes:  # the papers changed between the search and now
            return self._not_said([], asking, narrow, context, locale)
        every = self.papers.ranked(asking.text, replace(narrow, on=None), LIMIT)
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
        ranked: Sequence[Choice],
        asking: Asking,
        narrow: PassageFilter,
        context: ToolContext,
        locale: Locale,
    ) -> ToolResult:
        every = self.papers.ranked(asking.text, replace(narrow, on=None), 1)
        past = [p for p in every if not holds(p, context.today) and p.score >= self.papers.floor]
        near = [Choice(p, {}, 0.0) for p in past] or list(ranked[:1])
        picked = pick(near, asking, self.papers.sentences)[:1] if near else []
        nearest: Quote | None = picked[0] if picked else None
        return ToolResult(
            ReplyStatus.NOT_IN_PAPERS,
            not_said_text(nearest, bool(past), locale),
            citations=(nearest.citation,) if nearest else (),
        )
