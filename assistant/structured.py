"""A model's answer in a shape that code can read: asked for, checked, and asked for once more."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.ports import TextModel

_fence = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
TRIES = 2
"""The second is told what was wrong with the first."""
T = TypeVar("T")
Shape = TypeVar("Shape", bound=BaseModel)


def ask_for(
    model: TextModel, instructions: str, request: str, read: Callable[[str], T]
) -> T | None:
    """What `read` makes of the model's answer; None = it cannot be asked, or read twice.

    `read` raises ValueError with what is wrong, in words for the model.
    """
    asked = request
    for _try in range(TRIES):
        answer = model.write(instructions, request)
        if answer is None:
            return None
        try:
            return read(answer)
        except ValueError as error:
            request = f"{asked}\n\nYour last answer could not be used: {error}. Answer again."
    return None


def json_of(shape: type[Shape], answer: str) -> Shape:
    """The JSON object of an answer, also out of a code fence.

    Raises:
        ValueError: it is none, or not of this shape; says where.
    """
    try:
        return shape.model_validate_json(_fence.sub("", answer.strip()))
    except ValidationError as error:
        faults = "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in error.errors())
        raise ValueError(f"not the JSON object asked for ({faults})") from error


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(map(str, loc)) or "answer"
