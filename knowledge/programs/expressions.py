"""CEL expressions over inputs in which a null means *unknown*, never false or zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

import cel

Inputs = Mapping[str, Mapping[str, Any]]
"""Root name → field → value; every field is always there, None = unknown."""

PATH = re.compile(r"\b([a-z_]\w*)\.([a-z_]\w*)")
NULL_TEST = re.compile(r"\b([a-z_]\w*)\.([a-z_]\w*)\s*[!=]=\s*null\b")


class Standing(StrEnum):
    """The three outcomes of a condition."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> tuple[Any, frozenset[tuple[str, str]]]:
    """The program, and the fields whose null it asks about itself."""
    return cel.compile(expression), frozenset(NULL_TEST.findall(expression))


def evaluate(expression: str, inputs: Inputs) -> Standing:
    """Whether the expression holds; unknown when that hangs on an unknown input.

    An unknown field is taken away, so that CEL raises where it is needed and its own logic
    decides where it is not (`false && unknown` is false). A field that the expression compares
    with null itself stays, for then its author has said what unknown means.
    """
    try:
        program, asked = _compiled(expression)
        outcome = program.execute(_known(inputs, asked))
    except (KeyError, TypeError, ValueError, RuntimeError):
        return Standing.UNKNOWN
    if outcome is True:
        return Standing.MET
    return Standing.FAILED if outcome is False else Standing.UNKNOWN


def fields_of(expression: str) -> tuple[str, ...]:
    """The inputs an expression names, each once: `outlet.overdue`."""
    return tuple(f"{root}.{name}" for root, name in dict.fromkeys(PATH.findall(expression)))


def unknown_fields(expression: str, inputs: Inputs) -> tuple[str, ...]:
    """The inputs the expression names that are not known: `outlet.overdue`."""
    named = (path.split(".") for path in fields_of(expression))
    return tuple(
        f"{root}.{name}"
        for root, name in named
        if root in inputs and inputs[root].get(name) is None
    )


def _known(inputs: Inputs, asked: frozenset[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    return {
        root: {k: v for k, v in fields.items() if v is not None or (root, k) in asked}
        for root, fields in inputs.items()
    }
