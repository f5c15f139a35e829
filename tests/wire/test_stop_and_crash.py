"""A turn that is stopped, or dies with its process, leaves a conversation that goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

import pytest

from assistant.bootstrap import build
from assistant.domain import Reply, Turn
from assistant.settings import Settings
from assistant.stopping import Stoppable, TurnStopped, stoppable
from tests.wire.bedrock_server import BedrockServer
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Held, Script

pytestmark = pytest.mark.slow
LOST = "And what is missing on its shelf?"
GREETING = "Selamat pagi"
CHILD = """
import sys
from pathlib import Path
from assistant.bootstrap import build
from assistant.domain import Turn
from assistant.settings import Settings
home, thread, message = sys.argv[1:]
services = build(Settings(home=Path(home), model="bedrock", _env_file=None))
services.respond(Turn(message, services.user("rep01"), thread))
"""


def respond(settings: Settings, thread: str, message: str) -> Reply:
    services = build(settings)
    return services.respond(Turn(message, services.user("rep01"), thread))


def wait_for_a_request(server: BedrockServer) -> None:
    for _try in range(1200):
        if server.requests:
            return
        time.sleep(0.1)
    pytest.fail("Bedrock was not asked")


def said_to_the_model(server: BedrockServer) -> list[tuple[str, str]]:
    """Role and words of every message of the last request."""
    messages: list[dict[str, Any]] = server.requests[-1].body["messages"]
    return [(m["role"], " ".join(p.get("text", "") for p in m["content"])) for m in messages]


def goes_on(settings: Settings, serve: Serve, thread: str) -> None:
    """The same question again is answered, on a history that holds nothing of the lost turn."""
    server = serve(Script([Answer("Hello.")]))
    reply = respond(settings, thread, LOST)
    assert reply.text
    assert server.complaints == []
    said = said_to_the_model(server)
    assert [role for role, _words in said] == ["user", "assistant", "user"]
    assert GREETING in said[0][1]
    assert LOST not in said[0][1]
    assert LOST in said[-1][1]
    services = build(settings)
    past = services.threads.past(thread, services.user("rep01"))
    assert [turn.message for turn in past] == [GREETING, LOST]


@pytest.fixture
def settings(sample_settings: Settings) -> Settings:
    return Settings(home=sample_settings.home, model="bedrock", _env_file=None)


def test_a_stopped_turn_leaves_the_conversation_as_it_was(settings: Settings, serve: Serve) -> None:
    thread = str(uuid.uuid4())
    serve(Script([Answer("Good morning.")]))
    respond(settings, thread, GREETING)
    held, turn, ended = Held(), Stoppable(), threading.Event()
    server = serve(Script([held]))

    def work() -> None:
        with stoppable(turn):
            try:
                respond(settings, thread, LOST)
            except TurnStopped:
                ended.set()

    worker = threading.Thread(target=work)
    worker.start()
    wait_for_a_request(server)
    assert turn.stop()
    held.until.set()
    worker.join(120)
    assert ended.is_set()
    goes_on(settings, serve, thread)


def test_a_turn_that_dies_with_its_process_leaves_the_conversation_as_it_was(
    settings: Settings, serve: Serve
) -> None:
    thread = str(uuid.uuid4())
    serve(Script([Answer("Good morning.")]))
    respond(settings, thread, GREETING)
    held = Held()
    server = serve(Script([held]))
    command = [sys.executable, "-c", CHILD, str(settings.home), thread, LOST]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        wait_for_a_request(server)
    finally:
        process.kill()
        process.wait()
        held.until.set()
    goes_on(settings, serve, thread)
