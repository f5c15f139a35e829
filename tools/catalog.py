"""The tools there are: a literal list, in the order a person would look for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tools.fact_graph.one_order_away import OneOrderAway
from tools.fact_graph.terms_changes import TermsChanges
from tools.objections.outcome import ObjectionOutcome
from tools.objections.report import ObjectionReport
from tools.objections.tool import ObjectionAnswer
from tools.outlets.tool import record_tools
from tools.program_qa.tool import ProgramQA
from tools.story.templates import TemplateShelf
from tools.story.tool import SellingStory
from tools.story.working import ReturnWorking

if TYPE_CHECKING:
    from assistant.ports import Tool
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI
    from tools.program_qa.records import PaperSearch
    from tools.story.preparing import PreparedStories


def build_tools(
    records: DataAPI,
    papers: Papers,
    shelf: TemplateShelf | None = None,
    prepared: PreparedStories | None = None,
    learned: Path = Path(".shelftalk/examples"),
    searched: PaperSearch | None = None,
) -> list[Tool]:
    """One of each; stories from the templates on the shelf, or as they were prepared.

    `learned` is the folder for what is learned of examples; `searched` are the papers with their
    graph, None = without it.
    """
    return [
        SellingStory(records, shelf=shelf or TemplateShelf(), prepared=prepared),
        ReturnWorking(records),
        *record_tools(records),
        OneOrderAway(records),
        TermsChanges(records),
        ObjectionAnswer(records, papers, learned / "objections"),
        ObjectionReport(records),
        ProgramQA(records, searched or papers),
    ]


def build_taps(records: DataAPI) -> list[Tool]:
    """What only a person's tap reaches: no model is told of it."""
    return [ObjectionOutcome(records)]
