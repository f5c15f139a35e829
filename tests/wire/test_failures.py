"""Every way in which Bedrock fails, over real HTTP: an answer all the same, nothing wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.models.bedrock import chat
from assistant.models.bedrock.chat import BedrockModel
from assistant.models.breaker import CircuitBreaker
from assistant.models.failures import FailureKind, ModelFailure
from assistant.models.steady import INSTEAD_KEY, Steady, SteadyModel
from tests.wire.bedrock_server import BedrockServer
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Broken, Refused, Reset, Script, Silent, Step

ASKED = [HumanMessage("How far is Toko Makmur from Gold?")]
TOOL = {
    "type": "function",
    "function": {
        "name": "program_progress",
        "description": "How far a shop is.",
        "parameters": {
            "type": "object",
            "properties": {"outlet": {"type": "string"}},
            "required": ["outlet"],
        },
    },
}
CALL = ("program_progress", {"outlet": "ID-0012"})


class Planner(BaseChatModel):
    """Stands where the embedded planner stands; says one thing."""

    @property
    def _llm_type(self) -> str:
        return "planner"

    def bind_tools(self, tools: Any, **_kwargs: Any) -> Any:
        return self

    def _generate(self, *_args: Any, **_kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("from the planner"))])


@dataclass
class Clock:
    """Seconds that only pass when the test says so."""

    now: float = 0.0
    calls: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now


def ask(script: Script, serve: Serve) -> tuple[AIMessage, BedrockServer]:
    server = serve(script)
    steady = SteadyModel(Steady(BedrockModel(MODEL)), Planner())
    answer = steady.bind_tools([TOOL]).invoke(ASKED)
    assert isinstance(answer, AIMessage)
    return answer, server


@pytest.fixture
def fresh_client() -> Iterator[Callable[[], None]]:
    """For a test that changes the client's surroundings: a new one now, and a new one after it."""
    yield chat._client.cache_clear
    chat._client.cache_clear()


def test_words_and_tokens_arrive_whole(serve: Serve) -> None:
    answer, server = ask(Script([Answer("Two cases are missing.", usage=(321, 12))]), serve)
    assert answer.text == "Two cases are missing."
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["input_tokens"] == 321
    assert answer.usage_metadata["output_tokens"] == 12
    assert INSTEAD_KEY not in answer.additional_kwargs
    assert [r.operation for r in server.requests] == ["ConverseStream"]
    assert server.complaints == []


def test_a_tool_call_arrives_with_its_arguments(serve: Serve) -> None:
    answer, server = ask(Script([Answer("Let me look.", calls=(CALL,))]), serve)
    (call,) = answer.tool_calls
    assert (call["name"], call["args"]) == CALL
    tool = server.requests[0].body["toolConfig"]["tools"][0]
    assert tool["toolSpec"]["name"] == "program_progress"


@pytest.mark.parametrize("model", [
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "in.anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-pro-v1:0",
    "eu.amazon.nova-lite-v1:0",
    "us.meta.llama3-1-70b-instruct-v1:0",
    "openai.gpt-oss-20b-1:0",
    "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123def456",
])  # fmt: skip
def test_ids_arns_and_regional_profiles_all_stream(model: str, serve: Serve) -> None:
    server = serve(Script([Answer("Yes.")]))
    assert BedrockModel(model).complete(ASKED, ()).text == "Yes."
    assert [(r.operation, r.model) for r in server.requests] == [("ConverseStream", model)]


PASSING: list[Step] = [
    Refused(429, "ThrottlingException"),
    Refused(408, "ModelTimeoutException"),
    Refused(424, "ModelErrorException"),
    Refused(500, "InternalServerException"),
    Refused(503, "ServiceUnavailableException"),
    Reset(),
    Broken("throttlingException"),
    Broken("modelStreamErrorException"),
    Broken("internalServerException"),
    Broken("serviceUnavailableException"),
    Broken("reset"),
    Broken("no_stop"),
    Broken("crc"),
    Answer("", stop="end_turn"),
    Answer("Let me look.", calls=(CALL,), cut=12, stop="max_tokens"),
    Answer("Let me look.", calls=(CALL,), cut=12, stop="tool_use"),
]


