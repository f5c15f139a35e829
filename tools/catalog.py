"""The tools there are: a literal list, in the order a person would look for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.cases.open_case import OpenCase
from tools.cases.queue import CaseQueue, CloseCase
from tools.fact_graph.one_order_away import OneOrderAway
from tools.fact_graph.terms_changes import TermsChanges
from tools.language_agent import language_agent
from tools.objections.model_listener import Listener, ModelListener, no_listener
from tools.objections.outcome import ObjectionOutcome
from tools.objections.report import ObjectionReport
from tools.objections.tool import ObjectionAnswer
from tools.outlets.tool import record_tools
from tools.program_qa.model_reader import ModelReader, no_reader
from tools.program_qa.tool import ProgramQA
from tools.story.choosing import ModelChooser
from tools.story.framework import Chooser, by_priority
from tools.story.generator import TemplateWriter, Writer
from tools.story.model_writer import ModelWriter
from tools.story.opinion import Critic, model_critic, model_judge
from tools.story.templates import TemplateShelf
from tools.story.tool import SellingStory
from tools.story.working import ReturnWorking

if TYPE_CHECKING:
    from assistant.ports import TextModel, Tool
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI
    from tools.program_qa.records import PaperSearch
    from tools.story.preparing import PreparedStories


TextModels = Callable[[str, str], "TextModel | None"]
"""`fast` or `strong`, and the agent that asks → its model; None = there is none."""


def no_models(_tier: str, _agent: str) -> TextModel | None:
    """The embedded default."""
    return None


def build_tools(
    records: DataAPI,
    papers: Papers,
    shelf: TemplateShelf | None = None,
    prepared: PreparedStories | None = None,
    learned: Path = Path(".shelftalk/examples"),
    searched: PaperSearch | None = None,
    models: TextModels = no_models,
) -> list[Tool]:
    """One of each; stories from the templates on the shelf, or as they were prepared.

    `learned` is the folder for what is learned of examples; `searched` are the papers with their
    graph, None = without it; `models` are those that write and judge, where there are any.
    """
    return [
        _selling_story(records, shelf, prepared, models),
        ReturnWorking(records),
        *record_tools(records, language_agent(records, models)),
        OneOrderAway(records),
        TermsChanges(records),
        ObjectionAnswer(records, papers, learned / "objections", objection_listener(models)),
        ObjectionReport(records),
        CaseQueue(records),
        _program_qa(records, searched or papers, models),
    ]


def _selling_story(
    records: DataAPI,
    shelf: TemplateShelf | None,
    prepared: PreparedStories | None,
    models: TextModels,
) -> SellingStory:
    kept = shelf or TemplateShelf()
    return SellingStory(
        records,
        story_writer(records, models),
        kept,
        story_critics(records, models),
        prepared,
        framework_chooser(models, kept),
    )


def story_critics(records: DataAPI, models: TextModels) -> dict[str, Critic]:
    """The brand's critic and the review's judge, where there are models for them."""
    critic, judge = models("strong", "critic"), models("strong", "judge")
    tone = {"tone": model_critic(critic, records.brand().voice)} if critic else {}
    return {**tone, **({"effect": model_judge(judge)} if judge else {})}


def framework_chooser(models: TextModels, shelf: TemplateShelf) -> Chooser:
    """The model among what fits, else the playbook's order."""
    model = models("strong", "framework")
    return ModelChooser(model, shelf) if model else by_priority


def story_writer(records: DataAPI, models: TextModels) -> Writer:
    """The model in the company's voice, else the authors' words."""
    model = models("strong", "writer")
    return ModelWriter(model, records.brand().voice) if model else TemplateWriter()


def _program_qa(records: DataAPI, papers: PaperSearch, models: TextModels) -> ProgramQA:
    """A model says which passage answers, where there is one."""
    model = models("fast", "reader")
    return ProgramQA(records, papers, ModelReader(model) if model else no_reader)


def objection_listener(models: TextModels) -> Listener:
    """A model that says what may have been meant, where there is one."""
    model = models("fast", "listener")
    return ModelListener(model) if model else no_listener


def build_taps(records: DataAPI) -> list[Tool]:
    """What only a person's tap reaches: no model is told of it."""
    return [ObjectionOutcome(records), OpenCase(records), CloseCase(records)]
