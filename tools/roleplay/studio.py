"""A practice from the first word to the score: cast, kept, played, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.domain import User
from knowledge.records.accounts import utc_now
from knowledge.records.roleplays import KeptRolePlay, RecordedRolePlays
from tools.roleplay.casting import Casting, Wish
from tools.roleplay.judging import Card, Mark, judge
from tools.roleplay.lines import authored
from tools.roleplay.play import Voice, answered, opening
from tools.roleplay.scenario import Outcome, Said, Scenario, Transcript
from tools.roleplay.shopkeeper import at_first

FORGOTTEN = dt.timedelta(hours=3)
"""After so long what is typed in the conversation is no line of a practice any more."""
LONGEST_LINE = 600
"""Characters of one line of the rep that are kept: nobody says more in one breath."""


@dataclass(frozen=True)
class Practice:
    """One practice as it stands."""

    kept: KeptRolePlay
    scenario: Scenario
    transcript: Transcript
    card: Card | None = None

    @property
    def last(self) -> Said:
        """What was heard last."""
        spoken = [line for line in self.transcript.lines if line.who in ("shopkeeper", "noise")]
        return spoken[-1]


@dataclass(frozen=True)
class Studio:
    """Where practices are held."""

    sessions: RecordedRolePlays
    casting: Casting
    voice: Voice | None = None
    """None = the authors' words."""
    now: Callable[[], dt.datetime] = utc_now

    def running(self, user: User, thread: str) -> Practice | None:
        """The practice of a conversation; one that was left lying ends and is scored."""
        kept = self.sessions.running(user, thread)
        if kept is None:
            return None
        practice = practice_of(kept)
        if self.now() - kept.started_at > FORGOTTEN:
            self.end(practice, user, "expired")
            return None
        return practice

    def start(self, wish: Wish, user: User, thread: str, today: dt.date, reader: str) -> Practice:
        """Begin one; what ran in the conversation before is scored as stopped.

        Raises:
            NotFoundError: see `Casting.cast`; or the learner is nobody whom the user may lead.
        """
        names = {person.id: person.name for person in self.sessions.learners(user)}
        scenario = self.casting.cast(wish, user, today, reader, names.get(wish.learner, ""))
        if before := self.running(user, thread):
            self.end(before, user, "stopped")
        return self._begin(scenario, user, thread, wish.learner)

    def restart(self, practice: Practice, user: User) -> Practice:
        """The same scene from its beginning; the one so far is scored as stopped."""
        self.end(practice, user, "stopped")
        kept = practice.kept
        return self._begin(practice.scenario, user, kept.thread, kept.user if kept.led_by else "")

    def _begin(self, scenario: Scenario, user: User, thread: str, learner: str) -> Practice:
        first = opening(scenario)
        scene = scenario.model_dump(mode="json")
        kept = self.sessions.begin(user, thread, scene, _plain(first), learner)
        return Practice(kept, scenario, first)

    def say(self, practice: Practice, user: User, said: str) -> Practice:
        """One line of the rep, and what the shopkeeper says to it."""
        if self._is_late(practice):
            return self._expire(practice, user)
        told = answered(practice.scenario, practice.transcript, said[:LONGEST_LINE], self.voice)
        if told.ended != "running":
            return self._score(replace(practice, transcript=told), user)
        kept = self.sessions.go_on(user, practice.kept, _plain(told))
        return replace(practice, kept=kept, transcript=told)

    def helped(self, practice: Practice, user: User, words: str) -> Practice:
        """Note that help was given."""
        lines = (*practice.transcript.lines, Said(who="help", text=words))
        update = {"lines": lines, "helps": practice.transcript.helps + 1}
        told = practice.transcript.model_copy(update=update)
        kept = self.sessions.go_on(user, practice.kept, _plain(told))
        return replace(practice, kept=kept, transcript=told)

    def end(self, practice: Practice, user: User, how: Outcome) -> Practice:
        """Score it as it stands."""
        told = practice.transcript.model_copy(update={"ended": how})
        return self._score(replace(practice, transcript=told), user)

    def _is_late(self, practice: Practice) -> bool:
        most = practice.scenario.seconds
        return most is not None and (
            self.now() - practice.kept.started_at > dt.timedelta(seconds=most)
        )

    def _expire(self, practice: Practice, user: User) -> Practice:
        scenario, transcript = practice.scenario, practice.transcript
        text = authored("expired", at_first(scenario), scenario, len(transcript.of_rep))
        line = Said(who="shopkeeper", text=text, intent="expired")
        told = transcript.model_copy(
            update={"lines": (*transcript.lines, line), "ended": "expired"}
        )
        return self._score(replace(practice, transcript=told), user)

    def _score(self, practice: Practice, user: User) -> Practice:
        card = judge(practice.scenario, practice.transcript)
        scored = practice.transcript.of_rep
        kept = self.sessions.finish(
            user, practice.kept, _plain(practice.transcript),
            asdict(card) | {"digest": card.digest}, percent(card) if scored else None,
        )  # fmt: skip
        return replace(practice, kept=kept, card=card)


def percent(card: Card) -> int:
    """Points of a hundred."""
    return card.points * 100 // max(1, card.of)


def practice_of(kept: KeptRolePlay) -> Practice:
    """As it was kept, under the rules it began with."""
    return Practice(
        kept,
        Scenario.model_validate(kept.scenario),
        Transcript.model_validate(kept.transcript),
        None if kept.card is None else card_of(dict(kept.card)),
    )


def card_of(plain: dict[str, Any]) -> Card:
    """A card as it was kept."""
    plain.pop("digest", None)
    marks = tuple(Mark(**mark) for mark in plain.pop("marks"))
    return Card(**{**plain, "marks": marks, "facts": tuple(plain["facts"])})


def _plain(transcript: Transcript) -> dict[str, Any]:
    return transcript.model_dump(mode="json")
