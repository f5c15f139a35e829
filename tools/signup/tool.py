"""`sign_up`: proposes. It opens a draft and shows the card; it writes no enrollment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel

from assistant.domain import ReplyStatus, Role, ToolResult
from assistant.ports import ToolContext
from knowledge.enrollment.draft import Corrections
from knowledge.enrollment.ports import SignUpRefusedError
from knowledge.enrollment.service import Actor, SignUps
from tools.shop_choice import find_shop
from tools.signup.arguments import SignUpArguments
from tools.signup.card import show_card
from tools.signup.naming import ask_program, program_named

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

EXAMPLES = Path(__file__).with_name("examples.yaml")
SIGNS_UP = frozenset({Role.REP, Role.MANAGER})
"""Who stands at the counter, and who answers for it."""
DESCRIPTION = (
    "Starts or goes on with signing one shop up for one loyalty program: checks the conditions, "
    "works out the target, and shows the card that is read back to the owner. It proposes only: "
    "the person confirms with the button on the card, never you."
)


@cache
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


def actor_of(context: ToolContext) -> Actor:
    """The person of the session; a model has no say in it."""
    return Actor(context.user, context.thread, context.language)


@dataclass
class SignUp:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    desk: SignUps
    name: str = "sign_up"
    description: str = DESCRIPTION
    arguments: type[BaseModel] = SignUpArguments
    roles: frozenset[Role] = SIGNS_UP
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """The card, or the question which shop or program is meant."""
        if not isinstance(arguments, SignUpArguments):
            raise TypeError("arguments of another tool")
        asked = arguments
        if not (asked.outlet or asked.program):
            waiting = self.desk.latest(actor_of(context))
            if waiting is not None:
                return show_card(waiting, context)
        outlet = find_shop(self.records, context, asked.outlet)
        if isinstance(outlet, ToolResult):
            return outlet
        programs = self.records.programs(outlet.country, context.today)
        named = program_named(programs, asked.program) if asked.program else None
        if named is None:
            return ask_program(programs, outlet, context.language)
        corrections = Corrections(asked.owner_name, asked.phone, asked.tier)
        try:
            view = self.desk.open(actor_of(context), outlet.code, named.code, corrections)
        except SignUpRefusedError as error:
            return ToolResult(ReplyStatus.REFUSED, str(error), outlet=outlet.code)
        return show_card(view, context)
