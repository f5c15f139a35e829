"""Bedrock Guardrails as the second wall, behind our own checks.

It is asked by `apply_guardrail`, never attached to the model's stream: what a stream's guardrail
finds has been read by then. One that cannot be reached raises, and so blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain import ToolResult, Turn
from assistant.language.catalogs import translate
from assistant.models.bedrock.clients import client
from assistant.permits import waiting
from assistant.ports import Verdict
from assistant.quotes import without_quotes

SECONDS = 6.0
SOURCE_LIMIT = 100_000
"""Characters of a grounding source, the service's limit."""
ANSWER_LIMIT = 5_000
"""Characters of an answer that is checked for grounding, the service's limit."""


@dataclass(frozen=True)
class BedrockGuardrail:
    """One guardrail of the service, in one of its versions."""

    identifier: str
    version: str = "DRAFT"

    def check_input(self, turn: Turn, language: str) -> Verdict:
        """What a person wrote."""
        return self._verdict(self._apply("INPUT", [_text(turn.message)]), language)

    def check_output(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """What is about to be said; an answer from papers must also be grounded in its quotes."""
        content = [_text(text)]
        quotes = [c.quote for c in evidence.citations if c.kind == "document"] if evidence else []
        asked = str(evidence.data.get("question", "")) if evidence else ""
        if quotes and asked and len(text) > ANSWER_LIMIT:
            return self._blocked(language)  # what cannot be checked is not said
        if quotes and asked:
            content = [
                _text("\n".join(quotes)[:SOURCE_LIMIT], "grounding_source"),
                _text(asked, "query"),
                _text(text, "guard_content"),
            ]
        return self._verdict(self._apply("OUTPUT", content), language)

    def check_result(self, text: str, language: str) -> Verdict:
        """What a tool has found, as something from outside: it may try to give orders."""
        return self._verdict(self._apply("INPUT", [_text(text)]), language)

    def _apply(self, source: str, content: Sequence[dict[str, Any]]) -> dict[str, Any]:
        with waiting():
            answer: dict[str, Any] = client("bedrock-runtime", SECONDS).apply_guardrail(
                guardrailIdentifier=self.identifier,
                guardrailVersion=self.version,
                source=source,
                content=list(content),
            )
        return answer

    def _verdict(self, answer: dict[str, Any], language: str) -> Verdict:
        if answer["action"] != "GUARDRAIL_INTERVENED":
            return Verdict(passed=True)
        return self._blocked(language)

    def _blocked(self, language: str) -> Verdict:
        _ = translate(language)
        # The service's own message is in one language; ours is in the reader's.
        return Verdict(
            passed=False, reason=_("I cannot talk about that. Ask me about the programs.")
        )


@dataclass(frozen=True)
class BedrockOnInput:
    """Implements `assistant.ports.InputGuardrail`."""

    guardrail: BedrockGuardrail
    name: str = "bedrock_input"

    def check(self, turn: Turn, language: str) -> Verdict:
        """What a person wrote."""
        return self.guardrail.check_input(turn, language)


@dataclass(frozen=True)
class BedrockOnOutput:
    """Implements `assistant.ports.OutputGuardrail`."""

    guardrail: BedrockGuardrail
    name: str = "bedrock_output"

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """What is about to be said."""
        return self.guardrail.check_output(without_quotes(text, evidence), evidence, language)


@dataclass(frozen=True)
class BedrockOnResult:
    """Implements `assistant.guardrails.results.ResultGuardrail`."""

    guardrail: BedrockGuardrail
    name: str = "bedrock_result"

    def check(self, text: str, language: str) -> Verdict:
        """What a tool has found."""
        return self.guardrail.check_result(text, language)


def _text(text: str, qualifier: str | None = None) -> dict[str, Any]:
    block: dict[str, Any] = {"text": text}
    return {"text": {**block, "qualifiers": [qualifier]} if qualifier else block}
