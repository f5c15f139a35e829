"""The tools there are: a literal list, in the order a person would look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.fact_graph.one_order_away import OneOrderAway
from tools.outlets.tool import record_tools
from tools.program_qa.tool import ProgramQA
from tools.story.tool import SellingStory

if TYPE_CHECKING:
    from assistant.ports import Tool
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI


def build_tools(records: DataAPI, papers: Papers) -> list[Tool]:
    """One of each."""
    return [
        SellingStory(records),
        *record_tools(records),
        OneOrderAway(records),
        ProgramQA(records, papers),
    ]
