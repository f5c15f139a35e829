"""What a cell of a CSV file may hold, and what every row has.

An empty cell is *unknown* (None), never zero. Lists in a cell are separated by `|`.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.programs.terms import COUNTRY_CODE, CURRENCY_CODE, LANGUAGE_TAG, RECORD_CODE

MADE_IN_APP = "app-"
"""Ids of records that this program makes start so; loading a pack never touches them."""
CaseKind = Literal["late_delivery", "short_delivery", "claim", "reward_dispute", "tax", "other"]
"""What an open case may be about."""
SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(cell: Any) -> Any:
    # Left alone, pydantic would take 20261116 for seconds since 1970.
    if isinstance(cell, str) and not _ISO_DAY.fullmatch(cell):
        raise ValueError("a date as YYYY-MM-DD, for example 2026-11-16")
    return cell


def _no_sheet_error(text: str) -> str:
    if text in SHEET_ERRORS:
        raise ValueError("a value, not a spreadsheet's error")
    if "\0" in text:
        raise ValueError("text without NUL characters")
    return text


def _to_four_places(degrees: Decimal) -> Decimal:
    return degrees.quantize(Decimal("0.0001"))


def _from_the_company(code: str) -> str:
    if code.startswith(MADE_IN_APP):
        raise ValueError(f"an id that does not start with `{MADE_IN_APP}`, which this program uses")
    return code


def _split(cell: Any) -> Any:
    return tuple(p.strip() for p in cell.split("|") if p.strip()) if isinstance(cell, str) else cell


Code = Annotated[str, Field(pattern=RECORD_CODE, max_length=64)]
Country = Annotated[str, Field(pattern=COUNTRY_CODE)]
Currency = Annotated[str, Field(pattern=CURRENCY_CODE)]
Language = Annotated[str, Field(pattern=LANGUAGE_TAG, max_length=35)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_split)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_split)]
Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Label = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_no_sheet_error)]
Whole = Annotated[int, Field(ge=-2_000_000_000, le=2_000_000_000)]
Degrees = Annotated[Decimal, AfterValidator(_to_four_places)]
Day = Annotated[dt.date, BeforeValidator(_iso_day)]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
Quantity = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Text = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_no_sheet_error)]
OwnCode = Annotated[Code, AfterValidator(_from_the_company)]


class Row(BaseModel):
    """A line of a CSV file. Unknown columns are a warning, so they are ignored here."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    key: ClassVar[tuple[str, ...]]
    """Columns that identify a row; two rows with the same key in a file are an error."""
    references: ClassVar[dict[str, str]] = {}
    """Column → file (without `.csv`) whose key it must be found in."""
