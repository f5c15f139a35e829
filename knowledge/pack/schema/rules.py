"""`rules.yaml`: the company's business rules as expressions over facts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge.programs.terms import RECORD_CODE, Strict, Texts


class BusinessRule(Strict):
    """A CEL expression that must hold, and what is said when it does not."""

    key: str = Field(pattern=RECORD_CODE, description="unique: `no-pitch-over-open-claim`")
    applies_to: tuple[str, ...] = Field((), description="program codes; empty = every program")
    requires: str = Field(
        description="CEL over `outlet`, `history`, `program`, `story`; true = the rule holds"
    )
    effect: Literal["withhold", "wait", "do_not_join"] = Field(
        description="`withhold` stops the story; the others turn the recommendation"
    )
    message: Texts = Field(description="the reason, in words a rep can say; `en` required")
    remedy: Texts = Field(default_factory=dict, description="what would change it")
    clause: str | None = Field(None, description="`paper.md#anchor` or a clause it stands on")


class Rules(Strict):
    """Business rules: what stops a story or turns its recommendation."""

    rules: tuple[BusinessRule, ...] = Field(description="checked in this order, all reported")
