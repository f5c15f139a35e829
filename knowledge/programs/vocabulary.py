"""Words that all terms and pack files are written in: codes, amounts, texts, what is counted."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

CURRENCY_CODE = r"^[A-Z]{3}$"
COUNTRY_CODE = r"^[A-Z]{2}$"
LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
RECORD_CODE = r"^[^\s|;,#][^|;,#\n]*$"


def _reject_float_dust(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount


Amount = Annotated[Decimal, Field(ge=0), AfterValidator(_reject_float_dust)]
Amounts = dict[Annotated[str, Field(pattern=CURRENCY_CODE)], Amount]
"""ISO 4217 code → amount in whole units of that currency, e.g. `{IDR: 150000, KES: 1200}`."""
Texts = dict[Annotated[str, Field(pattern=LANGUAGE_TAG)], str]
"""Language tag → text. English (`en`) is the pivot and always there."""


class Strict(BaseModel):
    """Unknown keys are errors and values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProgramKind(StrEnum):
    """What a program rewards."""

    GROWTH = "growth"
    RANGE = "range"
    DISPLAY = "display"
    COOLER = "cooler"
    POINTS = "points"


class Metric(StrEnum):
    """What a tier or slab is measured in. The unit of a gap follows from it."""

    GROWTH_PCT = "growth_pct"  # net purchases in the period over the base, percent
    NET_VALUE = "net_value"  # net purchases in the period, money
    CASES = "cases"  # net cases in the period
    POINTS = "points"  # points earned in the period
    MUST_SELL = "must_sell"  # must-sell products bought in the period, count
    PURITY_PCT = "purity_pct"  # our share of what stands in the cooler, percent
    AUDIT_SCORE = "audit_score"  # share of display audits passed, percent


class Period(StrEnum):
    """How long one measuring period lasts (calendar periods)."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
