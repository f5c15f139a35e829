"""Whole turns on the sample company with a model that behaves, and with one that does not.

The model is scripted and speaks over real HTTP; everything else is the product.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Reply, ReplyStatus, Turn
from assistant.settings import Settings
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Broken, Refused, Script, Step

pytestmark = pytest.mark.slow
QUESTION = "How far is Toko Makmur from Gold?"


@pytest.fixture(scope="module")
def services(sample_settings: Settings) -> Services:
    """The sample company with Bedrock as its model."""
    return build(Settings(home=sample_settings.home, model="bedrock", _env_file=None))


def ask(services: Services, message: str, user: str = "rep01", thread: str = "") -> Reply:
    turn = Turn(message, services.user(user), thread or f"wire-{abs(hash(message))}-{user}")
    return services.respond(turn)


def tool_results(body: dict[str, Any]) -> list[str]:
    """What the tools of this turn have said so far, as the model reads it."""
    found = []
    for message in body["messages"]:
        for part in message["content"]:
            if "toolResult" in part:
                found += [c.get("text", "") for c in part["toolResult"]["content"]]
    return found


class Obedient:
    """Calls a tool once, then says what the tool said."""

    def __init__(self, name: str, arguments: dict[str, Any], words: str | None = None) -> None:
        self.call = (name, arguments)
        self.words = words

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        said = tool_results(body)
        if not said:
            return Answer("Let me look.", calls=(self.call,))
        return Answer(self.words if self.words is not None else said[-1])


def test_a_model_that_calls_the_right_tool_gets_its_words_through(
    services: Services, serve: Serve
) -> None:
    server = serve(Obedient("program_progress", {"outlet": "ID-0001", "program": "growth-club"}))
    reply = ask(services, QUESTION)
    assert reply.status is ReplyStatus.ANSWERED
    assert [tool.name for tool in reply.tools] == ["program_progress"]
    assert reply.usage.model == MODEL
    assert (reply.usage.model_calls, reply.usage.input_tokens) == (2, 200)
    assert server.complaints == []


@pytest.mark.parametrize("lie", [
    "Toko Makmur gets Rp99.999.999 when it reaches Gold.",
    "Only 3 products are missing.",
    "You will get seventy-seven percent back.",
    "It ends on 24 December 2031.",
])  # fmt: skip
def test_a_figure_that_no_tool_has_said_never_appears(
    lie: str, services: Services, serve: Serve
) -> None:
    serve(Obedient("program_progress", {"outlet": "ID-0001", "program": "growth-club"}, lie))
    reply = ask(services, QUESTION, thread=f"lie-{abs(hash(lie))}")
    assert lie not in reply.text
    for figure in re.findall(r"99\.999\.999|seventy|2031", lie):
        assert figure not in reply.text


def test_a_shop_of_another_rep_is_unknown_whatever_the_model_asks_for(
    services: Services, serve: Serve
) -> None:
    server = serve(Obedient("outlet_brief", {"outlet": "ID-0001"}))
    reply = ask(services, "brief me on my next shop", user="rep07")
    assert "Makmur" not in reply.text
    assert "Hartini" not in reply.text
    sent = json.dumps([request.body for request in server.requests], ensure_ascii=False)
    assert "Hartini" not in sent


@pytest.mark.parametrize("call", [
    ("drop_all_tables", {}),
    ("program_progress", {"outlet": 7, "program": ["growth-club"]}),
    ("program_progress", {"user": "mgr01", "outlet": "KE-0001"}),
    ("confirm_signup", {"outlet": "ID-0001"}),
])  # fmt: skip
def test_a_wrong_tool_or_wrong_arguments_end_in_words(
    call: tuple[str, dict[str, Any]], services: Services, serve: Serve
) -> None:
    serve(Script([Answer("", calls=(call,))]))
    reply = ask(services, QUESTION, thread=f"wrong-{call[0]}-{len(str(call))}")
    assert reply.text
    assert "Mama" not in reply.text
    assert reply.status is not ReplyStatus.DONE


@pytest.mark.parametrize("step", [
    Refused(403, "AccessDeniedException"), Broken("throttlingException"), Broken("reset"),
    Answer("", calls=(("program_progress", {"outlet": "ID-0001"}),), cut=9, stop="max_tokens"),
], ids=repr)  # fmt: skip
def test_when_bedrock_fails_the_planner_answers_the_same_question(
    step: Step, sample_settings: Settings, serve: Serve
) -> None:
    fresh = build(Settings(home=sample_settings.home, model="bedrock", _env_file=None))
    serve(Script([step]))
    reply = ask(fresh, QUESTION, thread=f"fails-{abs(hash(repr(step)))}")
    assert reply.status is ReplyStatus.ANSWERED
    assert [tool.name for tool in reply.tools] == ["program_progress"]
    assert "Gold" in reply.text
    assert "9.999.999" not in reply.text
    assert "plain words" in reply.text
    assert reply.usage.model_calls == 0


def test_when_bedrock_fails_after_a_tool_has_run_its_words_are_the_answer(
    sample_settings: Settings, serve: Serve
) -> None:
    fresh = build(Settings(home=sample_settings.home, model="bedrock", _env_file=None))
    call = ("program_progress", {"outlet": "ID-0001", "program": "growth-club"})
    serve(Script([Answer("Let me look.", calls=(call,)), Broken("reset")]))
    reply = ask(fresh, QUESTION, thread="fails-late")
    assert reply.status is ReplyStatus.ANSWERED
    assert [tool.name for tool in reply.tools] == ["program_progress"]
    assert "Gold" in reply.text
