"""What a schema error means, in words for the person who keeps the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from knowledge.pack.findings import quote
from knowledge.programs import terms

_PATTERNS = {
    terms.COUNTRY_CODE: "a country code of two capital letters (ISO 3166), for example ID",
    terms.CURRENCY_CODE: "a currency code of three capital letters (ISO 4217), for example IDR",
    terms.LANGUAGE_TAG: "a language tag (BCP 47), for example en or sw",
    terms.RECORD_CODE: "a code without | ; , or #",
    r"^#[0-9A-Fa-f]{6}$": "a color as #RRGGBB",
}
_NUMBER = "a number such as 1234.50, without thousands separators or currency signs"
_DATE = "a date as YYYY-MM-DD, for example 2026-11-16"
_MAPPING = "keys with values, indented below it"
_PHRASES: dict[str, str] = {
    "missing": "a value",
    "extra_forbidden": "only keys of docs/company-pack.md",
    "string_type": "text; put it in quotes, for example '3'",
    "string_too_short": "a value",
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "yes or no",
    "bool_type": "true or false",
    "tuple_type": "a list, one item per line with a dash",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
}
_LIMITS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": lambda c: f"one of {c['expected']}",
    "enum": lambda c: f"one of {c['expected']}",
    "string_pattern_mismatch": lambda c: _PATTERNS.get(c["pattern"], f"text like {c['pattern']}"),
    "string_too_long": lambda c: f"at most {c['max_length']} characters",
    "greater_than": lambda c: f"a number above {c['gt']}",
    "greater_than_equal": lambda c: f"a number of at least {c['ge']}",
    "less_than": lambda c: f"a number below {c['lt']}",
    "less_than_equal": lambda c: f"a number of at most {c['le']}",
    "decimal_max_places": lambda c: f"a number with at most {c['decimal_places']} decimal places",
    "decimal_max_digits": lambda c: f"a number with at most {c['max_digits']} digits",
    "decimal_whole_digits": lambda c: f"at most {c['whole_digits']} digits before the point",
    "too_short": lambda c: f"at least {c['min_length']} of them",
    "value_error": lambda c: _as_wish(str(c["error"])),
}


def _as_wish(text: str) -> str:
    """Validators of single values say what they want; those of several say what disagrees."""
    return text if text.startswith(("a ", "an ")) else f"values that agree ({text})"


def wanted(error: ErrorDetails) -> str:
    """What would be right, from a pydantic error."""
    kind = error["type"]
    if kind in _LIMITS:
        return _LIMITS[kind](error.get("ctx", {}))
    if kind in _PHRASES:
        return _PHRASES[kind]
    if kind.startswith("date"):
        return _DATE
    return error["msg"].removeprefix("Input should be ")


def found(error: ErrorDetails) -> str:
    """What was there, from a pydantic error."""
    if error["type"] == "missing":
        return '""'
    if error["type"] == "extra_forbidden":
        return f"the unknown key {quote(error['loc'][-1])}"
    value = error["input"]
    if isinstance(value, dict | list | tuple):
        return "a list" if not isinstance(value, dict) else "several keys"
    return quote("" if value is None else value)
