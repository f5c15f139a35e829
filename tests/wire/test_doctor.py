"""What `shelftalk doctor` says of Bedrock, for every way in which it is not ready."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant.models.bedrock.checks import check_bedrock
from assistant.settings import Settings
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Json, Refused, Script, Step
from tests.wire.test_services import verdict

STRONG = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"


def settings(**more: Any) -> Settings:
    return Settings(home=Path("unused"), model="bedrock", _env_file=None, **more)


def test_everything_is_tried_and_answers(serve: Serve) -> None:
    def brain(operation: str, _body: dict[str, Any]) -> Step:
        if operation == "ApplyGuardrail":
            return verdict("NONE")
        return Json({"retrievalResults": []}) if operation == "Retrieve" else Answer("p")

    server = serve(brain)
    found = check_bedrock(
        settings(bedrock_guardrail_id="gr1abc", bedrock_knowledge_base_id="KB12345678")
    )
    assert [c.mend for c in found] == [""] * 7
    assert {r.operation for r in server.requests} == {
        "Converse", "ConverseStream", "ApplyGuardrail", "Retrieve",
    }  # fmt: skip
    assert server.complaints == []


DENIED = (
    "User: x is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: y"
)


@pytest.mark.parametrize(
    ("step", "says", "mend"),
    [
        (Refused(403, "AccessDeniedException", DENIED),
         "permission bedrock:InvokeModelWithResponseStream is missing", '"Action": "bedrock:'),
        (Refused(403, "AccessDeniedException", "You don't have access to the model."),
         "no access to the model", "Model access"),
        (Refused(403, "ExpiredTokenException", "expired"), "expired or are wrong", "aws sso login"),
        (Refused(400, "ValidationException", "The provided model identifier is invalid."),
         "not known in this region", "AWS_REGION"),
        (Refused(429, "ThrottlingException", "Too many requests"), "quota", "Service Quotas"),
        (Refused(503, "ServiceUnavailableException", "down"), "does not answer", "network"),
    ],
)  # fmt: skip
def test_each_way_of_not_being_ready_is_named_with_what_mends_it(
    step: Step, says: str, mend: str, serve: Serve
) -> None:
    serve(Script([step]))
    found = [c for c in check_bedrock(settings()) if c.what.endswith("model")]
    assert len(found) == 2
    for checked in found:
        assert says in checked.says
        assert mend in checked.mend


def test_no_region_is_the_only_finding(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(Script([Answer("p")]))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "none")
    (found,) = check_bedrock(settings())
    assert "no AWS region" in found.says
    assert re.search("AWS_REGION=", found.mend)
    assert server.requests == []
