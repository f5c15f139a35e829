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
WORD = re.compile(r"[A-Za-z_]\w*")
NULL_TEST = re.compile(r"\b([a-z_]\w*)\.([a-z_]\w*)\s*[!=]=\s*null\b")

ABSENT = object()
ABSENT_FIELD = (object, ABSENT)


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
    fields, words = _reads(expression)
    if not words.isdisjoint(inputs):
        return _execute(expression, inputs)
    read, values = [], []
    for root, name in fields:
        if root in inputs:
            read.append((root, name))
            values.append(_frozen(inputs[root].get(name, ABSENT)))
    return _remembered(expression, tuple(read), tuple(values))


@lru_cache(maxsize=4096)
def _reads(expression: str) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """The fields it names, and its other words: an input among them is used as a whole."""
    rest = PATH.sub(" ", expression)
    return tuple(dict.fromkeys(PATH.findall(expression))), frozenset(WORD.findall(rest))


def _frozen(value: Any) -> tuple[type, Any]:
    """With its type: CEL tells 1 from 1.0 and from true, a dictionary of Python's does not."""
    kind = type(value)
    if kind is list or kind is tuple:
        return (list, tuple([_frozen(item) for item in value]))
    return (kind, value)


def _thawed(frozen: tuple[type, Any]) -> Any:
    kind, value = frozen
    return [_thawed(item) for item in value] if kind is list else value


# The same question about the same values comes again for every shop of a kind.
@lru_cache(maxsize=65_536)
def _remembered(
    expression: str, read: tuple[tuple[str, str], ...], values: tuple[tuple[type, Any], ...]
) -> Standing:
    inputs: dict[str, dict[str, Any]] = {root: {} for root, _name in read}
    for (root, name), value in zip(read, values, strict=True):
        if value != ABSENT_FIELD:
            inputs[root][name] = _thawed(value)
    return _execute(expression, inputs)


def _execute(expression: str, inputs: Inputs) -> Standing:
    try:
        program, asked = _compiled(expression)
        outcome = program.execute(_known(inputs, asked))
    except (KeyError, TypeError, ValueError, RuntimeError):
        return Standing.UNKNOWN
    if outcome is True:
        return Standing.MET
    return Standing.FAILED if outcome is False else Standing.UNKNOWN


@lru_cache(maxsize=4096)
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
