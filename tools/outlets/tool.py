"""The record tools: what the company's records say of a route, a shop, and a shop in a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel

from assistant.domain import Role, ToolResult
from assistant.language.agent import LanguageAgent
from assistant.language.catalogs import offered
from assistant.language.formats import Locale
from assistant.ports import Tool, ToolContext
from knowledge.records.answers import OutletProfile
from tools.outlets.arguments import (
    Asked,
    EligibilityArguments,
    OutletArguments,
    ProgramArguments,
    ProgressArguments,
    PurchasesArguments,
    RouteArguments,
    WhatIfArguments,
)
from tools.outlets.brief import brief
from tools.outlets.joining import eligibility
from tools.outlets.page import Page
from tools.outlets.peers import peers
from tools.outlets.points import points
from tools.outlets.programs import all_programs, programs_of
from tools.outlets.progress import progress
from tools.outlets.purchases import purchases
from tools.outlets.route import route
from tools.outlets.what_if import what_if
from tools.shop_choice import find_shop

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

EXAMPLES = Path(__file__).parent / "examples.yaml"
EVERYBODY = frozenset(Role)


@cache
def _examples() -> dict[str, tuple[str, ...]]:
    raw: dict[str, dict[str, list[str]]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return {name: tuple(t for texts in by.values() for t in texts) for name, by in raw.items()}


@dataclass
class RecordTool:
    """Implements `assistant.ports.Tool`: finds the shop, then lets `tell` write the page."""

    records: DataAPI
    name: str
    description: str
    arguments: type[BaseModel]
    tell: Callable[[Page, OutletProfile, Any], None]
    """About one shop."""
    tell_all: Callable[[Page], None] | None = None
    """Without a shop, where none is named; None = the shop is asked for."""
    roles: frozenset[Role] = EVERYBODY
    examples: Sequence[str] = field(default=())
    agent: LanguageAgent = field(default_factory=LanguageAgent)

    def __post_init__(self) -> None:
        self.examples = self.examples or _examples()[self.name]

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Answer, or ask which shop is meant."""
        asked = self.arguments.model_validate(arguments.model_dump())
        language = _language(asked, context)
        said = getattr(asked, "outlet", None)
        if self.tell_all is not None and not said:
            page = Page(self.records, context.user, context.today, Locale(language))
            page.message, page.agent = context.message, self.agent
            self.tell_all(page)
            return page.result()
        found = find_shop(self.records, context, said)
        if isinstance(found, ToolResult):
            return found
        locale = Locale(language, found.country)
        page = Page(self.records, context.user, context.today, locale, found.code, context.message)
        page.agent = self.agent
        self.tell(page, found, asked)
        return page.result()


def _language(asked: BaseModel, context: ToolContext) -> str:
    """The base tag of the language asked for, if we have it, else the reader's."""
    wanted = asked.language if isinstance(asked, Asked) else None
    for tag in (wanted, context.language):
        base = (tag or "").split("-", maxsplit=1)[0].lower()
        if base in offered():
            return base
    return "en"


def record_tools(records: DataAPI, agent: LanguageAgent | None = None) -> list[Tool]:
    """One of each; `agent` says what the company wrote in languages it did not write."""
    return [
        RecordTool(
            records,
            "todays_route",
            "The shops a rep calls on today, in order, with open cases and how long ago each "
            "ordered.",
            RouteArguments,
            lambda page, _outlet, _asked: route(page),
            route,
            roles=frozenset({Role.REP}),
        ),
        RecordTool(
            records,
            "outlet_brief",
            "A briefing on one shop before a visit: owner, class, last order, programs and the gap "
            "to the next tier, open cases, the last objection and what was promised.",
            OutletArguments,
            brief,
        ),
        RecordTool(
            records,
            "purchases",
            "What one shop buys: products, how often, how much, the trend, and which must-sell "
            "products are missing.",
            PurchasesArguments,
            purchases,
        ),
        RecordTool(
            records,
            "program_progress",
            "How far one shop is in a program's current period: reached, missing to each tier or "
            "slab, needed per week, and whether its pace will do.",
            ProgressArguments,
            progress,
        ),
        RecordTool(
            records,
            "points_balance",
            "One shop's points and rewards: usable, waiting, running out, paid, open and late.",
            ProgramArguments,
            points,
        ),
        RecordTool(
            records,
            "eligibility",
            "Whether one shop may join a program, decided by the terms: every condition with its "
            "value and clause, what would change it, and whether two programs go together.",
            EligibilityArguments,
            eligibility,
        ),
        RecordTool(
            records,
            "what_if",
            "What one shop would reach and be paid in a program if it bought more: some percent, "
            "or an amount of money. Not for how far it is now.",
            WhatIfArguments,
            what_if,
        ),
        RecordTool(
            records,
            "peers",
            "How many shops like this one are in a program or buy the products it lacks: counts "
            "only, never another shop's name or figures.",
            ProgramArguments,
            peers,
        ),
        RecordTool(
            records,
            "program_list",
            "The loyalty programs that run today, and whether a shop is in them.",
            OutletArguments,
            lambda page, outlet, _asked: programs_of(page, outlet),
            all_programs,
            agent=agent or LanguageAgent(),
        ),
    ]
