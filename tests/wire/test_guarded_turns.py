"""Whole turns behind Bedrock's guardrail: what was written, what was found, what is said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Reply, ReplyStatus, ToolCall, Turn
from assistant.settings import Settings
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Json, Refused, Reset, Step
from tests.wire.test_services import verdict
from tests.wire.test_turns import QUESTION, tool_results

pytestmark = pytest.mark.slow
CALL = ("program_progress", {"outlet": "ID-0001", "program": "growth-club"})


@dataclass
class Guarded:
    """A model that calls a tool and repeats it, and a guardrail that answers as it is told."""

    on_result: Step = field(default_factory=lambda: verdict("NONE"))
    on_output: Step = field(default_factory=lambda: verdict("NONE"))
    looked_at: list[tuple[str, str]] = field(default_factory=list)
    """Source and text."""

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        if operation == "ApplyGuardrail":
            return self._look(body["source"], body["content"][0]["text"]["text"])
        said = tool_results(body)
        return Answer(said[-1]) if said else Answer("Let me look.", calls=(CALL,))

    def _look(self, source: str, text: str) -> Step:
        self.looked_at.append((source, text))
        if source == "OUTPUT":
            return self.on_output
        return verdict("NONE") if text == QUESTION else self.on_result


@pytest.fixture
def services(sample_settings: Settings) -> Services:
    return build(
        Settings(
            home=sample_settings.home, model="bedrock", bedrock_guardrail_id="gr1abc",
            bedrock_guardrail_version="3", _env_file=None,
        )
    )  # fmt: skip


def ask(services: Services, thread: str, call: ToolCall | None = None) -> Reply:
    return services.respond(Turn(QUESTION, services.user("rep01"), thread, tapped=call))


def test_what_was_written_what_was_found_and_what_is_said_are_all_looked_at(
    services: Services, serve: Serve
) -> None:
    brain = Guarded()
    server = serve(brain)
    reply = ask(services, "guarded-passes")
    assert reply.status is ReplyStatus.ANSWERED
    (first, asked), (second, found), *said = brain.looked_at
    assert (first, asked) == ("INPUT", QUESTION)
    assert second == "INPUT"
    assert "Gold" in found
    assert {source for source, _text in said} == {"OUTPUT"}
    assert server.complaints == []


@pytest.mark.parametrize(
    "step",
    [verdict("GUARDRAIL_INTERVENED"), Refused(500, "InternalServerException"), Reset()],
    ids=["held back", "unreachable", "reset"],
)
def test_a_finding_that_is_held_back_reaches_neither_the_model_nor_the_person(
    step: Json | Refused | Reset, services: Services, serve: Serve
) -> None:
    brain = Guarded(on_result=step)
    server = serve(brain)
    reply = ask(services, f"guarded-held-{type(step).__name__}")
    assert reply.status is ReplyStatus.REFUSED
    assert reply.facts == ()
    assert "Gold" not in reply.text
    found = brain.looked_at[1][1]
    asked_of_the_model = [r.body for r in server.requests if r.operation == "ConverseStream"]
    assert found not in "\n".join(t for body in asked_of_the_model for t in tool_results(body))
    assert "Slab" not in json.dumps([body["messages"] for body in asked_of_the_model])


def test_a_tap_is_said_only_when_the_guardrail_can_look_at_it(
    services: Services, serve: Serve
) -> None:
    call = ToolCall(*CALL)
    brain = Guarded()
    serve(brain)
    assert ask(services, "guarded-tap", call).status is ReplyStatus.ANSWERED
    assert [source for source, _text in brain.looked_at] == ["INPUT", "OUTPUT"]
    serve(Guarded(on_output=Refused(503, "ServiceUnavailableException")))
    reply = ask(services, "guarded-tap-down", call)
    assert reply.status is ReplyStatus.REFUSED
    assert "safety check cannot run" in reply.text
