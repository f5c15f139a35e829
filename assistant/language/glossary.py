"""The words of the trade by language (`locales/<lang>/glossary.yaml`): what we say, what we do not.

English is the key of every entry. Whoever translates, a person or a model, is held to it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.language.catalogs import LOCALES


class Term(BaseModel):
    """One word of the trade in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str = Field(min_length=1, description="the word we use")
    avoid: tuple[str, ...] = Field((), description="words we do not use for it")
    note: str = Field("", description="when, or why")


_TERMS = TypeAdapter(dict[str, Term])


def glossary_languages() -> tuple[str, ...]:
    """Base tags of the languages that have a glossary."""
    return tuple(sorted(path.parent.name for path in LOCALES.glob("*/glossary.yaml")))


@lru_cache(maxsize=32)
def glossary(language: str) -> dict[str, Term]:
    """English term → the language's word; empty where nobody has written a glossary.

    Raises:
        pydantic.ValidationError: the file is no glossary.
    """
    path: Path = LOCALES / language.split("-", maxsplit=1)[0] / "glossary.yaml"
    if not path.is_file():
        return {}
    return _TERMS.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


def avoided(language: str) -> tuple[str, ...]:
    """Every word the glossary of a language tells to avoid."""
    return tuple(dict.fromkeys(word for term in glossary(language).values() for word in term.avoid))
