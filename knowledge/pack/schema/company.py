"""`company.yaml`: who the company is, and how a demo of it behaves."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from knowledge.programs.terms import COUNTRY_CODE, CURRENCY_CODE, LANGUAGE_TAG, Strict


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("a time zone of the IANA database, for example Asia/Jakarta")
    return name


class Company(Strict):
    """The company that the pack belongs to."""

    name: str = Field(min_length=1, description="name as shops know it")
    default_country: str = Field(pattern=COUNTRY_CODE, description="ISO 3166 code")
    currency: str = Field(pattern=CURRENCY_CODE, description="ISO 4217 code for company totals")
    languages: tuple[Annotated[str, Field(pattern=LANGUAGE_TAG)], ...] = Field(
        min_length=1, description="languages offered, BCP 47, preferred first"
    )
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        description="IANA name; decides what day it is"
    )
    today: date | None = Field(None, description="demo packs only: the day it always is")
    demo_password: str | None = Field(
        None,
        min_length=8,
        description="demo packs only: every user who has no password gets this one; "
        "real companies leave it out and use `shelftalk password USER`",
    )
