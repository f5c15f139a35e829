"""The real boto3 and LangChain clients, pointed at the stand-in by AWS's own variables only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.models.bedrock import chat, clients
from tests.wire.bedrock_server import BedrockServer, Brain, serving
from tests.wire.steps import Answer, Script

MODEL = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
Serve = Callable[[Brain], BedrockServer]


@pytest.fixture(scope="session")
def _server() -> Iterator[BedrockServer]:
    with serving(Script([Answer("nobody has told me what to say")])) as server:
        yield server


@pytest.fixture(scope="session")
def _credentials(_server: BedrockServer) -> Iterator[None]:
    """For the whole session, so that the client is built once, as in a process of the product."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", _server.url)
        patch.setenv("AWS_REGION", "eu-west-1")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "example")
        for service in ("BEDROCK", "BEDROCK_AGENT_RUNTIME", "SERVICE_QUOTAS"):
            patch.setenv(f"AWS_ENDPOINT_URL_{service}", _server.url)
        yield
    chat._client.cache_clear()
    clients.client.cache_clear()


@pytest.fixture
def serve(_server: BedrockServer, _credentials: None) -> Serve:
    """Gives the server a brain; from then on every client of this test talks to it."""

    def start(brain: Brain) -> BedrockServer:
        _server.brain = brain
        _server.requests.clear()
        _server.complaints.clear()
        return _server

    return start
