"""How a story comes about: five agents in a row, in up to four forms, and two ends.

Words are written and judged once for a situation; a shop's story is those words filled and proven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.domain import Step
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from tools.story.brand import BrandAgent
from tools.story.commission import FORMS
from tools.story.draft import Brief, Reason, Reasons, Story, StoryDraft, StoryWithheld
from tools.story.filling import FillingAgent, used_facts
from tools.story.fitting import FitAgent, ProofAgent
from tools.story.framework import Chooser, FrameworkAgent, by_priority
from tools.story.generator import TemplateWriter, Writer
from tools.story.review import ReviewAgent
from tools.story.rules import RulesAgent
from tools.story.templates import LENGTHY, GeneratorAgent, Guidance, TemplateShelf


class Agent(Protocol):
    """Takes a draft; gives it back, changed or as it was, or says why it cannot pass."""

    @property
    def name(self) -> str: ...

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons: ...


@dataclass(frozen=True)
class Desk:
    """The pack's guidance, the writer, and the shelf of what was written, for one company."""

    frameworks: Frameworks
    brand: BrandGuidelines
    rules: Rules
    writer: Writer = field(default_factory=TemplateWriter)
    shelf: TemplateShelf = field(default_factory=TemplateShelf)
    choose: Chooser = by_priority

    @property
    def guidance(self) -> Guidance:
        """What words are judged by."""
        return self.brand, self.rules, self.frameworks


def sequence(desk: Desk, framework: str | None = None) -> tuple[Agent, ...]:
    """The agents in their order: framework, generator, brand guidelines, business rules, review."""
    return (
        FrameworkAgent(desk.frameworks, framework, desk.choose),
        GeneratorAgent(desk.writer, desk.guidance, desk.shelf, judges(desk)),
        FillingAgent(),
        *shop_judges(desk),
    )


def judges(desk: Desk) -> tuple[Agent, ...]:
    """Brand guidelines, business rules, review, of words that nobody has judged yet."""
    return (BrandAgent(desk.brand), RulesAgent(desk.rules), ReviewAgent(desk.brand))


def shop_judges(desk: Desk) -> tuple[Agent, ...]:
    """The same three of what hangs on the shop, when judged words are filled for it."""
    brand, rules = BrandAgent(desk.brand), RulesAgent(desk.rules)
    return (FitAgent(brand), FitAgent(rules), ProofAgent(desk.guidance))


def tell(
    brief: Brief, agents: Sequence[Agent], on_step: Callable[[Step], None]
) -> Story | StoryWithheld:
    """In full; shorter when that is too long; plainly; or not at all, with every reason."""
    draft = StoryDraft(brief)
    reasons: Reasons = ()
    mended: Reasons = ()
    last = len(FORMS) - 1
    number = 0
    while True:
        start = replace(draft, round=number, reasons=reasons, plain=number == last)
        told, reasons = one_round(start, agents, on_step)
        if not reasons:
            return _story(told, number, mended)
        if number == last or not any(reason.mendable for reason in reasons):
            return StoryWithheld(brief, told.framework, reasons, number + 1)
        mended = (*mended, *reasons)
        number = number + 1 if all(r.key in LENGTHY for r in reasons) else last


def one_round(
    draft: StoryDraft, agents: Sequence[Agent], on_step: Callable[[Step], None]
) -> tuple[StoryDraft, Reasons]:
    """Once through all agents; a draft without words cannot be judged, so there it stops."""
    reasons: Reasons = ()
    for agent in agents:
        outcome = agent(draft)
        if isinstance(outcome, StoryDraft):
            draft = outcome
            on_step(Step(f"story.{agent.name}", draft.framework))
            continue
        reasons = (*reasons, *outcome)
        on_step(Step(f"story.{agent.name}", "; ".join(r.text for r in outcome)))
        if not draft.written:
            break
    return draft, reasons


def recheck(story: Story, desk: Desk) -> Reasons:
    """Judge a story again, words and all: for one that was kept, or may be damaged."""
    return _judged(story, judges(desk))


def recheck_filled(story: Story, desk: Desk) -> Reasons:
    """Judge again whether it is a reviewed template, rightly filled for this shop."""
    return _judged(story, shop_judges(desk))


def _judged(story: Story, agents: Sequence[Agent]) -> Reasons:
    draft = StoryDraft(
        story.brief,
        story.framework,
        story.why,
        beats=story.beats,
        written=story.written,
        told=story.told,
        writer=story.writer,
        template=story.template,
    )
    outcomes = (agent(draft) for agent in agents)
    return tuple(r for found in outcomes if not isinstance(found, StoryDraft) for r in found)


def _story(draft: StoryDraft, shortened: int, mended: Reasons) -> Story:
    template = draft.template
    tries = template.rounds if template else 1
    before = template.reasons if template else ()
    return Story(
        brief=draft.brief,
        framework=draft.framework,
        why=draft.why,
        beats=draft.beats,
        written=draft.written,
        told=draft.told,
        facts=used_facts(draft.brief, draft.written),
        rounds=shortened + tries,
        mended=(*mended, *(Reason(*reason) for reason in before)),
        writer=draft.writer,
        template=template,
    )
