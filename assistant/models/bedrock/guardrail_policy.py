"""A guardrail of the service, made from the company's `guardrails.yaml` within its limits.

What does not fit is said, not dropped in silence: our own guardrails check all of it anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOPICS, EXAMPLES, EXAMPLE_CHARS = 30, 5, 100
WORDS, WORD_CHARS = 10_000, 100
DEFINITION_CHARS = 200
LANGUAGES = {
    "CLASSIC": frozenset({"en", "fr", "es"}),
    "STANDARD": frozenset({"en", "fr", "es", "ar", "hi", "id", "ms", "th", "vi", "fil"}),
}
"""Tier → the languages of ours that the service says it knows; no tier knows Swahili."""
PERSONAL_DATA = (
    "EMAIL", "CREDIT_DEBIT_CARD_NUMBER", "CREDIT_DEBIT_CARD_CVV", "PIN", "PASSWORD",
    "INTERNATIONAL_BANK_ACCOUNT_NUMBER", "AWS_ACCESS_KEY", "AWS_SECRET_KEY",
)  # fmt: skip
"""Never needed in a conversation about a shop; a phone number or a name is."""
GROUNDING = 0.7
"""Of an answer in the papers' own quotes; the service's scale is 0 to 0.99."""


@dataclass(frozen=True)
class Topic:
    """What is not talked about."""

    key: str
    definition: str
    examples: Mapping[str, Sequence[str]]
    """Language → messages."""


@dataclass(frozen=True)
class GuardrailPlan:
    """The request, and what it cannot cover."""

    request: dict[str, Any]
    left_out: tuple[str, ...]
    """Sentences."""


def plan_guardrail(
    name: str,
    topics: Sequence[Topic],
    words: Mapping[str, Sequence[str]],
    languages: Sequence[str],
    profile: str | None = None,
) -> GuardrailPlan:
    """What to ask the service for.

    `words` are by language; `languages` are those the company speaks; `profile` is a cross-region
    guardrail profile, which the tier with more languages needs.
    """
    tier = "STANDARD" if profile else "CLASSIC"
    request: dict[str, Any] = {
        "name": re.sub(r"[^0-9a-zA-Z_-]+", "-", name)[:50].strip("-") or "shelftalk",
        "description": "Made by `shelftalk guardrail` from guardrails.yaml; change it there.",
        "contentPolicyConfig": {"filtersConfig": _filters(), "tierConfig": {"tierName": tier}},
        "sensitiveInformationPolicyConfig": {
            "piiEntitiesConfig": [{"type": kind, "action": "BLOCK"} for kind in PERSONAL_DATA]
        },
        "contextualGroundingPolicyConfig": {
            "filtersConfig": [{"type": "GROUNDING", "threshold": GROUNDING}]
        },
        "blockedInputMessaging": "I cannot talk about that.",
        "blockedOutputsMessaging": "I cannot say that.",
    }
    if profile:
        request["crossRegionConfig"] = {"guardrailProfileIdentifier": profile}
    left_out = [*_languages_left_out(languages, tier)]
    if topics:
        config = [_topic(topic) for topic in topics[:TOPICS]]
        request["topicPolicyConfig"] = {
            "topicsConfig": config, "tierConfig": {"tierName": tier},
        }  # fmt: skip
        left_out += _topics_left_out(topics)
    listed = list(dict.fromkeys(word for group in words.values() for word in group if word))
    fitting = [word for word in listed if len(word) <= WORD_CHARS][:WORDS]
    request["wordPolicyConfig"] = {"managedWordListsConfig": [{"type": "PROFANITY"}]}
    if fitting:
        request["wordPolicyConfig"]["wordsConfig"] = [{"text": word} for word in fitting]
    if len(fitting) < len(listed):
        left_out.append(f"{len(listed) - len(fitting)} of {len(listed)} words do not fit.")
    return GuardrailPlan(request, tuple(left_out))


def _filters() -> list[dict[str, str]]:
    kinds = ("SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT")
    both = [{"type": kind, "inputStrength": "MEDIUM", "outputStrength": "HIGH"} for kind in kinds]
    attack = {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}
    return [*both, attack]


def _topic(topic: Topic) -> dict[str, Any]:
    examples = [text for texts in zip(*topic.examples.values(), strict=False) for text in texts]
    fitting = [text for text in examples if len(text) <= EXAMPLE_CHARS][:EXAMPLES]
    made = {
        "name": re.sub(r"[^0-9a-zA-Z_ !?.-]+", " ", topic.key)[:100],
        "definition": topic.definition[:DEFINITION_CHARS],
        "type": "DENY",
    }
    return {**made, "examples": fitting} if fitting else made


def _topics_left_out(topics: Sequence[Topic]) -> list[str]:
    said = []
    if len(topics) > TOPICS:
        keys = ", ".join(topic.key for topic in topics[TOPICS:])
        said.append(f"The service takes {TOPICS} topics; these are left out: {keys}.")
    count = sum(len(texts) for topic in topics for texts in topic.examples.values())
    if count > EXAMPLES * len(topics):
        said.append(f"The service takes {EXAMPLES} examples a topic; the pack has {count} in all.")
    return said


def _languages_left_out(languages: Sequence[str], tier: str) -> list[str]:
    unknown = sorted({tag.split("-")[0] for tag in languages} - LANGUAGES[tier])
    if not unknown:
        return []
    more = "" if tier == "STANDARD" else " (a cross-region profile brings more languages)"
    return [
        f"The service's {tier.lower()} tier does not know {', '.join(unknown)}{more}; "
        "there, only our own guardrails check."
    ]
