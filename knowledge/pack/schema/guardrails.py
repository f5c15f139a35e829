"""`guardrails.yaml`: what the assistant does not talk about."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from knowledge.pack.schema.brand import WordLists
from knowledge.programs.terms import RECORD_CODE, Strict, Texts


class DeniedTopic(Strict):
    """A topic that is turned away politely."""

    key: str = Field(pattern=RECORD_CODE, description="unique: `tax-advice`")
    definition: str = Field(max_length=200, description="what it is, for a model")
    examples: dict[str, tuple[str, ...]] = Field(description="language → messages of that topic")
    reply: Texts = Field(description="what is said instead; `en` required")


class GuardrailPolicy(Strict):
    """What is not talked about, and words never said."""

    denied_topics: tuple[DeniedTopic, ...] = Field((), description="topics")
    word_lists: WordLists = Field(default_factory=dict, description="words never said, whole words")
    topic_threshold: Annotated[Decimal, Field(ge=0, le=1)] = Field(
        Decimal("0.90"), description="cosine from which a message counts as a denied topic"
    )
    max_message_chars: int = Field(4000, gt=0, description="longest message taken")