@pytest.mark.parametrize("first", PASSING, ids=repr)
def test_what_passes_is_tried_again_and_what_came_first_is_not_shown(
    first: Step, serve: Serve
) -> None:
    answer, server = ask(Script([first, Answer("Two cases are missing.")]), serve)
    assert answer.text == "Two cases are missing."
    assert len(server.requests) == 2


@pytest.mark.parametrize("step", [*PASSING, Refused(400, "ValidationException")], ids=repr)
def test_what_stays_ends_in_the_planners_answer(step: Step, serve: Serve) -> None:
    answer, server = ask(Script([step]), serve)
    assert answer.text == "from the planner"
    assert answer.additional_kwargs[INSTEAD_KEY]
    assert 1 <= len(server.requests) <= 4


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Refused(403, "AccessDeniedException"), FailureKind.DENIED),
        (Refused(403, "ExpiredTokenException"), FailureKind.CREDENTIALS),
        (Refused(403, "UnrecognizedClientException"), FailureKind.CREDENTIALS),
        (Refused(404, "ResourceNotFoundException"), FailureKind.REGION),
    ],
)
def test_what_only_a_person_mends_is_asked_once_and_then_left_alone(
    step: Step, kind: FailureKind, serve: Serve
) -> None:
    server = serve(Script([step]))
    with pytest.raises(ModelFailure) as failed:
        BedrockModel(MODEL).complete(ASKED, ())
    assert failed.value.kind is kind
    steady = SteadyModel(Steady(BedrockModel(MODEL)), Planner())
    for _turn in range(5):
        assert steady.invoke(ASKED).text == "from the planner"
    assert len(server.requests) == 2  # the first of each


@pytest.mark.parametrize("step", [Broken("stall", seconds=3), Silent(3)], ids=repr)
def test_a_stall_ends_in_the_planners_answer(
    step: Step,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    fresh_client: Callable[[], None],
) -> None:
    monkeypatch.setattr(chat, "STALL_SECONDS", 0.4)
    fresh_client()
    answer, _server = ask(Script([step]), serve)
    assert answer.text == "from the planner"


def test_an_answer_that_never_ends_is_cut(serve: Serve) -> None:
    serve(Script([Answer("word " * 200)]))
    with pytest.raises(ModelFailure) as failed:
        BedrockModel(MODEL, whole_answer_seconds=0.0).complete(ASKED, ())
    assert failed.value.kind is FailureKind.TIMEOUT


def test_a_dead_model_is_left_alone_and_asked_again_after_a_pause(serve: Serve) -> None:
    clock = Clock()
    down = Refused(500, "InternalServerException")
    alive = Answer("I am back.")
    script = Script([*[down] * 6, alive])  # three turns of two requests each
    server = serve(script)
    steady = SteadyModel(Steady(BedrockModel(MODEL), CircuitBreaker(3, 30.0, clock)), Planner())
    for _turn in range(10):
        assert steady.invoke(ASKED).text == "from the planner"
    assert len(server.requests) == 6
    clock.now = 31.0
    assert steady.invoke(ASKED).text == "I am back."
    assert steady.invoke(ASKED).text == "I am back."


def test_without_a_server_the_planner_answers(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, fresh_client: Callable[[], None]
) -> None:
    serve(Script([Answer("never asked")]))
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")
    fresh_client()
    steady = SteadyModel(Steady(BedrockModel(MODEL)), Planner())
    assert steady.invoke(ASKED).text == "from the planner"


def test_without_credentials_the_planner_answers(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, fresh_client: Callable[[], None]
) -> None:
    server = serve(Script([Answer("never asked")]))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "none")
    monkeypatch.setenv("AWS_CONFIG_FILE", "none")
    fresh_client()
    steady = SteadyModel(Steady(BedrockModel(MODEL)), Planner())
    assert steady.invoke(ASKED).text == "from the planner"
    assert server.requests == []


def test_what_is_the_same_at_every_turn_is_kept_by_the_service(serve: Serve) -> None:
    server = serve(Script([Answer("Yes.")]))
    asked = [SystemMessage("The rules."), SystemMessage("CONTEXT {}"), *ASKED]
    SteadyModel(Steady(BedrockModel(MODEL)), Planner()).bind_tools([TOOL]).invoke(asked)
    (request,) = server.requests
    assert "cachePoint" in request.body["toolConfig"]["tools"][-1]
    assert [next(iter(block)) for block in request.body["system"]] == ["text", "cachePoint", "text"]
    assert server.complaints == []
