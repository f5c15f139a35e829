"""A turn waits for language models so long and no longer, however Bedrock keeps it waiting."""

from __future__ import annotations

import json
import time

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Reply, ReplyStatus, Turn
from assistant.settings import Settings
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Broken, Held, Script, Step
from tests.wire.test_turns import QUESTION

pytestmark = pytest.mark.slow
SECONDS = 1.5
SLACK = 20.0
"""For the planner's own work on a busy machine; without the deadline it would be half a minute."""
CALL = ("program_progress", {"outlet": "ID-0001", "program": "growth-club"})


@pytest.fixture
def services(sample_settings: Settings) -> Services:
    """A breaker and a deadline of its own."""
    home = sample_settings.home
    services = build(Settings(home=home, model="bedrock", turn_seconds=SECONDS, _env_file=None))
    services.warm()
    return services


def ask(services: Services, thread: str, message: str = QUESTION) -> Reply:
    return services.respond(Turn(message, services.user("rep01"), f"deadline-{thread}"))


@pytest.mark.parametrize(
    "steps",
    [[Held()], [Broken("stall", seconds=30)], [Answer("Let me look.", calls=(CALL,)), Held()]],
    ids=["silent", "stalled", "silent after a tool"],
)
def test_a_turn_ends_at_its_deadline_with_the_planners_answer_or_the_tools(
    steps: list[Step], services: Services, serve: Serve
) -> None:
    serve(Script(steps))
    started = time.monotonic()
    reply = ask(services, str(len(repr(steps))))
    took = time.monotonic() - started
    _let_go(steps)
    assert took < SECONDS + SLACK
    assert reply.status is ReplyStatus.ANSWERED
    assert [tool.name for tool in reply.tools] == ["program_progress"]
    assert "Gold" in reply.text
    assert "plain words" in reply.text
    assert "9.999.999" not in reply.text


def test_after_three_such_turns_the_fourth_is_not_even_sent(
    services: Services, serve: Serve
) -> None:
    held = Held()
    server = serve(Script([held]))
    for number in range(3):
        ask(services, f"breaker-{number}")
    last = "And how far is Toko Makmur from Gold by now?"
    reply = ask(services, "breaker-last", last)
    _let_go([held])
    assert "plain words" in reply.text
    sent = json.dumps([request.body for request in server.requests])
    assert QUESTION in sent
    assert last not in sent


def _let_go(steps: list[Step]) -> None:
    """What was abandoned is refused for good: no client tries it again in a later test."""
    for step in steps:
        if isinstance(step, Held):
            step.until.set()
