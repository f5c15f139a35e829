"""The checks of one company: ours, made from its pack, then Bedrock's where one is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from assistant.guardrails.figures import FiguresHaveEvidence
from assistant.guardrails.length import MessageLength
from assistant.guardrails.told import SentencesAreTold
from assistant.guardrails.topics import DeniedTopics, Topic
from assistant.guardrails.words import ForbiddenWords
from knowledge.facts.words import word_languages, words
from tools.outlets.permission import OutletIsVisible
from tools.roleplay.unchecked import outside_practice

if TYPE_CHECKING:
    from assistant.models.bedrock.guardrail import BedrockGuardrail
    from assistant.models.bedrock.guardrail_policy import GuardrailPlan
    from assistant.ports import Embedder, InputGuardrail, OutputGuardrail, Tool
    from assistant.settings import Settings
    from knowledge.records.api import DataAPI


def input_guardrails(
    settings: Settings, records: DataAPI, embedder: Embedder, tools: Iterable[Tool]
) -> list[InputGuardrail]:
    """Of what a person wrote, in the order they are asked."""
    policy = records.guardrail_policy()
    topics = [
        Topic(t.key, tuple(text for texts in t.examples.values() for text in texts), t.reply)
        for t in policy.denied_topics
    ]
    allowed = [text for tool in tools for text in tool.examples]
    own: list[InputGuardrail] = [
        MessageLength(policy.max_message_chars),
        OutletIsVisible(records),
        DeniedTopics(embedder, topics, allowed, float(policy.topic_threshold)),
    ]
    if (second_wall := _second_wall(settings)) is None:
        return outside_practice(own)
    from assistant.models.bedrock.guardrail import BedrockOnInput

    return outside_practice([*own, BedrockOnInput(second_wall)])


def output_guardrails(settings: Settings, records: DataAPI) -> list[OutputGuardrail]:
    """Of what is about to be said, in the order they are asked."""
    counted = {tag: frozenset(words(tag).number_words) for tag in word_languages()}
    never_said = records.guardrail_policy().word_lists
    own: list[OutputGuardrail] = [
        SentencesAreTold(),
        FiguresHaveEvidence(counted),
        ForbiddenWords(never_said),
    ]
    if (second_wall := _second_wall(settings)) is None:
        return own
    from assistant.models.bedrock.guardrail import BedrockOnOutput

    return [*own, BedrockOnOutput(second_wall)]


def checked_tools(settings: Settings, tools: Mapping[str, Tool]) -> Mapping[str, Tool]:
    """The tools; where Bedrock's guardrail is set, it sees what they find before a model does."""
    if (second_wall := _second_wall(settings)) is None:
        return tools
    from assistant.guardrails.results import CheckedTool
    from assistant.models.bedrock.guardrail import BedrockOnResult

    on_result = BedrockOnResult(second_wall)
    return {name: CheckedTool(tool, on_result) for name, tool in tools.items()}


def bedrock_plan(records: DataAPI, profile: str | None = None) -> GuardrailPlan:
    """What of the company's policy the service can take, and what it cannot.

    `profile` is a cross-region guardrail profile, which more languages need.
    """
    from assistant.models.bedrock.guardrail_policy import Topic as Denied
    from assistant.models.bedrock.guardrail_policy import plan_guardrail

    company, policy = records.company(), records.guardrail_policy()
    topics = [Denied(t.key, t.definition, t.examples) for t in policy.denied_topics]
    return plan_guardrail(company.name, topics, policy.word_lists, company.languages, profile)


def _second_wall(settings: Settings) -> BedrockGuardrail | None:
    if not settings.bedrock_guardrail_id:
        return None
    from assistant.models.bedrock.guardrail import BedrockGuardrail

    version = settings.bedrock_guardrail_version or "DRAFT"
    return BedrockGuardrail(settings.bedrock_guardrail_id, version)
