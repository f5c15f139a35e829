"""A whole call: explored, answered, answered again, left; what was said is kept with the visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest

from assistant.bootstrap import Services
from assistant.domain import Reply, ReplyStatus, Turn
from knowledge.records.objections_heard import HeardObjection

pytestmark = pytest.mark.slow
SHOPS = iter(f"ID-{number:04d}" for number in count(1))


@dataclass
class Call:
    """One rep at one counter."""

    company: Services
    shop: str
    language: str = "en"
    last: Reply | None = field(default=None)

    def says(self, message: str) -> Reply:
        user = self.company.user("rep01")
        turn = Turn(message, user, f"call-{self.shop}", self.shop, self.language)
        self.last = self.company.respond(turn)
        return self.last

    def taps(self, label: str) -> Reply:
        assert self.last is not None
        action = next(a for a in self.last.actions if a.label == label)
        user = self.company.user("rep01")
        turn = Turn(label, user, f"call-{self.shop}", self.shop, self.language, action.call)
        self.last = self.company.respond(turn)
        return self.last

    @property
    def labels(self) -> list[str]:
        assert self.last is not None
        return [action.label for action in self.last.actions]

    @property
    def heard(self) -> list[HeardObjection]:
        records = self.company.records.objections_heard
        return records.of_call(self.company.user("rep01"), self.shop)


@pytest.fixture
def at(company: Services) -> Call:
    user = company.user("rep01")
    own = {match.code for match in company.records.visible_outlets(user)}
    return Call(company, next(code for code in SHOPS if code in own))


def test_an_excuse_is_explored_before_anything_is_answered(at: Call) -> None:
    asked = at.says("he says he is not interested")
    assert "Ask:" in asked.text
    assert "Answer:" not in asked.text
    assert [(e.objection, e.answer) for e in at.heard] == [("not-interested", None)]
    real = at.says("he says his shelf is full, there is no room")
    assert real.data["objection"] == "no-space"
    assert "Answer:" in real.text
    assert [e.objection for e in at.heard] == ["not-interested", "no-space"]


def test_his_answer_to_our_question_in_his_own_words_is_taken_up(at: Call) -> None:
    at.says("the owner says the margin is too thin")
    reply = at.says("at the end of the month, not on one piece")
    assert reply.data["objection"] == "margin-too-low"
    assert "Answer:" in reply.text


def test_two_tries_then_the_reason_is_kept_and_the_rep_leaves(at: Call) -> None:
    at.says("he says there is no space on the shelf")
    assert "first of two" in at.last.text if at.last else False
    assert at.labels == ["That convinced him", "He still says no"]
    second = at.taps("He still says no")
    assert "second and last" in second.text
    assert second.text.count("Answer:") == 1
    left = at.taps("He still says no")
    assert "I will not press you" in left.text
    assert at.labels == []
    visit = at.company.records.visits(at.company.user("rep01"), at.shop)[0]
    assert (visit.outcome, visit.objection, visit.said) == (
        "declined", "no-space", "he says there is no space on the shelf",
    )  # fmt: skip
    third = at.says("and he says it is too complicated for him")
    assert "I will not press you" in third.text


def test_what_convinced_him_is_kept_and_the_story_is_offered(at: Call) -> None:
    at.says("he says there is no space on the shelf")
    at.taps("That convinced him")
    assert [(e.objection, e.resolved) for e in at.heard] == [("no-space", True)]
    assert at.labels == ["Selling story"]
    assert at.taps("Selling story").tools[0].name == "selling_story"


def test_the_same_message_twice_is_one_try(at: Call) -> None:
    at.says("he says there is no space on the shelf")
    at.says("he says there is no space on the shelf")
    assert len(at.heard) == 1


def test_our_own_failure_is_never_argued_away(at: Call) -> None:
    reply = at.says("he says your truck is always late")
    assert reply.data["handling"] == "case"
    assert "do not persuade" in reply.text
    assert "He still says no" not in at.labels


def test_two_reasons_are_isolated(at: Call) -> None:
    asked = at.says("the shelf is full, and the reward of last quarter never came")
    assert asked.status is ReplyStatus.CLARIFICATION
    assert len(at.labels) == 2
    chosen = at.taps(at.labels[0])
    assert chosen.data["objection"] in {"no-space", "rewards-late"}


def test_the_next_brief_starts_from_what_he_said(at: Call) -> None:
    at.says("he says there is no space on the shelf")
    brief = at.says("Brief me on this shop")
    assert brief.tools[0].name == "outlet_brief"
    assert "he says there is no space on the shelf" in brief.text
