"""Bedrock fails in the middle of a sign-up: the draft stays, and nothing is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Action, Reply, ReplyStatus, ToolCall, Turn
from assistant.settings import Settings
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Broken, Held, Refused, Reset, Script, Step
from tests.wire.test_services import verdict
from tests.wire.test_turns import tool_results

pytestmark = pytest.mark.slow
SHOP, PROGRAM = "ID-0004", "full-shelf"  # UD Al Amin, on rep01's route
WISH = "Sign UD Al Amin up for Full Shelf"
ASIDE = "Wait, when is Full Shelf paid?"
CALL = ("sign_up", {"outlet": SHOP, "program": PROGRAM})
FAILURES: dict[str, Callable[[], Step]] = {
    "throttled": lambda: Refused(429, "ThrottlingException"),
    "down": lambda: Refused(500, "InternalServerException"),
    "silent": Held,
    "reset": Reset,
    "stalled": lambda: Broken("stall", seconds=30),
    "cut off": lambda: Answer("", calls=(CALL,), cut=9, stop="max_tokens"),
}


@dataclass
class Talk:
    """One rep at one counter."""

    services: Services
    thread: str
    actions: dict[str, Action] = field(default_factory=dict)

    def say(self, message: str) -> Reply:
        return self._turn(message, None)

    def tap(self, name: str) -> Reply:
        call = self.actions[name].call
        assert call is not None
        return self._turn("tap", call)

    def _turn(self, message: str, call: ToolCall | None) -> Reply:
        user = self.services.user("rep01")
        reply = self.services.respond(Turn(message, user, self.thread, SHOP, "en", call))
        if any(action.call for action in reply.actions):
            self.actions |= {action.name: action for action in reply.actions}
        return reply

    def joined(self) -> list[str]:
        """Programs that the shop is in."""
        user = self.services.user("rep01")
        return sorted(e.program for e in self.services.records.enrollments(user, SHOP))


@pytest.fixture
def talk(sample_settings: Settings, tmp_path: Path) -> Talk:
    """The sample company in a home of its own, with Bedrock and little patience."""
    shutil.copy(sample_settings.home / "records.db", tmp_path / "records.db")
    for name in ("vectors", "examples"):
        shutil.copytree(sample_settings.home / name, tmp_path / name)
    for file in sample_settings.home.glob("papers-*.db*"):
        shutil.copy(file, tmp_path)
    settings = Settings(home=tmp_path, model="bedrock", turn_seconds=5.0, _env_file=None)
    services = build(settings)
    services.warm()
    return Talk(services, "sign-up-wire")


def proposes(_operation: str, body: dict[str, Any]) -> Step:
    """A model that proposes the sign-up and repeats the card."""
    said = tool_results(body)
    return Answer(said[-1]) if said else Answer("Let me prepare it.", calls=(CALL,))


def let_go(step: Step) -> None:
    if isinstance(step, Held):
        step.until.set()


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_between_card_and_tap_keeps_the_draft_and_writes_nothing(
    failure: str, talk: Talk, serve: Serve
) -> None:
    serve(proposes)
    before = talk.joined()
    card = talk.say(WISH)
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION, card.text
    step = FAILURES[failure]()
    serve(Script([step]))
    aside = talk.say(ASIDE)
    let_go(step)
    assert aside.text
    assert aside.status is not ReplyStatus.DONE
    assert talk.joined() == before
    server = serve(Script([Refused(500, "InternalServerException")]))
    talk.tap("give_consent")
    done = talk.tap("confirm_signup")
    assert done.status is ReplyStatus.DONE, done.text
    assert talk.joined() == sorted([*before, PROGRAM])
    assert server.requests == []  # a tap asks no model: what is down cannot hold it up


@pytest.mark.parametrize("failure", ["throttled", "silent", "reset"])
def test_a_failure_right_after_the_card_was_made_still_shows_it(
    failure: str, talk: Talk, serve: Serve
) -> None:
    step = FAILURES[failure]()
    serve(Script([Answer("Let me prepare it.", calls=(CALL,)), step]))
    before = talk.joined()
    card = talk.say(WISH)
    let_go(step)
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION, card.text
    assert {"give_consent", "confirm_signup"} & talk.actions.keys()
    assert talk.joined() == before


def test_a_guardrail_that_dies_after_the_tap_hides_the_words_but_a_second_tap_tells(
    talk: Talk, serve: Serve
) -> None:
    serve(proposes)
    before = talk.joined()
    talk.say(WISH)
    talk.tap("give_consent")
    rails = {"bedrock_guardrail_id": "gr1abc", "bedrock_guardrail_version": "1"}
    settings = talk.services.settings.model_copy(update=rails)
    guarded = Talk(build(settings), talk.thread, talk.actions)

    def dies(_operation: str, body: dict[str, Any]) -> Step:
        lost = Refused(503, "ServiceUnavailableException")
        return verdict("NONE") if body["source"] == "INPUT" else lost

    serve(dies)
    hidden = guarded.tap("confirm_signup")
    assert hidden.status is ReplyStatus.REFUSED
    assert guarded.joined() == sorted([*before, PROGRAM])
    serve(lambda _operation, _body: verdict("NONE"))
    told = guarded.tap("confirm_signup")
    assert told.status is ReplyStatus.DONE
    assert guarded.joined() == sorted([*before, PROGRAM])


def test_a_guardrail_that_is_down_before_the_tap_lets_nothing_be_written(
    talk: Talk, serve: Serve
) -> None:
    serve(proposes)
    before = talk.joined()
    talk.say(WISH)
    talk.tap("give_consent")
    rails = {"bedrock_guardrail_id": "gr1abc", "bedrock_guardrail_version": "1"}
    settings = talk.services.settings.model_copy(update=rails)
    guarded = Talk(build(settings), talk.thread, talk.actions)
    serve(Script([Refused(503, "ServiceUnavailableException")]))
    refused = guarded.tap("confirm_signup")
    assert refused.status is ReplyStatus.REFUSED
    assert guarded.joined() == before
