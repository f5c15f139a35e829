"""What may be tapped under a story, each with the call it runs and the words it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain import Action, ToolCall
from assistant.language.catalogs import translate
from knowledge.facts.recommendation import Recommendation
from tools.story.draft import Brief, Story, StoryWithheld
from tools.story.other_ways import own_name
from tools.story.situations import LENGTHS


@dataclass(frozen=True)
class Reader:
    """Who reads it."""

    language: str
    """Of the frame around the story: headings, buttons, reasons."""
    wanted: str
    """Of the story itself, as asked for."""
    may_sign_up: bool = False
    """His role is one that signs shops up."""
    other_way: str = ""
    """Key of another framework that fits; "" = there is none."""
    languages: tuple[str, ...] = ()
    """Others that the story can be told in."""


def actions_of(outcome: Story | StoryWithheld, reader: Reader) -> tuple[Action, ...]:
    """In the order a rep needs them at the counter."""
    taps = _Taps(outcome.brief, reader)
    if isinstance(outcome, StoryWithheld):
        return (taps.conditions(),)
    return (
        *taps.sign_up(),
        taps.objection(),
        *taps.lengths(),
        *taps.other_way(),
        *taps.languages(),
        taps.conditions(),
        taps.working(),
    )


@dataclass(frozen=True)
class _Taps:
    brief: Brief
    reader: Reader

    def _offer(self, name: str, label: str, said: str, tool: str = "", **more: str) -> Action:
        evidence = self.brief.evidence
        asked = {"outlet": evidence.outlet.code, "program": evidence.terms.code, **more}
        message = said.replace("{program}", self._program)
        return Action(name, label, {**asked, "message": message}, ToolCall(tool or name, asked))

    @property
    def _program(self) -> str:
        return self.brief.evidence.terms.name_in(self.reader.language.partition("-")[0])

    def _story(self, name: str, label: str, **more: str) -> Action:
        """The story told again, but for what `more` changes."""
        _ = translate(self.reader.language)
        said = _("Story about {program}: {length}").replace("{length}", label)
        same = {"length": self.brief.situation.length, "language": self.brief.language}
        return self._offer(name, label, said, "selling_story", **{**same, **more})

    def sign_up(self) -> Iterator[Action]:
        _ = translate(self.reader.language)
        joins = self.brief.decision.recommendation is Recommendation.JOIN
        if joins and self.reader.may_sign_up:
            label = _("Sign up: {program}").replace("{program}", self._program)
            yield self._offer("sign_up", label, label)

    def objection(self) -> Action:
        _ = translate(self.reader.language)
        return self._offer("objection", _("He says no"), _("The owner says no to {program}"))

    def lengths(self) -> Iterator[Action]:
        _ = translate(self.reader.language)
        labels = {
            "counter": _("15 seconds"),
            "talk": _("60 seconds"),
            "sitdown": _("3 minutes"),
            "leaflet": _("Leaflet"),
        }
        for length in LENGTHS:
            if length != self.brief.situation.length:
                yield self._story("length", labels[length], length=length)

    def other_way(self) -> Iterator[Action]:
        _ = translate(self.reader.language)
        if self.reader.other_way:
            label = _("Another way to tell it")
            yield self._story("framework", label, framework=self.reader.other_way)

    def languages(self) -> Iterator[Action]:
        for tag in self.reader.languages:
            yield self._story("story_language", own_name(tag), language=tag)

    def conditions(self) -> Action:
        _ = translate(self.reader.language)
        asked = _("Can it join {program}?")
        return self._offer("eligibility", _("Check the conditions"), asked)

    def working(self) -> Action:
        _ = translate(self.reader.language)
        asked = _("How was the return of {program} worked out for this shop?")
        return self._offer("shop_return", _("How was this worked out?"), asked)
