"""What the types of the schema are called in the documentation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from knowledge.pack.schema import rows
from knowledge.pack.schema.brand import WordLists
from knowledge.pack.schema.playbook import Utterances
from knowledge.programs.terms import Amounts, Texts

_ALIASES: tuple[tuple[Any, str], ...] = (
    (rows.Code, "code"),
    (rows.OwnCode, "code"),
    (rows.Country, "country code"),
    (rows.Currency, "currency code"),
    (rows.Language, "language tag"),
    (rows.Codes, "codes, with `\\|` between them"),
    (rows.Languages, "language tags, with `\\|` between them"),
    (rows.Words, "words, with `\\|` between them"),
    (rows.Money, "amount"),
    (Texts, "text per language"),
    (Utterances, "list of texts per language"),
    (WordLists, "list of texts per language"),
    (Amounts, "amount per currency"),
)
_PLAIN: tuple[tuple[type, str], ...] = (
    (bool, "yes or no"),
    (int, "whole number"),
    (Decimal, "number"),
    (dt.date, "date, YYYY-MM-DD"),
    (str, "text"),
)


def types_of(model: type[BaseModel]) -> dict[str, Any]:
    """Field → type as written in the schema, without its `| None`."""
    hints = get_type_hints(model, include_extras=True)
    return {name: _required_part(hints[name]) for name in model.model_fields}


def _required_part(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not NoneType]
        return parts[0] if len(parts) == 1 else tuple(parts)
    return hint


def type_name(hint: Any) -> str:
    """What a type is called; nested models are described by their own keys."""
    if isinstance(hint, tuple):
        return ", or ".join(type_name(part) for part in hint)
    for alias, name in _ALIASES:
        if hint == alias:
            return name
    return _generic_name(hint) if get_origin(hint) else _class_name(hint)


def _generic_name(hint: Any) -> str:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in parts)
    if origin is tuple:
        return f"list of {type_name(parts[0])}s" if model_of(parts[0]) is None else "list"
    if origin is dict:
        return f"{type_name(parts[1])} per key"
    return type_name(parts[0])


def _class_name(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(f"`{value}`" for value in hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return "keys"
    return next(name for plain, name in _PLAIN if issubclass(hint, plain))


def model_of(hint: Any) -> type[BaseModel] | None:
    """The model inside a type, or in a list of it."""
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None


def is_list(hint: Any) -> bool:
    """A list of something."""
    return get_origin(hint) is tuple
