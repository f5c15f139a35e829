"""What is said to a played shopkeeper is not checked as a question to the assistant is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Turn
from assistant.ports import InputGuardrail, Verdict
from tools.roleplay.tools import PracticeTurn


def outside_practice(guardrails: Sequence[InputGuardrail]) -> list[InputGuardrail]:
    """The same checks, but for lines of a running practice.

    The shopkeeper answers in the authors' words whatever is said to him, and a cheating line has
    to reach the score: refusing it would let it pass.
    """
    return [_OutsidePractice(guardrail) for guardrail in guardrails]


@dataclass(frozen=True)
class _OutsidePractice:
    """Implements `assistant.ports.InputGuardrail`."""

    guardrail: InputGuardrail

    @property
    def name(self) -> str:
        return self.guardrail.name

    def check(self, turn: Turn, language: str) -> Verdict:
        if turn.tapped is not None and turn.tapped.name == PracticeTurn.name:
            return Verdict(passed=True)
        return self.guardrail.check(turn, language)
