"""How a story comes about: five agents in a row, a bounded number of rounds, and three ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.domain import Step
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from tools.story.brand import BrandAgent
from tools.story.draft import Brief, Reasons, Story, StoryDraft, StoryWithheld
from tools.story.filling import FillingAgent, used_facts
from tools.story.framework import FrameworkAgent
from tools.story.generator import GeneratorAgent, TemplateWriter, Writer
from tools.story.review import ReviewAgent
from tools.story.rules import RulesAgent

ROUNDS_BACK = 2
"""Times a draft goes back to the generator before the vetted plain template is taken."""


class Agent(Protocol):
    """Takes a draft; gives it back, changed or as it was, or says why it cannot pass."""

    @property
    def name(self) -> str: ...

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons: ...


@dataclass(frozen=True)
class Desk:
    """The pack's guidance and the writer, for one company."""

    frameworks: Frameworks
    brand: BrandGuidelines
    rules: Rules
    writer: Writer = field(default_factory=TemplateWriter)


def sequence(desk: Desk, framework: str | None = None) -> tuple[Agent, ...]:
    """The agents in their order: framework, generator, brand guidelines, business rules, review."""
    return (
        FrameworkAgent(desk.frameworks, asked_for=framework),
        GeneratorAgent(desk.writer, vetted=TemplateWriter()),
        FillingAgent(),
        *judges(desk),
    )


def judges(desk: Desk) -> tuple[Agent, ...]:
    """Brand guidelines, business rules, review: they change nothing, and all are heard."""
    return (BrandAgent(desk.brand), RulesAgent(desk.rules), ReviewAgent(desk.brand))


def tell(
    brief: Brief, agents: Sequence[Agent], on_step: Callable[[Step], None]
) -> Story | StoryWithheld:
    """Write, judge, mend; then the plain template; then nothing, with every reason there is."""
    draft = StoryDraft(brief)
    reasons: Reasons = ()
    mended: Reasons = ()
    tries = [*range(ROUNDS_BACK + 1), ROUNDS_BACK + 1]
    for number in tries:
        start = replace(draft, round=number, reasons=reasons, plain=number > ROUNDS_BACK)
        told, reasons = one_round(start, agents, on_step)
        if not reasons:
            return _story(told, number + 1, mended)
        if not any(reason.mendable for reason in reasons):
            break
        mended = (*mended, *reasons)
    return StoryWithheld(brief, told.framework, reasons, number + 1)


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
    """Judge a story again, with all that is known now: for one that was kept, or may be damaged."""
    draft = StoryDraft(
        story.brief,
        story.framework,
        story.why,
        written=story.written,
        told=story.told,
        writer=story.writer,
    )
    outcomes = (agent(draft) for agent in judges(desk))
    return tuple(r for found in outcomes if not isinstance(found, StoryDraft) for r in found)


def _story(draft: StoryDraft, rounds: int, mended: Reasons) -> Story:
    return Story(
        brief=draft.brief,
        framework=draft.framework,
        why=draft.why,
        written=draft.written,
        told=draft.told,
        facts=used_facts(draft.brief, draft.written),
        rounds=rounds,
        mended=mended,
        writer=draft.writer,
    )
