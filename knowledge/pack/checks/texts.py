"""Texts in languages: English is there, and `{slots}` are written right in all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from knowledge.pack.contents import Place
from knowledge.pack.schema.playbook import Utterances
from knowledge.programs.terms import Texts

OTHER_LANGUAGES_ONLY = frozenset({"names"})
"""Fields that only hold what differs from the English name."""
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Path = tuple[int | str, ...]


def check_texts(place: Place, value: BaseModel) -> None:
    """Check every text in a model, however deep."""
    for path, texts in _texts(value, ()):
        if "en" not in texts and path[-1] not in OTHER_LANGUAGES_ONLY:
            place.error(path, ", ".join(texts) or "", "a text in English, under the key en")
        for language, said in texts.items():
            for text in said if isinstance(said, tuple) else (said,):
                _check_slots((*path, language), text, place)
        _compare_slots(path, texts, place)


def _texts(model: BaseModel, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, name)
        if field.annotation in (Texts, Utterances):
            if value or field.is_required():
                yield here, value
        elif isinstance(value, BaseModel):
            yield from _texts(value, here)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _texts(item, (*here, place))


def slots_of(text: str) -> frozenset[str]:
    """Names of the slots in a text."""
    return frozenset(_SLOT.findall(text))


def _check_slots(path: Path, text: str, place: Place) -> None:
    rest = _SLOT.sub("", text)
    if "{" in rest or "}" in rest:
        place.error(path, text, "slots as {name}, in small letters, each brace closed")
    if not text.strip():
        place.error(path, text, "a text, or no such key")


def _compare_slots(path: Path, texts: dict[str, Any], place: Place) -> None:
    """A translation that loses a figure, or has one more, deserves a look."""
    pivot = texts.get("en")
    if not isinstance(pivot, str):
        return
    for language, text in texts.items():
        if slots_of(text) != slots_of(pivot):
            slots = ", ".join(sorted(slots_of(pivot))) or "none"
            place.warn((*path, language), text, f"the slots of the English text: {slots}")
