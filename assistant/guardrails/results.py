"""What a tool has found is looked at before a model reads it: names, notes and papers are data."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel

from assistant.domain import ReplyStatus, Role, ToolResult
from assistant.guardrails.runner import cannot_check
from assistant.ports import Tool, ToolContext, Verdict

log = logging.getLogger(__name__)


class ResultGuardrail(Protocol):
    """A check of what a tool has found. One that cannot run blocks."""

    @property
    def name(self) -> str:
        """For logs and monitoring."""
        ...

    def check(self, text: str, language: str) -> Verdict:
        """Look at the text; `language` is the reader's."""
        ...


class CheckedTool:
    """A tool whose results pass a guardrail, or are held back.

    What a person has tapped for no model reads: it is checked as the text that is said.
    """

    def __init__(self, tool: Tool, guardrail: ResultGuardrail) -> None:
        self.tool, self.guardrail = tool, guardrail

    @property
    def name(self) -> str:
        """The tool's own."""
        return self.tool.name

    @property
    def description(self) -> str:
        """The tool's own."""
        return self.tool.description

    @property
    def arguments(self) -> type[BaseModel]:
        """The tool's own."""
        return self.tool.arguments

    @property
    def roles(self) -> frozenset[Role]:
        """The tool's own."""
        return self.tool.roles

    @property
    def examples(self) -> Sequence[str]:
        """The tool's own."""
        return self.tool.examples

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        """What the tool has found, or a refusal that carries nothing of it."""
        found = self.tool.run(arguments, context)
        if context.tapped or not found.text.strip():
            return found
        try:
            verdict = self.guardrail.check(found.text, context.language)
        except Exception:
            verdict = cannot_check(self.guardrail.name, context.language)
        if verdict.passed:
            return found
        log.warning("what %s has found was held back by %s", self.name, self.guardrail.name)
        return ToolResult(ReplyStatus.REFUSED, verdict.reason)
