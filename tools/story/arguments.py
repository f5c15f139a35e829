"""What the tool can be asked, and which program a name means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process

from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.terms import ProgramTerms

LIKENESS = 82


class StoryArguments(BaseModel):
    """Arguments of `selling_story`."""

    model_config = ConfigDict(extra="ignore")

    outlet: str | None = Field(None, description="code or name of the shop")
    program: str | None = Field(
        None, description="code or name of the program; leave out to take the best for the shop"
    )
    length: Literal["counter", "talk", "sitdown", "leaflet"] = Field(
        "talk", description="counter = 15 seconds, talk = 60 seconds, sitdown = 3 minutes"
    )
    language: str | None = Field(None, description="BCP 47 tag of the story, if asked for")
    framework: str | None = Field(None, description="key of a framework, only if asked for")


def program_meant(programs: Sequence[ProgramTerms], said: str, language: str) -> str:
    """The code of the program meant; names in any language count, small slips are forgiven.

    Raises:
        RetryableToolError: no program of the shop's country is called so.
    """
    _ = translate(language)
    names: dict[str, str] = {}
    for terms in programs:
        for name in (terms.code, terms.name, *terms.names.values()):
            names[name.casefold()] = terms.code
    found: Any = process.extractOne(said.casefold(), names.keys(), scorer=fuzz.WRatio)
    if found is not None and found[1] >= LIKENESS:
        return names[found[0]]
    choices = [p.name_in(language.split("-")[0]) for p in programs]
    raise RetryableToolError(
        _("No program here is called {name}. There are: {choices}.")
        .replace("{name}", said)
        .replace("{choices}", any_of(choices, language))
    )


def any_of(choices: Sequence[str], language: str) -> str:
    """`A, B, and C`."""
    return Locale(language).list(choices)
