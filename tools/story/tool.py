"""The tool `selling_story`: one shop, one program, one honest story."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from assistant.domain import Picture, Role, Step, ToolResult
from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.ports import ToolContext
from knowledge.facts.choice import Choice, choose
from knowledge.facts.evidence import ShopEvidence, shop_evidence
from tools.shop_choice import find_shop
from tools.story.arguments import StoryArguments, any_of, program_meant
from tools.story.brief import brief_of
from tools.story.draft import Story, StoryWithheld
from tools.story.framework import Chooser, by_priority, explained
from tools.story.generator import TemplateWriter, Writer
from tools.story.opinion import Critic
from tools.story.other_ways import next_way, other_languages
from tools.story.pictures import pictures_of
from tools.story.pipeline import Desk, sequence, tell
from tools.story.preparing import PreparedStories, shown_again
from tools.story.presenting import present
from tools.story.records import Records
from tools.story.taps import Reader
from tools.story.templates import TemplateShelf
from tools.story.wording import story_languages

SIGNS_UP = frozenset({Role.REP, Role.MANAGER})
"""Who is offered to go on to signing up."""
EXAMPLES = Path(__file__).parent / "examples.yaml"
DESCRIPTION = (
    "Tells the selling story of one loyalty program for one shop: what the shop does, what it gets "
    "in its own money, when and by whom it is paid, and honestly whether to join, to wait or not "
    "to join. Use it when somebody wants a pitch, a story, or help to explain a program to a shop."
)


@lru_cache(maxsize=1)
def _examples() -> Sequence[str]:
    by_language: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(text for texts in by_language.values() for text in texts)


@dataclass  # not frozen: the port declares plain attributes
class SellingStory:
    """Implements `assistant.ports.Tool`."""

    records: Records
    writer: Writer = field(default_factory=TemplateWriter)
    shelf: TemplateShelf = field(default_factory=TemplateShelf)
    critics: Mapping[str, Critic] = field(default_factory=dict)
    """`tone`, `effect` → who has an opinion of released stories; none where no model is."""
    prepared: PreparedStories | None = None
    """Stories that were made before; None = there are none."""
    chooser: Chooser = by_priority
    name: str = "selling_story"
    description: str = DESCRIPTION
    arguments: type[BaseModel] = StoryArguments
    roles: frozenset[Role] = frozenset(Role)
    examples: Sequence[str] = field(default_factory=_examples)

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """Tell it, or say why it is withheld; a withheld story is an answer too.

        Asks back which shop is meant, when several may be.
        """
        started = time.perf_counter()
        asked = StoryArguments.model_validate(arguments.model_dump())
        language = story_language(asked.language or context.language)
        found = find_shop(self.records, context, asked.outlet)
        if isinstance(found, ToolResult):
            return found
        shop = shop_evidence(self.records, context.user, found.code, context.today, language)
        choice = self._choose(shop, asked, context)
        outcome = self._explained(self.tell(choice, asked, language, context), context.language)
        spent = round((time.perf_counter() - started) * 1000)
        wanted = asked.language or context.language
        reader = Reader(
            context.language,
            wanted,
            context.user.role in SIGNS_UP,
            *self._other_ways(outcome, context.language),
        )
        result = present(outcome, choice.because, reader, spent)
        return replace(
            result,
            pictures=self._pictures(outcome, context.language),
            data={**result.data, "opinion": self._opinions(outcome)},
        )

    def _other_ways(
        self, outcome: Story | StoryWithheld, reader: str
    ) -> tuple[str, tuple[str, ...]]:
        """Another framework and other languages to offer under it."""
        if not isinstance(outcome, Story):
            return "", ()
        others = other_languages(outcome, self.records.company().languages, reader)
        return next_way(outcome, self.records.frameworks()), others

    def _opinions(self, outcome: Story | StoryWithheld) -> dict[str, dict[str, Any]]:
        """Asked for after code has decided: whatever they are, the story is out or not."""
        if not isinstance(outcome, Story):
            return {}
        told = {kind: critic.of(outcome) for kind, critic in self.critics.items()}
        return {kind: opinion.model_dump() for kind, opinion in told.items() if opinion}

    def _explained(self, outcome: Story | StoryWithheld, language: str) -> Story | StoryWithheld:
        """With the reason for its framework in the reader's language, whatever the story's is."""
        if not isinstance(outcome, Story):
            return outcome
        why = explained(outcome.framework, self.records.frameworks(), language)
        return replace(outcome, why=why)

    def _pictures(self, outcome: Story | StoryWithheld, language: str) -> tuple[Picture, ...]:
        """Approved images beside a released story."""
        if not isinstance(outcome, Story):
            return ()
        return pictures_of(outcome, self.records.brand(), self.records, language)

    def tell(
        self, choice: Choice, asked: StoryArguments, language: str, context: ToolContext
    ) -> Story | StoryWithheld:
        """Through the sequence of agents."""
        desk = Desk(
            self.records.frameworks(),
            self.records.brand(),
            self.records.rules(),
            self.writer,
            self.shelf,
            self.chooser,
        )
        framework = _framework(asked.framework, desk, context.language)
        brief = brief_of(choice.evidence, choice.decision, desk.brand, asked.length, language)
        if self.prepared is not None and framework is None:
            program = choice.evidence.terms.code if choice.because == "named" else ""
            outlet = choice.evidence.outlet.code
            ready = self.prepared.find(context.user, outlet, program, asked.length, language)
            if (story := shown_again(ready, brief, desk)) is not None:
                context.on_step(Step("story.prepared", story.framework))
                return story
        return tell(brief, sequence(desk, framework), context.on_step)

    def _choose(self, shop: ShopEvidence, asked: StoryArguments, context: ToolContext) -> Choice:
        _ = translate(context.language)
        code = None
        if asked.program:
            code = program_meant(shop.programs, asked.program, context.language)
        choice = choose(self.records, context.user, shop, code, self.records.rules())
        if choice is None:
            raise RetryableToolError(_("No program runs in the country of this shop today."))
        return choice


def story_language(wanted: str) -> str:
    """The base tag, if stories are written in it; else English."""
    base = wanted.split("-", maxsplit=1)[0].lower()
    return base if base in story_languages() else "en"


def _framework(asked: str | None, desk: Desk, language: str) -> str | None:
    """The key of a framework somebody asked for by key or name."""
    if not asked:
        return None
    known = {f.key: f.key for f in desk.frameworks.frameworks}
    known |= {f.name.casefold(): f.key for f in desk.frameworks.frameworks}
    key = known.get(asked.casefold())
    if key is None:
        _ = translate(language)
        told = _("There is no framework called {name}. There are: {choices}.")
        keys = any_of(sorted(set(known.values())), language)
        raise RetryableToolError(told.replace("{name}", asked).replace("{choices}", keys))
    return key
