"""The authored words of a language (`locales/stories/<lang>.yaml`), validated when first read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, model_validator

from knowledge.facts.slots import SLOTS
from knowledge.facts.text import slots_in
from knowledge.facts.words import word_languages
from knowledge.programs.terms import Strict
from tools.story.situations import Situation

STORIES = Path(__file__).parents[2] / "locales" / "stories"
COMPOSITION = Path(__file__).parent / "composition.yaml"


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Values = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class Alternative(Strict):
    """Ways to say one thing, all for the same circumstances."""

    when: dict[str, Values] = Field(
        default_factory=dict, description="field of the situation → values it is said for"
    )
    say: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(
        min_length=1, description="variants; a shop always hears the same one"
    )

    @model_validator(mode="after")
    def _known_fields(self) -> Alternative:
        unknown = self.when.keys() - Situation.__dataclass_fields__.keys()
        if unknown:
            raise ValueError(f"a situation has no {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _known_slots(self) -> Alternative:
        unknown = {s for text in self.say for s in slots_in(text)} - SLOTS.keys()
        if unknown:
            raise ValueError(f"no such slots: {', '.join(sorted(unknown))}")
        return self


def _as_alternatives(value: Any) -> Any:
    """A block may be a bare list of variants."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [{"say": value}]
    return value


class Wording(Strict):
    """One language."""

    headings: dict[str, str] = Field(description="recommendation → a short line over the story")
    blocks: dict[str, Annotated[tuple[Alternative, ...], BeforeValidator(_as_alternatives)]] = (
        Field(description="what can be said, by block")
    )


class Composition(Strict):
    """Which blocks make a beat; the same in every language."""

    beats: dict[str, Values] = Field(description="`framework.beat` → blocks, in order")
    own: dict[str, dict[str, Values]] = Field(
        description="our own stories (not of the playbook) → beat → blocks"
    )


@lru_cache(maxsize=32)
def wording(language: str) -> Wording:
    """The words of a base language tag; raises FileNotFoundError when nobody has written them."""
    return Wording.model_validate(_yaml(STORIES / f"{language}.yaml"))


@lru_cache(maxsize=1)
def composition() -> Composition:
    """The one composition."""
    return Composition.model_validate(_yaml(COMPOSITION))


@lru_cache(maxsize=1)
def story_languages() -> tuple[str, ...]:
    """Languages stories can be told in: both the story and its figures have words."""
    told = {p.stem for p in STORIES.glob("*.yaml")}
    return tuple(sorted(told & set(word_languages())))


def _yaml(path: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
