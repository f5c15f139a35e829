"""Prepares stories for many shops before anybody asks, and shows one while it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import blake2b
from typing import Protocol

from assistant.domain import Step, User
from knowledge.facts.choice import choose
from knowledge.facts.collection import shown
from knowledge.facts.evidence import shop_evidence
from knowledge.facts.records import ShopRecords
from knowledge.records.prepared import PreparedStory
from tools.story.brief import brief_of
from tools.story.draft import Brief, Story, StoryDraft, StoryWithheld, ToldBeat
from tools.story.filling import told, used_facts
from tools.story.framework import FrameworkAgent
from tools.story.pipeline import Desk, sequence, tell
from tools.story.situations import Length
from tools.story.stamps import stands_on
from tools.story.templates import written_in
from tools.story.wording import story_languages


class Outlets(ShopRecords, Protocol):
    """Records of some outlets, which it names."""

    def __iter__(self) -> Iterator[str]: ...


class PreparedStories(Protocol):
    """Where a story may lie ready; raises NotFoundError for an outlet that is not the user's."""

    def find(
        self, user: User, outlet: str, asked: str, length: str, language: str
    ) -> PreparedStory | None: ...


@dataclass(frozen=True)
class Wish:
    """Which story is wanted for each shop."""

    length: Length = "talk"
    program: str | None = None
    """None = the best for the shop."""
    language: str | None = None
    """None = the owner's."""
    offered: tuple[str, ...] = ("en",)
    """Languages of the company."""


@dataclass
class Tally:
    """What became of the shops."""

    told: int = 0
    withheld: int = 0
    unchanged: int = 0
    not_offered: int = 0
    """The program does not run in the shop's country."""
    by_recommendation: dict[str, int] = field(default_factory=dict)
    """Of all that were looked at."""

    @property
    def outlets(self) -> int:
        """All that were looked at."""
        return self.told + self.withheld + self.unchanged + self.not_offered

    def add(self, other: Tally) -> None:
        """Count another part in."""
        for name in (f.name for f in fields(self) if f.name != "by_recommendation"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for recommendation, count in other.by_recommendation.items():
            self.count(recommendation, count)

    def count(self, recommendation: str, times: int = 1) -> None:
        """One more of a recommendation."""
        before = self.by_recommendation.get(recommendation, 0)
        self.by_recommendation[recommendation] = before + times


def prepare(
    records: Outlets,
    user: User,
    desk: Desk,
    wish: Wish,
    today: date,
    known: Mapping[tuple[str, str], str],
) -> tuple[list[PreparedStory], Tally]:
    """Stories for these outlets, but for those whose fingerprint is `known` already."""
    agents, tally = sequence(desk), Tally()
    made: list[PreparedStory] = []
    for code in records:
        owner = records.outlet(user, code).language
        language = language_for((wish.language, owner), wish.offered)
        shop = shop_evidence(records, user, code, today, language)
        running = {terms.code for terms in shop.programs}
        choice = None
        if wish.program in running or wish.program is None:
            choice = choose(records, user, shop, wish.program, desk.rules)
        if choice is None:
            tally.not_offered += 1
            continue
        brief = brief_of(choice.evidence, choice.decision, desk.brand, wish.length, language)
        tally.count(brief.decision.recommendation.value)
        mark = fingerprint(brief, desk)
        if known.get((code, language)) == mark:
            tally.unchanged += 1
            continue
        outcome = tell(brief, agents, _quiet)
        tally.told += isinstance(outcome, Story)
        tally.withheld += isinstance(outcome, StoryWithheld)
        made.append(_prepared(outcome, wish, mark))
    return made, tally


def shown_again(prepared: PreparedStory | None, brief: Brief, desk: Desk) -> Story | None:
    """The prepared story, if all it stands on is still the same; else None, and it is told anew."""
    if prepared is None or prepared.status != "released":
        return None
    if prepared.fingerprint != fingerprint(brief, desk):
        return None
    template = desk.shelf.find(prepared.template)
    plain = template is not None and template.form == "plain"
    draft = FrameworkAgent(desk.frameworks, choose=desk.choose)(StoryDraft(brief, plain=plain))
    if template is None or not template.passed or not isinstance(draft, StoryDraft):
        return None
    written = written_in(template)
    beats = tuple(ToldBeat(name, text) for name, text in prepared.beats)
    if told(brief, written) != beats:
        return None
    return Story(
        brief=brief,
        framework=draft.framework,
        why=draft.why,
        beats=draft.beats,
        written=written,
        told=beats,
        facts=used_facts(brief, written),
        rounds=template.rounds,
        writer=template.writer,
        template=template,
    )


def fingerprint(brief: Brief, desk: Desk) -> str:
    """Of all that decides the words and the figures of a shop's story."""
    evidence, decision = brief.evidence, brief.decision
    stamp = stands_on(evidence.terms, desk.guidance, brief.language, desk.writer.name)
    facts = (f"{f.id}={f.value}|{f.unit}|{f.period}|{f.source}" for f in brief.facts.values())
    causes = (f"{c.kind}|{c.key}|{c.effect}|{c.message}" for c in decision.causes)
    parts = (
        evidence.outlet.code,
        str(evidence.outlet.country),
        brief.language,
        decision.recommendation.value,
        repr(brief.situation),
        *causes,
        *facts,
        *stamp.values(),
    )
    return blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=32).hexdigest()


def language_for(wanted: Iterable[str | None], offered: Sequence[str]) -> str:
    """Base tag of the first wanted language that is offered and has words; else English."""
    for tag in wanted:
        base = (tag or "").partition("-")[0].lower()
        if tag in offered and base in story_languages():
            return base
    return "en"


def _prepared(outcome: Story | StoryWithheld, wish: Wish, mark: str) -> PreparedStory:
    brief = outcome.brief
    story = outcome if isinstance(outcome, Story) else None
    reasons = () if story else outcome.reasons  # type: ignore[union-attr]
    return PreparedStory(
        outlet=brief.evidence.outlet.code,
        asked=wish.program or "",
        length=wish.length,
        language=brief.language,
        program=brief.evidence.terms.code,
        status="released" if story else "withheld",
        recommendation=brief.decision.recommendation.value,
        template=story.template.id if story and story.template else "",
        fingerprint=mark,
        beats=tuple((b.name, b.text) for b in story.told) if story else (),
        facts=tuple((f.id, shown(f.value), f.unit, f.period, f.source) for f in story.facts)
        if story
        else (),
        reasons=tuple(dict.fromkeys(r.text for r in reasons)),
    )


def _quiet(_step: Step) -> None:
    """Nobody watches."""
