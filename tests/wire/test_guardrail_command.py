"""`shelftalk guardrail` over real HTTP; every request is checked against the service's model."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.errors import ShelftalkError
from assistant.models.bedrock.guardrail_policy import Topic, plan_guardrail
from assistant.models.bedrock.guardrail_publishing import publish
from assistant.settings import Settings, read_settings
from tests.wire.conftest import Serve
from tests.wire.guardrail_service import GuardrailAccount
from tests.wire.steps import Answer, Refused, Script

DENIED = "User: x is not authorized to perform: bedrock:{} on resource: *"


@pytest.fixture
def shell(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line stands over the sample company."""
    monkeypatch.setenv("SHELFTALK_HOME", str(sample_settings.home))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()


def run(*words: str) -> Result:
    read_settings.cache_clear()
    return CliRunner().invoke(main, ["guardrail", *words])


def topics(count: int) -> list[Topic]:
    examples = {"en": [f"{'how ' * 20}{n}" for n in range(9)], "sw": ["x" * 180, "vipi kodi"]}
    return [Topic(f"topic/{n}", "d" * 230, examples) for n in range(count)]


@pytest.mark.usefixtures("shell")
def test_a_dry_run_prints_the_plan_and_asks_nobody(serve: Serve) -> None:
    server = serve(Script([Answer("never asked")]))
    told = run("--dry-run")
    plan = json.loads(told.stdout)
    assert told.exit_code == 0
    assert server.requests == []
    named = [topic["name"] for topic in plan["request"]["topicPolicyConfig"]["topicsConfig"]]
    assert {"tax-advice", "legal-advice", "medical-claims"} <= set(named)
    words = [one["text"] for one in plan["request"]["wordPolicyConfig"]["wordsConfig"]]
    assert {"idiot", "goblok", "bila hatari yoyote"} <= set(words)
    said = " ".join(plan["left_out"])
    assert "does not know ar, fil, hi, id, ms, sw, th, vi" in said
    assert "5 examples a topic" in said


@pytest.mark.usefixtures("shell")
def test_it_is_made_once_and_prints_the_two_settings(serve: Serve) -> None:
    account = GuardrailAccount()
    server = serve(account)
    first = run()
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines() == [
        "export SHELFTALK_BEDROCK_GUARDRAIL_ID=gr1abc",
        "export SHELFTALK_BEDROCK_GUARDRAIL_VERSION=1",
    ]
    assert "does not know ar, fil, hi, id, ms, sw, th, vi" in first.stderr
    again = run()
    assert again.stdout == first.stdout
    assert "nothing has changed" in again.stderr
    assert len(account.kept) == 1
    assert server.complaints == []


@pytest.mark.usefixtures("shell")
def test_a_changed_plan_is_a_new_version_of_the_same_guardrail(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = GuardrailAccount()
    server = serve(account)
    run()
    monkeypatch.setenv("SHELFTALK_BEDROCK_GUARDRAIL_ID", "gr1abc")
    changed = run("--profile", "eu.guardrail.v1:0")
    assert changed.stdout.endswith("VERSION=2\n"), changed.output
    assert [r.operation for r in server.requests].count("CreateGuardrail") == 1
    assert account.kept[0].draft["crossRegionConfig"]
    assert "does not know sw;" in changed.stderr
    assert server.complaints == []


def test_a_version_is_taken_of_what_is_ready(serve: Serve) -> None:
    server = serve(GuardrailAccount(looks_until_ready=2))
    done = publish(plan_guardrail("n", topics(1), {}, ["en"]), pause_seconds=0.01)
    assert (done.identifier, done.version) == ("gr1abc", "1")
    assert [r.operation for r in server.requests].count("GetGuardrail") == 3


def test_a_run_that_stopped_before_the_version_is_finished_by_the_next(serve: Serve) -> None:
    account = GuardrailAccount()
    account.refuse["CreateGuardrailVersion"] = Refused(400, "ValidationException", "not now")
    serve(account)
    plan = plan_guardrail("n", topics(1), {}, ["en"])
    with pytest.raises(ShelftalkError, match="not now"):
        publish(plan)
    account.refuse.clear()
    assert publish(plan).version == "1"
    assert len(account.kept) == 1


def test_a_policy_beyond_every_limit_still_makes_a_request_that_the_service_takes(
    serve: Serve,
) -> None:
    server = serve(GuardrailAccount())
    words = {"en": [f"word{n}" for n in range(10_050)], "sw": ["neno " * 40]}
    plan = plan_guardrail("Nusa Delta Foods / Ltd. " * 4, topics(40), words, ["en", "sw", "ar"])
    publish(plan)
    assert server.complaints == []
    told = " ".join(plan.left_out)
    for word in ("topic/39", "51 of 10051 words", "ar, sw", "examples"):
        assert word in told


@pytest.mark.usefixtures("shell")
@pytest.mark.parametrize(
    "operation",
    ["ListGuardrails", "CreateGuardrail", "GetGuardrail", "CreateGuardrailVersion"],
)
def test_each_missing_permission_is_named_with_the_policy_that_mends_it(
    operation: str, serve: Serve
) -> None:
    refused = Refused(403, "AccessDeniedException", DENIED.format(operation))
    serve(GuardrailAccount(refuse={operation: refused}))
    told = run()
    assert told.exit_code == 1
    assert told.stdout == ""
    assert f"permission bedrock:{operation} is missing" in told.stderr
    assert '"Action": ["bedrock:ListGuardrails", "bedrock:CreateGuardrail"' in told.stderr
    assert "Traceback" not in told.output


@pytest.mark.usefixtures("shell")
@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (Refused(400, "ServiceQuotaExceededException", "100 guardrails"), "Service Quotas"),
        (Refused(403, "ExpiredTokenException", "expired"), "aws sso login"),
        (Refused(400, "ValidationException", "definition is too long"), "definition is too long"),
        (Refused(429, "ThrottlingException", "Too many requests"), "used up"),
    ],
)
def test_a_refusal_is_a_sentence_with_a_way_on(refused: Refused, says: str, serve: Serve) -> None:
    serve(GuardrailAccount(refuse={"CreateGuardrail": refused}))
    told = run()
    assert told.exit_code == 1
    assert says in told.stderr
    assert "Traceback" not in told.output


@pytest.mark.usefixtures("shell")
def test_an_id_of_nothing_is_a_sentence(serve: Serve) -> None:
    gone = Refused(404, "ResourceNotFoundException", "The guardrail does not exist.")
    serve(GuardrailAccount(refuse={"ListGuardrails": gone}))
    told = run("--id", "gr9zzz")
    assert told.exit_code == 1
    assert "does not exist" in told.stderr
