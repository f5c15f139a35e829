"""What passes from agent to agent, and how a story ends. All of it frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain import Fact
from knowledge.facts.evidence import Evidence
from knowledge.facts.recommendation import Decision
from knowledge.pack.schema.playbook import Beat
from knowledge.records.story_templates import StoryTemplate
from tools.story.situations import Situation


@dataclass(frozen=True)
class Reason:
    """Why a draft cannot go out as it is."""

    agent: str
    key: str
    """What is wrong, for code: `too_long`, `loose_figure`."""
    text: str
    """What is wrong, for a person or a writer that tries again."""
    mendable: bool = True
    """False = no rewriting will help."""


Reasons = tuple[Reason, ...]


@dataclass(frozen=True)
class Brief:
    """What the story is about: everything the agents may know."""

    evidence: Evidence
    decision: Decision
    facts: Mapping[str, Fact]
    situation: Situation
    language: str
    """Base tag of the story's language."""


@dataclass(frozen=True)
class WrittenBeat:
    """A beat as its writer wrote it: words and `{slots}`, no values."""

    name: str
    text: str


@dataclass(frozen=True)
class ToldBeat:
    """A beat as the shopkeeper hears it."""

    name: str
    text: str


@dataclass(frozen=True)
class StoryDraft:
    """A story on its way."""

    brief: Brief
    framework: str = ""
    why: str = ""
    beats: tuple[Beat, ...] = ()
    """What is to be written."""
    written: tuple[WrittenBeat, ...] = ()
    told: tuple[ToldBeat, ...] = ()
    round: int = 0
    """0 = first try; the writer sees the reasons of the round before."""
    reasons: Reasons = ()
    plain: bool = False
    """True = the vetted plain template, the last resort."""
    writer: str = ""
    """Who wrote the words: the name of a writer."""
    template: StoryTemplate | None = None
    """Where the words come from."""


@dataclass(frozen=True)
class Story:
    """Released."""

    brief: Brief
    framework: str
    why: str
    beats: tuple[Beat, ...]
    """What was to be told."""
    written: tuple[WrittenBeat, ...]
    told: tuple[ToldBeat, ...]
    facts: tuple[Fact, ...]
    """Those that were used, in the order they are told."""
    rounds: int = 1
    mended: Reasons = field(default=())
    """What earlier rounds were sent back for."""
    writer: str = ""
    """Who wrote the words; whether they may be read leniently depends on it."""
    template: StoryTemplate | None = None
    """Where the words come from."""

    @property
    def text(self) -> str:
        """The whole story: a paragraph a beat; at the counter it is said in one breath."""
        gap = " " if self.brief.situation.length == "counter" else "\n\n"
        return gap.join(beat.text for beat in self.told)


@dataclass(frozen=True)
class StoryWithheld:
    """Not released, with every reason there is."""

    brief: Brief
    framework: str
    reasons: Reasons
    rounds: int = 1
