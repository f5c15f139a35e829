"""`objection`: what a shopkeeper says, the approved answer, and what proves it for his shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from assistant.domain import ReplyStatus, Role, ToolResult
from assistant.language.catalogs import translate
from assistant.language.unicode import fold
from assistant.ports import ToolContext
from knowledge.pack.schema.playbook import Objection, Objections
from knowledge.records.answers import OutletProfile
from tools.objections import telling
from tools.objections.arguments import ObjectionArguments
from tools.objections.counter import Counter
from tools.objections.model_listener import Listener, no_listener
from tools.objections.recognizing import MOST, Recognizer
from tools.objections.reporting import reported
from tools.shop_choice import find_shop

if TYPE_CHECKING:
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI


@dataclass
class ObjectionAnswer:
    """Implements `assistant.ports.Tool`."""

    records: DataAPI
    papers: Papers
    folder: Path
    """Where what is learned of the playbook is kept."""
    listener: Listener = no_listener
    name: str = "objection"
    description: str = (
        "The approved answer to something a shopkeeper says against joining or buying (no space, "
        "margin too low, late rewards …), with this shop's own facts and the clause it stands on."
    )
    arguments: type[BaseModel] = ObjectionArguments
    roles: frozenset[Role] = frozenset(Role)

    @cached_property
    def examples(self) -> Sequence[str]:
        """How shopkeepers say it, from the company's playbook, and how reps report it."""
        return list(reported(self.records.objections()))

    @cached_property
    def _recognizer(self) -> Recognizer:
        return Recognizer(self.papers.embedder, self.folder)

    def warm(self) -> None:
        """Learn the playbook before somebody waits for it."""
        self._recognizer.recognize("warm", self.records.objections())

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Listen, explore where it matters, answer with proof; after two tries, leave."""
        asked = ObjectionArguments.model_validate(arguments.model_dump())
        # A tap on "He says no" has not said yet what he says.
        said = asked.said or ("" if context.tapped else context.message)
        _ = translate(context.language)
        if not said.strip():
            return ToolResult(ReplyStatus.CLARIFICATION, _("What did the shopkeeper say?"))
        outlet: OutletProfile | None = None
        if asked.outlet:
            shop = find_shop(self.records, context, asked.outlet)
            if isinstance(shop, ToolResult):
                return shop
            outlet = shop
        counter = self._counter(asked, said, outlet, context)
        meant = self._meant(asked, said, counter, context)
        if isinstance(meant, ToolResult):
            return meant
        return counter.reply(meant)

    def _counter(
        self,
        asked: ObjectionArguments,
        said: str,
        outlet: OutletProfile | None,
        context: ToolContext,
    ) -> Counter:
        """Only a rep's own words in his own call are kept: a model may have made up others."""
        own = context.tapped or fold(said) in fold(context.message)
        kept = outlet is not None and own and context.user.role is Role.REP
        heard = self.records.objections_heard
        before = heard.of_call(context.user, outlet.code) if outlet and kept else None
        return Counter(self.records, self.papers, asked.program, said, outlet, context, before)

    def _meant(
        self, asked: ObjectionArguments, said: str, counter: Counter, context: ToolContext
    ) -> Objection | ToolResult:
        """The one that is answered now; a question back when that is not clear."""
        playbook = self.records.objections()
        by_key = {o.key: o for o in playbook.objections}
        language = context.language
        if context.tapped and asked.objection in by_key:
            return by_key[asked.objection]  # what is heard is kept: a model does not name it
        found = self._recognizer.recognize(said, playbook)
        if found.several:
            return counter.ask(telling.which_first(found.several, language), found.several)
        waiting = counter.waiting
        if waiting in by_key and not found.is_certain:
            return by_key[waiting]  # his answer to our question, in words of his own
        if found.is_sure:
            return found.candidates[0]
        likely = self._likely(said, found.candidates, playbook, language)
        if found.is_known:
            return counter.ask(telling.which_one(likely, language), likely)
        return counter.ask_papers(telling.unknown(likely, language), likely)

    def _likely(
        self, said: str, nearest: tuple[Objection, ...], playbook: Objections, language: str
    ) -> tuple[Objection, ...]:
        """What a model makes of it comes first among what is nearest; a person taps one of them."""
        meant = self.listener(said, language, playbook)
        if meant is None:
            return nearest
        return (meant, *(o for o in nearest if o.key != meant.key))[:MOST]
