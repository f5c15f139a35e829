"""`brand/guidelines.yaml`: how the company speaks, and the images it lets reps show."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from knowledge.programs.terms import LANGUAGE_TAG, Strict, Texts

WordLists = dict[Annotated[str, Field(pattern=LANGUAGE_TAG)], tuple[str, ...]]


class ApprovedImage(Strict):
    """A picture that may be shown with a story."""

    file: str = Field(description="path under `brand/images/`")
    alt: Texts = Field(description="what it shows, per language; `en` required")
    program: str | None = Field(None, description="program code it belongs to")
    product: str | None = Field(None, description="product code it shows")
    expires_on: date | None = Field(None, description="last day it may be shown")


class Lengths(Strict):
    """Most words per story length, counted after slots are filled."""

    counter: int = Field(45, gt=0, description="at the counter")
    talk: int = Field(170, gt=0, description="in passing")
    sitdown: int = Field(450, gt=0, description="sitting down")
    leaflet: int = Field(200, gt=0, description="read by the shopkeeper")


class Seconds(Strict):
    """Time budget per story length, at the language's pace, figures counted as spoken."""

    counter: int = Field(15, gt=0, description="at the counter")
    talk: int = Field(60, gt=0, description="in passing")
    sitdown: int = Field(180, gt=0, description="sitting down")


class Tone(Strict):
    """How we do not sound."""

    exclamation_marks: int = Field(0, ge=0, description="most in a story")
    avoided: WordLists = Field(
        default_factory=dict,
        description="too familiar, too pushy or too stiff, per language; bent forms count too",
    )


class BrandGuidelines(Strict):
    """Voice and words."""

    voice: str = Field(description="how we sound, for writers and models")
    forbidden: WordLists = Field(
        default_factory=dict,
        description="words and phrases never said, per language, in any casing and with the "
        "prefixes and endings of the language; English ones hold in every language",
    )
    required: WordLists = Field(
        default_factory=dict, description="phrases every released story must hold, per language"
    )
    protected_names: tuple[str, ...] = Field((), description="written exactly so, never translated")
    competitors: tuple[str, ...] = Field((), description="names we never say")
    max_words: Lengths = Field(default_factory=Lengths, description="story lengths")
    max_seconds: Seconds = Field(default_factory=Seconds, description="time budgets")
    max_words_per_sentence: int = Field(
        28,
        gt=0,
        description="reading level, mean per sentence; a language's own limit holds where it is "
        "lower",
    )
    tone: Tone = Field(default_factory=Tone, description="how we do not sound")
    palette: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]] = Field(
        default_factory=dict, description="color name → #RRGGBB"
    )
    images: tuple[ApprovedImage, ...] = Field((), description="approved images")
