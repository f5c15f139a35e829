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

    counter: int = Field(45, gt=0, description="said at the counter in 15 seconds")
    talk: int = Field(170, gt=0, description="said in 60 seconds")
    sitdown: int = Field(450, gt=0, description="said in 3 minutes")
    leaflet: int = Field(200, gt=0, description="read by the shopkeeper")


class BrandGuidelines(Strict):
    """Voice and words."""

    voice: str = Field(description="how we sound, for writers and models")
    forbidden: WordLists = Field(
        default_factory=dict, description="words and phrases never said, per language"
    )
    required: WordLists = Field(
        default_factory=dict, description="phrases every released story must hold, per language"
    )
    protected_names: tuple[str, ...] = Field((), description="written exactly so, never translated")
    competitors: tuple[str, ...] = Field((), description="names we never say")
    max_words: Lengths = Field(default_factory=Lengths, description="story lengths")
    max_words_per_sentence: int = Field(28, gt=0, description="reading level, mean per sentence")
    palette: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]] = Field(
        default_factory=dict, description="color name → #RRGGBB"
    )
    images: tuple[ApprovedImage, ...] = Field((), description="approved images")
