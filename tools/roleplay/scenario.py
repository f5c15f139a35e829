"""What a practice is about, frozen when it starts, and what was said in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.pack.schema.playbook import Objection, Proof, Rubric

Difficulty = Literal["easy", "normal", "hard"]
Outcome = Literal["running", "convinced", "left", "parted", "stopped", "expired"]
"""`left`: the shopkeeper had enough; `parted`: the rep thanked him and went."""
Who = Literal["rep", "shopkeeper", "noise", "help"]


class Kept(BaseModel):
    """Kept with the session as it was, whatever the pack says later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Known(Kept):
    """One figure or name that the records or the terms prove."""

    id: str
    value: str
    """A decimal figure, a date as `2026-12-20`, or a name."""
    unit: str
    shown: str
    """As the shopkeeper's language writes it."""
    source: str
    told: str = ""
    """How it was worked out, in a sentence of the shopkeeper's language."""
    own: bool
    """Of this shop; False = of the terms, the same for every shop."""

    @property
    def figure(self) -> Decimal | None:
        """None for what is no figure."""
        try:
            return Decimal(self.value)
        except ArithmeticError:
            return None


class Scenario(Kept):
    """Who stands behind the counter, where, and what counts."""

    persona: str
    name: str
    temper: str
    language: str
    """What is spoken in the practice."""
    reader: str = "en"
    """What the score and the tips are written in."""
    difficulty: Difficulty
    concern: Objection
    """What really holds him back."""
    excuses: tuple[Objection, ...]
    """What he hides behind, in order."""
    moved_by: tuple[Proof, ...] = ()
    """What counts as an answer to it; empty = a figure of his own shop, or the argument."""
    patience: int
    outlet: str
    outlet_name: str
    country: str
    program: str
    program_name: str
    terms: str
    """Code and version of the terms the facts are from: `growth-club@3`."""
    known: tuple[Known, ...]
    never_said: tuple[str, ...] = ()
    """The brand's forbidden words in this language and in English."""
    rubric: Rubric
    seed: int = 0
    noisy: bool = False
    seconds: int | None = None
    help: bool = True
    lost_call: str = ""
    """Day of the rep's own lost call that this is; empty = a persona's scene."""


class Said(Kept):
    """One line of the transcript."""

    who: Who
    text: str
    intent: str = ""
    """Of the shopkeeper's lines: what the state machine decided."""


class Transcript(Kept):
    """All that was said, in order."""

    lines: tuple[Said, ...] = ()
    ended: Outcome = "running"
    helps: int = Field(0, description="how often help was asked")

    @property
    def of_rep(self) -> tuple[str, ...]:
        """The rep's lines."""
        return tuple(line.text for line in self.lines if line.who == "rep")
