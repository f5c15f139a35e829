"""`playbook/`: how the company sells, answers and trains."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from knowledge.pack.schema.columns import CaseKind
from knowledge.programs.terms import LANGUAGE_TAG, RECORD_CODE, Strict, Texts

Key = Annotated[str, Field(pattern=RECORD_CODE)]
Utterances = dict[Annotated[str, Field(pattern=LANGUAGE_TAG)], tuple[str, ...]]


class Beat(Strict):
    """One step of a story."""

    key: Key = Field(description="unique in the framework: `summarise`, `idea`, `next_step`")
    purpose: str = Field(description="what it does for the listener")
    needs: tuple[str, ...] = Field((), description="fact ids without which it is left out")


class Framework(Strict):
    """A way to tell a story."""

    key: Key = Field(description="`psf`, `spin`, `fab`, `aida`, `challenger`, `four_p`, `win_back`")
    name: str = Field(description="as the trade knows it")
    source: str = Field(description="where it comes from")
    fits: str = Field(description="CEL over `situation`; true = may be chosen")
    why: Texts = Field(description="why it was chosen, in a sentence; `en` required")
    priority: int = Field(0, description="highest fitting one is taken")
    beats: tuple[Beat, ...] = Field(min_length=2, description="in order")
    lengths: dict[Literal["counter", "talk", "sitdown", "leaflet"], tuple[str, ...]] = Field(
        default_factory=dict, description="length → beat keys told; a missing length tells all"
    )


class Frameworks(Strict):
    """The ways to tell a story."""

    frameworks: tuple[Framework, ...] = Field(min_length=1, description="the playbook's stories")


class Objection(Strict):
    """What shopkeepers say against joining, and how we answer."""

    key: Key = Field(description="unique: `no-space`")
    name: str = Field(description="in a few words")
    says: Utterances = Field(description="language → how shopkeepers say it, several ways")
    explore: Texts = Field(description="the one question that finds the real concern")
    explore_first: bool = Field(
        False,
        description="often a polite excuse: the question is asked before anything is answered",
    )
    acknowledge: Texts = Field(description="one sentence that shows we heard")
    answer: Texts = Field(description="the approved argument; figures only as `{slots}`")
    answer_needs: tuple[str, ...] = Field((), description="fact ids; without them, `fallback`")
    fallback: Texts = Field(default_factory=dict, description="answer without figures")
    next_step: Texts = Field(description="one next step")
    handling: Literal["answer", "case", "leave", "reschedule", "concede"] = Field(
        "answer", description="`case` opens a support case and does not persuade"
    )
    case_kind: CaseKind = Field("other", description="what a case of it is about, as in cases.csv")
    proof: tuple[str, ...] = Field((), description="papers it stands on: `path.md#anchor`")


class Objections(Strict):
    """What shopkeepers object, and the answers."""

    objections: tuple[Objection, ...] = Field(min_length=1, description="all of them")


Proof = Literal["own_figure", "argument", "when", "who_pays", "dispute"]
"""A true figure of the shop; the approved argument; when it is paid, by whom, how to object."""


class Persona(Strict):
    """A shopkeeper for role-play."""

    key: Key = Field(description="unique")
    name: str = Field(description="what he is called")
    temper: str = Field(description="how he speaks")
    language: str = Field(pattern=LANGUAGE_TAG, description="what he speaks")
    channel: str = Field(description="channel of his shop")
    outlet_class: str = Field(description="class of his shop")
    concern: Key = Field(description="objection key of what really holds him back")
    says_first: tuple[Key, ...] = Field((), description="objection keys he hides behind")
    convinced_by: str = Field(description="what would move him, for people")
    moved_by: tuple[Proof, ...] = Field(
        (), description="what of it counts as an answer; empty = `own_figure` or `argument`"
    )
    patience: int = Field(ge=1, le=10, description="turns of bad work he stands")


class Personas(Strict):
    """Shopkeepers for role-play."""

    personas: tuple[Persona, ...] = Field(min_length=1, description="all of them")


class Criterion(Strict):
    """One line of the scorecard."""

    key: Key = Field(description="unique")
    name: Texts = Field(description="what is judged; `en` required")
    points: int = Field(gt=0, description="most points")
    looks_for: str = Field(description="what earns them")
    blocker: bool = Field(False, description="true = failing it fails the session")


class Rubric(Strict):
    """How a role-play is scored."""

    version: str = Field(description="quoted; frozen at the start of a session")
    pass_points: int = Field(gt=0, description="points to pass")
    criteria: tuple[Criterion, ...] = Field(min_length=1, description="all of them")
