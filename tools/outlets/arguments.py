"""What the record tools are asked. The outlet comes from the thread when nobody names one."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class Asked(BaseModel):
    """What every record tool can be told."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    language: str | None = Field(
        None, max_length=35, description="BCP 47 tag, only when another language is asked for"
    )


class RouteArguments(Asked):
    """The calls of a day."""


class OutletArguments(Asked):
    """One shop."""

    outlet: str | None = Field(
        None, max_length=200, description="code of the shop, or its name as the person said it"
    )


class PurchasesArguments(OutletArguments):
    """What a shop buys."""

    product: str | None = Field(
        None, max_length=200, description="code or name of one product; empty = all of them"
    )
    months: int = Field(6, ge=1, le=24, description="how many full months to look back")


class ProgramArguments(OutletArguments):
    """One shop in one program, or in all that it is in."""

    program: str | None = Field(
        None, max_length=200, description="code or name of the program; empty = those it is in"
    )


class EligibilityArguments(ProgramArguments):
    """Whether a shop may join."""

    while_in: str | None = Field(
        None, max_length=200, description="another program that it is in, or would be in as well"
    )


class WhatIfArguments(ProgramArguments):
    """What would follow if a shop bought more. With neither figure, each step is worked out."""

    more_percent: Decimal | None = Field(
        None, ge=-100, le=1000, description="percent more than usual that is supposed: `5`"
    )
    more_amount: Decimal | None = Field(
        None, ge=-(10**12), le=10**12,
        description="money more than so far, in the shop's currency: `2000000`",
    )  # fmt: skip


class ProgressArguments(ProgramArguments):
    """How far a shop is."""

    tier: str | None = Field(
        None, max_length=200, description="the tier or slab asked about, as printed: `Gold`"
    )
