"""Looks at everything Amazon Bedrock needs, one small request each, and says what mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.errors import UnreachableError
from assistant.models.bedrock import batch
from assistant.models.bedrock.clients import client
from assistant.models.bedrock.embeddings import BedrockEmbedder, is_embedding_model
from assistant.models.bedrock.failure_kinds import kind_of
from assistant.models.bedrock.guardrail_publishing import ACTIONS
from assistant.models.bedrock.mending import in_words, policy
from assistant.models.bedrock.quotas import ACTION, FEWEST_TURNS, Granted, granted, listed
from assistant.models.failures import FailureKind

if TYPE_CHECKING:
    from assistant.settings import Settings

SECONDS = 10.0


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
    return [
        who,
        *_models(settings),
        *_guardrail(settings),
        *_knowledge_base(settings),
        *_embedder(settings),
        *_quotas(settings),
        *_batch(settings),
    ]


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
        how = f"`shelftalk guardrail` makes one, with {', '.join(ACTIONS)}"
        yield Checked("guardrail", f"none is set; our own guardrails check ({how})")
        return

    def apply() -> None:
        client("bedrock-runtime", SECONDS).apply_guardrail(
            guardrailIdentifier=settings.bedrock_guardrail_id,
            guardrailVersion=settings.bedrock_guardrail_version or "DRAFT",
            source="INPUT",
            content=[{"text": {"text": "hello"}}],
        )

    name = f"guardrail {settings.bedrock_guardrail_id}"
    tried = _tried("guardrail", name, "bedrock:ApplyGuardrail", apply)
    if not tried.mend and settings.bedrock_guardrail_version in (None, "DRAFT"):
        says = f"{tried.says} in its draft: what somebody changes in it holds at once"
        tried = replace(tried, says=says)
    if "is not known" in tried.says:
        mend = f"shelftalk guardrail makes one; who runs it needs {policy(ACTIONS)}"
        tried = replace(tried, mend=mend)
    yield tried


def _knowledge_base(settings: Settings) -> Iterator[Checked]:
    base = settings.bedrock_knowledge_base_id
    if not base:
        return

    def retrieve() -> None:
        client("bedrock-agent-runtime", SECONDS).retrieve(
            knowledgeBaseId=base, retrievalQuery={"text": "hello"}
        )

    yield _tried("knowledge base", f"knowledge base {base}", "bedrock:Retrieve", retrieve)


def _embedder(settings: Settings) -> Iterator[Checked]:
    if not is_embedding_model(settings.embedder):
        return
    embedder = BedrockEmbedder(settings.embedder)

    def embed() -> None:
        try:
            embedder.embed_queries(["hello"])
        except UnreachableError as error:
            raise error.__cause__ or error from None

    yield _tried("embedder", settings.embedder, "bedrock:InvokeModel", embed)


def _quotas(settings: Settings) -> Iterator[Checked]:
    """How many turns a minute the account's quotas allow; they matter when many reps talk."""
    try:
        found = listed()
    except Exception as error:
        says, mend = in_words(error, "Service Quotas", ACTION)
        # Nothing needs it but this command: it is told, and is no fault.
        yield Checked("quotas", f"not read ({says}); to read them: {mend}")
        return
    models = {"fast": settings.bedrock_fast_model_id, "strong": settings.bedrock_model_id}
    for tier, model in models.items():
        yield _quota(f"quota, {tier} model", model, granted(model, found))


def _quota(what: str, model: str, held: Granted) -> Checked:
    if held.turns is None:
        return Checked(what, f"{model} is not listed by name: look in Service Quotas, Bedrock")
    amounts = ((held.requests, "requests"), (held.tokens, "tokens"))
    listed_ones = " and ".join(
        f"{value:,.0f} {name}" for value, name in amounts if value is not None
    )
    says = f"{model}: {listed_ones} a minute, enough for about {held.turns:,.0f} turns"
    mend = "" if held.turns >= FEWEST_TURNS else (
        "ask for more in the console: Service Quotas, Amazon Bedrock, “model inference requests” "
        "and “tokens per minute” of this model"
    )  # fmt: skip
    return Checked(what, says, mend)


def _batch(settings: Settings) -> Iterator[Checked]:
    """Where `pregenerate --batch` is set up: everything but making a job, which would cost."""
    if not (settings.batch_s3_uri and settings.batch_role_arn):
        return
    place = batch.Place.at(settings.batch_s3_uri, settings.batch_role_arn)
    there = {"Bucket": place.bucket, "Key": place.key("doctor.txt")}

    def look() -> None:
        try:
            client("bedrock", SECONDS).get_model_invocation_job(jobIdentifier="shelftalkdoc")
        except Exception as error:
            if kind_of(error) not in (FailureKind.REFUSED, FailureKind.REGION):
                raise  # that there is no such job is known, and so that it may be asked

    attempts: dict[str, Callable[[], Any]] = {
        "put": lambda: batch.s3().put_object(**there, Body=b"written by shelftalk doctor"),
        "get": lambda: batch.s3().get_object(**there)["Body"].read(),
        "look": look,
    }
    for action, attempt in attempts.items():
        name = "batch jobs" if action == "look" else place.uri("doctor.txt")
        yield _tried(f"batch, {batch.ACTIONS[action]}", name, batch.ACTIONS[action], attempt)


def _tried(what: str, name: str, permission: str, attempt: Callable[[], Any]) -> Checked:
    try:
        attempt()
    except Exception as error:
        says, mend = in_words(error, name, permission)
        return Checked(what, says, mend)
    return Checked(what, f"{name} answers")
