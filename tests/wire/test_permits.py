"""While Amazon is asked, the turn that waits for it keeps nobody else from thinking."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

import pytest

from assistant import permits
from assistant.bootstrap import build
from assistant.domain import PassageFilter, ReplyStatus, Turn
from assistant.models.bedrock.embeddings import BedrockEmbedder
from assistant.models.bedrock.knowledge_base import KnowledgeBase
from assistant.permits import thinking
from assistant.settings import Settings
from tests.wire.bedrock_server import Brain
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Json, Step
from tests.wire.test_services import verdict
from tests.wire.test_turns import QUESTION, tool_results

CALL = ("program_progress", {"outlet": "ID-0001", "program": "growth-club"})


@dataclass
class Watched:
    """A brain; notes of every request whether another turn could have thought meanwhile."""

    brain: Brain
    free: list[tuple[str, bool]] = field(default_factory=list)

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        others = permits._permits.acquire(blocking=False)
        self.free.append((operation, others))
        if others:
            permits._permits.release()
        return self.brain(operation, body)


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single permit: whoever keeps it keeps everybody waiting."""
    monkeypatch.setattr(permits, "_permits", BoundedSemaphore(1))


def test_a_turn_waits_for_its_model_and_its_guardrail_without_a_permit(
    sample_settings: Settings, serve: Serve
) -> None:
    def brain(operation: str, body: dict[str, Any]) -> Step:
        if operation == "ApplyGuardrail":
            return verdict("NONE")
        said = tool_results(body)
        return Answer(said[-1]) if said else Answer("Let me look.", calls=(CALL,))

    watched = Watched(brain)
    serve(watched)
    settings = Settings(
        home=sample_settings.home, model="bedrock", bedrock_guardrail_id="gr1abc",
        bedrock_guardrail_version="3", _env_file=None,
    )  # fmt: skip
    services = build(settings)
    reply = services.respond(Turn(QUESTION, services.user("rep01"), "without-a-permit"))
    assert reply.status is ReplyStatus.ANSWERED
    assert {operation for operation, _ in watched.free} == {"ConverseStream", "ApplyGuardrail"}
    assert [operation for operation, others in watched.free if not others] == []


def test_embeddings_and_a_knowledge_base_are_waited_for_without_a_permit(serve: Serve) -> None:
    def brain(operation: str, _body: dict[str, Any]) -> Step:
        if operation == "Retrieve":
            return Json({"retrievalResults": []})
        return Json({"embedding": [1.0, 0.0], "inputTextTokenCount": 1})

    watched = Watched(brain)
    serve(watched)
    with thinking():
        BedrockEmbedder("amazon.titan-embed-text-v2:0").embed_queries(["points"])
        KnowledgeBase("KB12345678").search("points", PassageFilter(), 3)
        assert not permits._permits.acquire(blocking=False)  # and thinks on with one
    assert watched.free == [("InvokeModel", True), ("Retrieve", True)]
