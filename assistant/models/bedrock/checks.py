"""Looks at everything Amazon Bedrock needs, one small request each, and says what mends it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.models.bedrock.clients import client
from assistant.models.bedrock.failure_kinds import kind_of
from assistant.models.failures import FailureKind

if TYPE_CHECKING:
    from assistant.settings import Settings

SECONDS = 10.0
PERFORM = re.compile(r"perform: ([\w-]+:\w+)")
"""In the service's refusals: `is not authorized to perform: bedrock:InvokeModel on resource: …`."""


@dataclass(frozen=True)
class Checked:
    """One thing looked at."""

    what: str
    says: str
    mend: str = ""
    """Empty = it works."""


def check_bedrock(settings: Settings) -> list[Checked]:
    """Credentials, both models, streaming, and what else the settings name.

    Costs a few tokens: a permission is only known by using it.
    """
    who = _identity()
    if who.mend:
        return [who]
    return [who, *_models(settings), *_guardrail(settings), *_knowledge_base(settings)]


def _identity() -> Checked:
    import boto3

    session = boto3.Session()
    if not session.region_name:
        return Checked("region", "no AWS region is set", "export AWS_REGION=eu-west-1")
    if session.get_credentials() is None:
        return Checked(
            "credentials",
            "no AWS credentials are found",
            "aws configure sso, or export AWS_PROFILE=…",
        )
    return Checked("credentials", f"found for {session.region_name}")


def _models(settings: Settings) -> Iterator[Checked]:
    ping: dict[str, Any] = {
        "messages": [{"role": "user", "content": [{"text": "ping"}]}],
        "inferenceConfig": {"maxTokens": 1},
    }
    models = {
        "fast model": settings.bedrock_fast_model_id,
        "strong model": settings.bedrock_model_id,
    }
    for what, model in models.items():

        def invoke(model: str = model) -> None:
            client("bedrock-runtime", SECONDS).converse(modelId=model, **ping)

        def stream(model: str = model) -> None:
            answer = client("bedrock-runtime", SECONDS).converse_stream(modelId=model, **ping)
            for _event in answer["stream"]:
                pass

        yield _tried(what, model, "bedrock:InvokeModel", invoke)
        yield _tried(f"{what}, streamed", model, "bedrock:InvokeModelWithResponseStream", stream)


def _guardrail(settings: Settings) -> Iterator[Checked]:
    if not settings.bedrock_guardrail_id:
        yield Checked("guardrail", "none is set; our own guardrails check")
        return

    def apply() -> None:
        client("bedrock-runtime", SECONDS).apply_guardrail(
            guardrailIdentifier=settings.bedrock_guardrail_id,
            guardrailVersion=settings.bedrock_guardrail_version or "DRAFT",
            source="INPUT",
            content=[{"text": {"text": "hello"}}],
        )

    yield _tried("guardrail", settings.bedrock_guardrail_id, "bedrock:ApplyGuardrail", apply)


def _knowledge_base(settings: Settings) -> Iterator[Checked]:
    base = settings.bedrock_knowledge_base_id
    if not base:
        return

    def retrieve() -> None:
        client("bedrock-agent-runtime", SECONDS).retrieve(
            knowledgeBaseId=base, retrievalQuery={"text": "hello"}
        )

    yield _tried("knowledge base", base, "bedrock:Retrieve", retrieve)


def _tried(what: str, name: str, permission: str, attempt: Callable[[], None]) -> Checked:
    try:
        attempt()
    except Exception as error:
        says, mend = _words(error, name, permission)
        return Checked(what, says, mend)
    return Checked(what, f"{name} answers")


def _words(error: Exception, name: str, permission: str) -> tuple[str, str]:
    """What is wrong, and what mends it."""
    text = str(error)
    kind = kind_of(error)
    if kind is FailureKind.DENIED:
        missing = PERFORM.search(text)
        if missing or "model" not in text.lower():
            action = missing.group(1) if missing else permission
            return (
                f"{name}: the permission {action} is missing",
                f"add to the role: {_policy(action)}",
            )
        return (
            f"{name}: this account has no access to the model",
            "ask for it in the Bedrock console, Model access, in this region",
        )
    if kind is FailureKind.CREDENTIALS:
        return "the AWS credentials have expired or are wrong", "aws sso login, then try again"
    if kind in (FailureKind.REGION, FailureKind.REFUSED):
        return (
            f"{name} is not known in this region ({text})",
            "choose a region that has it (AWS_REGION), or another id in the settings",
        )
    if kind is FailureKind.THROTTLED:
        return (
            f"{name}: the account's quota is used up",
            "ask for more in Service Quotas, Amazon Bedrock, “requests per minute” of this model",
        )
    return f"{name} does not answer ({type(error).__name__})", "check the network and AWS_REGION"


def _policy(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
