"""`rules.yaml`: the company's business rules as expressions over facts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from knowledge.programs.terms import COUNTRY_CODE, LANGUAGE_TAG, RECORD_CODE, Strict, Texts

Effect = Literal["withhold", "wait", "do_not_join", "note"]
Severity = Literal["info", "warning", "blocker"]
SEVERITIES: dict[Effect, Severity] = {
    "note": "info",
    "wait": "warning",
    "do_not_join": "warning",
    "withhold": "blocker",
}


class BusinessRule(Strict):
    """A CEL expression that must hold, and what is said when it does not."""

    key: str = Field(pattern=RECORD_CODE, description="unique: `no-pitch-over-open-claim`")
    applies_to: tuple[str, ...] = Field((), description="program codes; empty = every program")
    requires: str = Field(
        description="CEL over `outlet`, `history`, `program`, `story`; true = the rule holds"
    )
    effect: Effect = Field(
        description="severity and what follows: `note` (info) only tells the rep; `wait` and "
        "`do_not_join` (warning) turn the recommendation; `withhold` (blocker) stops the story"
    )
    message: Texts = Field(description="the reason, in words a rep can say; `en` required")
    remedy: Texts = Field(default_factory=dict, description="what would change it")
    clause: str | None = Field(None, description="`paper.md#anchor` or a clause it stands on")

    @property
    def severity(self) -> Severity:
        """How grave it is when the rule does not hold; follows from what it does."""
        return SEVERITIES[self.effect]


class RegulatedGoods(Strict):
    """Goods that the law or the company lets nobody promote."""

    regulated: Literal["infant_formula", "tobacco", "alcohol"] = Field(
        description="class of goods, as in `products.csv`"
    )
    countries: tuple[Annotated[str, Field(pattern=COUNTRY_CODE)], ...] = Field(
        (), description="only there; empty = in every country"
    )
    words: dict[Annotated[str, Field(pattern=LANGUAGE_TAG)], tuple[str, ...]] = Field(
        default_factory=dict, description="what the goods are called, per language; never told"
    )
    message: Texts = Field(description="why, in words a rep can say; `en` required")
    clause: str | None = Field(None, description="`paper.md#anchor` or the law it stands on")


class ComplianceWording(Strict):
    """A sentence that a story must hold, word by word, where a condition is met."""

    key: str = Field(pattern=RECORD_CODE, description="unique: `ke-terms-apply`")
    applies_to: tuple[str, ...] = Field((), description="program codes; empty = every program")
    when: str = Field(
        description="CEL over `outlet`, `history`, `program`, `story`; said where it is true, and "
        "where it cannot be known"
    )
    say: Texts = Field(description="the sentence per language, no figures; `en` required")
    clause: str | None = Field(None, description="`paper.md#anchor` or the law it stands on")


class Rules(Strict):
    """Business rules: what stops a story, turns its recommendation, or must be in it."""

    rules: tuple[BusinessRule, ...] = Field(description="checked in this order, all reported")
    regulated: tuple[RegulatedGoods, ...] = Field(
        (), description="never named, pictured or promoted in a story"
    )
    wordings: tuple[ComplianceWording, ...] = Field(
        (), description="sentences that stories must hold"
    )
