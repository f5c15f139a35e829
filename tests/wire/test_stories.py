"""Stories of the sample company with a model that writes: asked once a situation, and counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.settings import Settings
from tests.conftest import load_sample
from tests.wire.bedrock_server import BedrockServer
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Step
from tests.wire.test_model_writer import Copyist
from tests.wire.test_turns import ask, tool_results

pytestmark = pytest.mark.slow
WRITER, CRITIC, JUDGE = (
    "You write short selling",
    "You read for the brand",
    "You judge a short selling",
)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The sample company with Bedrock, in a home of its own: templates are kept."""
    home = load_sample(tmp_path_factory.mktemp("stories")).home
    return build(Settings(home=home, model="bedrock", _env_file=None))


class Company:
    """A fast model that asks for a story, a strong one that writes and judges."""

    def __init__(self, outlet: str, spoil: str = "") -> None:
        self.outlet = outlet
        self.writer = Copyist(spoil)

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        system = json.dumps(body["system"])
        if WRITER in system:
            try:
                return self.writer(operation, body)
            except KeyError:  # a beat it has not learned: the authors' words serve
                return Answer("I do not know.")
        if CRITIC in system:
            return Answer('{"points": 4, "why": "Too loud for us."}')
        if JUDGE in system:
            return Answer('{"points": 9, "why": "Short and clear."}')
        said = tool_results(body)
        if said:
            return Answer(said[-1])
        wish = {"outlet": self.outlet, "program": "growth-club", "framework": "four_p"}
        return Answer("", calls=(("selling_story", {**wish, "language": "en"}),))


def asked_of(server: BedrockServer, agent: str) -> list[str]:
    sent = [json.dumps(request.body, ensure_ascii=False) for request in server.requests]
    return [body for body in sent if agent in body]


def test_a_situation_is_written_and_judged_once(services: Services, serve: Serve) -> None:
    server = serve(Company("ID-0027"))
    first = ask(services, "a story for Mulya Mart", thread="story-1")
    assert first.data["framework"] == "four_p", first.text
    asked = [len(asked_of(server, agent)) for agent in (WRITER, CRITIC, JUDGE)]
    assert asked[0] > 0
    assert asked[1:] == [1, 1]
    again = ask(services, "a story for Mulya Mart", thread="story-2")
    assert again.text == first.text
    assert [len(asked_of(server, agent)) for agent in (WRITER, CRITIC, JUDGE)] == asked
    assert server.complaints == []


def test_writer_and_critic_are_told_of_no_shop(services: Services, serve: Serve) -> None:
    server = serve(Company("ID-0014"))
    reply = ask(services, "a story for UD Mitra Tani", thread="story-3")
    assert "UD Mitra Tani" in reply.text
    for body in (*asked_of(server, WRITER), *asked_of(server, CRITIC), *asked_of(server, JUDGE)):
        assert "Mitra Tani" not in body
        assert "Gito" not in body


def test_what_the_critic_thinks_is_shown_and_decides_nothing(
    services: Services, serve: Serve
) -> None:
    serve(Company("ID-0027"))
    reply = ask(services, "a story for Mulya Mart", thread="story-4")
    assert reply.data["opinion"]["tone"] == {"points": 4, "why": "Too loud for us."}
    assert reply.data["opinion"]["effect"]["why"] == "Short and clear."
    assert reply.data["status"] == "released"


def test_words_that_promise_too_much_are_never_told(services: Services, serve: Serve) -> None:
    serve(Company("ID-0016", spoil="We guarantee Rp5.000.000."))
    reply = ask(services, "a story for Toko Bu Kasiyem", thread="story-5")
    assert "guarantee" not in reply.text
    assert "5.000.000" not in reply.text
    assert reply.data["status"] == "released"


def test_each_agent_is_charged_within_its_tool(services: Services, serve: Serve) -> None:
    serve(Company("ID-0015"))
    ask(services, "a story for Kios Mulya", thread="story-6")
    agents = {row.of for row in services.models.usage.sums("agent", services.today)}
    tools = {row.of: row.calls for row in services.models.usage.sums("tool", services.today)}
    models = {row.of for row in services.models.usage.sums("model", services.today)}
    assert agents == {"chat", "writer", "critic", "judge"}
    assert set(tools) == {"", "selling_story"}
    settings = services.settings
    assert models == {settings.bedrock_fast_model_id, settings.bedrock_model_id}
