"""What `shelftalk doctor` says of Bedrock, for every way in which it is not ready."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.models.bedrock import batch
from assistant.models.bedrock.checks import Checked, check_bedrock
from assistant.settings import Settings
from tests.wire.batch_service import Bucket, bucket_serving
from tests.wire.bedrock_server import Brain
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Json, Refused, Script, Step
from tests.wire.test_batch import ROLE
from tests.wire.test_services import verdict

STRONG = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"


def settings(**more: Any) -> Settings:
    return Settings(home=Path("unused"), model="bedrock", _env_file=None, **more)


def test_everything_is_tried_and_answers(serve: Serve) -> None:
    server = serve(all_but("", Answer()))
    found = check_bedrock(settings(**WITH_BOTH))
    assert [c.mend for c in found] == [""] * 9
    assert {r.operation for r in server.requests} == {
        "Converse", "ConverseStream", "ApplyGuardrail", "Retrieve", "ListServiceQuotas",
    }  # fmt: skip
    assert server.complaints == []


DENIED = "User: x is not authorized to perform: bedrock:{} on resource: y"
MARKET = (
    "Model access is denied due to IAM user or service role is not authorized to perform the "
    "required AWS Marketplace actions (aws-marketplace:ViewSubscriptions) to enable access."
)
SCP = f"{DENIED.format('InvokeModel')} with an explicit deny in a service control policy"
ON_DEMAND = (
    "Invocation of model ID x with on-demand throughput isn't supported. Retry your request with "
    "the ID or ARN of an inference profile that contains this model."
)
NOT_THERE = "The provided model identifier is invalid."
FORM = "Model use case details have not been submitted for this account."


@pytest.mark.parametrize(
    ("step", "says", "mend"),
    [
        (Refused(403, "AccessDeniedException", DENIED.format("InvokeModelWithResponseStream")),
         "permission bedrock:InvokeModelWithResponseStream is missing", '"Action": "bedrock:'),
        (Refused(403, "AccessDeniedException", SCP), "the organization forbids", "keeps"),
        (Refused(403, "AccessDeniedException", "You don't have access to the model."),
         "no access to the model", "Model access"),
        (Refused(403, "AccessDeniedException", MARKET), "no access to the model",
         '"aws-marketplace:Subscribe"'),
        (Refused(404, "ResourceNotFoundException", FORM), "used for", "use case form"),
        (Refused(403, "ExpiredTokenException", "expired"), "expired or are wrong", "aws sso login"),
        (Refused(400, "ValidationException", NOT_THERE), "not known in this region", "AWS_REGION"),
        (Refused(400, "ValidationException", ON_DEMAND), "inference profile", "global."),
        (Refused(429, "ThrottlingException", "Too many requests, please wait"),
         "“model inference requests per minute” is used up", "Service Quotas"),
        (Refused(429, "ThrottlingException", "Too many tokens, please wait before trying again."),
         "“model inference tokens per minute” is used up", "list-service-quotas"),
        (Refused(429, "ThrottlingException", "Too many tokens per day, please wait"),
         "“model invocation max tokens per day” is used up", "Service Quotas"),
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


WITH_BOTH = {"bedrock_guardrail_id": "gr1abc", "bedrock_knowledge_base_id": "KB12345678"}
PERMISSIONS = {
    "Converse": "InvokeModel",
    "ConverseStream": "InvokeModelWithResponseStream",
    "ApplyGuardrail": "ApplyGuardrail",
    "Retrieve": "Retrieve",
}


def quota(name: str, value: float) -> dict[str, Any]:
    return {"ServiceCode": "bedrock", "QuotaName": name, "Value": value}


CROSS = "Global cross-region model inference {} per minute for Anthropic Claude {}"
QUOTAS = [
    quota(CROSS.format("requests", "Haiku 4.5"), 220.0),
    quota(CROSS.format("tokens", "Haiku 4.5"), 4_400_000.0),
    quota(CROSS.format("requests", "Sonnet 4.5 V1"), 1_000.0),
    quota(CROSS.format("tokens", "Sonnet 4.5 V1"), 600_000.0),
    quota(CROSS.format("tokens", "Sonnet 4.5 V1 1M Context Length"), 11.0),
    quota("Cross-region model inference requests per minute for Anthropic Claude Haiku 4.5", 11.0),
    quota("On-demand model inference requests per minute for Anthropic Claude Haiku 4.5", 5.0),
]


def all_but(refused: str, how: Step, quotas: list[dict[str, Any]] | None = None) -> Brain:
    """Everything works but one operation."""

    def brain(operation: str, _body: dict[str, Any]) -> Step:
        if operation == refused:
            return how
        if operation == "ApplyGuardrail":
            return verdict("NONE")
        if operation == "ListServiceQuotas":
            return Json({"Quotas": quotas or QUOTAS})
        return Json({"retrievalResults": []}) if operation == "Retrieve" else Answer("p")

    return brain


@pytest.mark.parametrize("operation", PERMISSIONS)
def test_a_missing_permission_is_named_and_nothing_else_is(operation: str, serve: Serve) -> None:
    action = PERMISSIONS[operation]
    serve(all_but(operation, Refused(403, "AccessDeniedException", DENIED.format(action))))
    broken = [c for c in check_bedrock(settings(**WITH_BOTH)) if c.mend]
    assert broken
    for checked in broken:
        assert f"the permission bedrock:{action} is missing" in checked.says
        assert f'"Action": "bedrock:{action}"' in checked.mend


@pytest.mark.parametrize("operation", ["ApplyGuardrail", "Retrieve"])
@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Refused(404, "ResourceNotFoundException", "no such thing"), "not known in this region"),
        (Refused(429, "ThrottlingException", "Rate exceeded"), "quota"),
    ],
)
def test_a_guardrail_or_base_of_another_region_or_over_its_quota_is_named(
    operation: str, step: Step, says: str, serve: Serve
) -> None:
    serve(all_but(operation, step))
    (broken,) = [c for c in check_bedrock(settings(**WITH_BOTH)) if c.mend]
    assert says in broken.says
    if operation == "ApplyGuardrail" and "region" in says:
        assert "shelftalk guardrail" in broken.mend
        assert "bedrock:CreateGuardrailVersion" in broken.mend


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Json({"embedding": [1.0], "inputTextTokenCount": 1}), "answers"),
        (Refused(403, "AccessDeniedException", DENIED.format("InvokeModel")),
         "the permission bedrock:InvokeModel is missing"),
        (Refused(403, "AccessDeniedException", "You don't have access to the model."),
         "no access to the model"),
        (Refused(429, "ThrottlingException", "Too many requests"), "quota"),
    ],
)  # fmt: skip
def test_the_embedder_of_the_papers_is_tried_where_the_settings_name_one(
    step: Step, says: str, serve: Serve
) -> None:
    serve(all_but("InvokeModel", step))
    found = check_bedrock(settings(embedder="amazon.titan-embed-text-v2:0"))
    (checked,) = [c for c in found if c.what == "embedder"]
    assert says in checked.says
    assert bool(checked.mend) == (says != "answers")
    assert "embedder" not in [c.what for c in check_bedrock(settings())]


def test_a_guardrail_that_answers_as_a_draft_says_so(serve: Serve) -> None:
    serve(all_but("", Answer()))
    for version, is_draft in (("3", False), (None, True)):
        named = settings(bedrock_guardrail_id="gr1abc", bedrock_guardrail_version=version)
        (checked,) = [c for c in check_bedrock(named) if c.what == "guardrail"]
        assert checked.mend == ""
        assert ("draft" in checked.says) is is_draft


def test_no_region_is_the_only_finding(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(Script([Answer("p")]))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "none")
    (found,) = check_bedrock(settings())
    assert "no AWS region" in found.says
    assert re.search("AWS_REGION=", found.mend)
    assert server.requests == []


def quotas_of(found: list[Checked]) -> list[Checked]:
    return [c for c in found if c.what.startswith("quota")]


def test_quotas_are_told_in_turns_of_the_scarcer_of_the_two(serve: Serve) -> None:
    serve(all_but("", Answer()))
    fast, strong = quotas_of(check_bedrock(settings(bedrock_model_id=STRONG)))
    # 220 requests are 100 turns of 2.2; 4,400,000 tokens would be 367 turns of 12,000.
    assert "220 requests and 4,400,000 tokens a minute, enough for about 100 turns" in fast.says
    # 1,000 requests would be 455 turns; 600,000 tokens are 50.
    assert "1,000 requests and 600,000 tokens a minute, enough for about 50 turns" in strong.says
    assert [fast.mend, strong.mend] == ["", ""]


@pytest.mark.parametrize(
    ("model", "turns"),
    [
        ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", "about 5 turns"),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "about 2 turns"),
    ],
)
def test_a_quota_too_small_for_a_route_is_named_with_what_mends_it(
    model: str, turns: str, serve: Serve
) -> None:
    serve(all_but("", Answer()))
    fast, _strong = quotas_of(check_bedrock(settings(bedrock_fast_model_id=model)))
    assert turns in fast.says
    assert "Service Quotas" in fast.mend


def test_a_model_that_no_quota_names_is_said_and_no_fault(serve: Serve) -> None:
    serve(all_but("", Answer(), [quota("Something else", 1.0)]))
    found = quotas_of(check_bedrock(settings()))
    assert len(found) == 2
    assert all("not listed by name" in c.says and not c.mend for c in found)


def test_quotas_that_may_not_be_read_are_told_with_the_policy_and_no_fault(serve: Serve) -> None:
    words = "User: x is not authorized to perform: servicequotas:ListServiceQuotas"
    serve(all_but("ListServiceQuotas", Refused(400, "AccessDeniedException", words)))
    (told,) = quotas_of(check_bedrock(settings()))
    assert "the permission servicequotas:ListServiceQuotas is missing" in told.says
    assert '"Action": "servicequotas:ListServiceQuotas"' in told.says
    assert told.mend == ""


BATCH = {"batch_s3_uri": "s3://stories/shelftalk", "batch_role_arn": ROLE}
NO_JOB = Refused(404, "ResourceNotFoundException", "no such job")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with bucket_serving() as served:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", served.url)
        batch.s3.cache_clear()
        yield served
        batch.s3.cache_clear()


def batch_of(found: list[Checked]) -> dict[str, str]:
    return {c.what: c.mend for c in found if c.what.startswith("batch")}


def test_batch_is_tried_only_where_it_is_set_up_and_makes_no_job(
    serve: Serve, bucket: Bucket
) -> None:
    server = serve(all_but("GetModelInvocationJob", NO_JOB))
    assert batch_of(check_bedrock(settings())) == {}
    assert list(batch_of(check_bedrock(settings(**BATCH))).values()) == ["", "", ""]
    assert list(bucket.objects) == ["stories/shelftalk/doctor.txt"]
    assert "CreateModelInvocationJob" not in {r.operation for r in server.requests}
    assert server.complaints == []


def test_a_bucket_that_takes_nothing_is_named_with_its_permission(
    serve: Serve, bucket: Bucket
) -> None:
    bucket.refuse = True
    serve(all_but("GetModelInvocationJob", NO_JOB))
    told = batch_of(check_bedrock(settings(**BATCH)))
    assert '"Action": "s3:PutObject"' in told["batch, s3:PutObject"]


@pytest.mark.usefixtures("bucket")
def test_a_missing_right_to_look_at_jobs_is_named(serve: Serve) -> None:
    words = DENIED.format("GetModelInvocationJob")
    serve(all_but("GetModelInvocationJob", Refused(403, "AccessDeniedException", words)))
    told = batch_of(check_bedrock(settings(**BATCH)))
    assert "bedrock:GetModelInvocationJob" in told["batch, bedrock:GetModelInvocationJob"]
    assert [mend for mend in told.values() if mend] == [
        told["batch, bedrock:GetModelInvocationJob"]
    ]
