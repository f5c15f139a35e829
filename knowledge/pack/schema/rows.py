"""One model per file in `data/`: a field is a column, its description is its documentation.

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


UNNAMED = "unnamed"
"""Channel of an outlet that stands for sales whose customer is not known."""


class Row(BaseModel):
    """A line of a CSV file. Unknown columns are a warning, so they are ignored here."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    key: ClassVar[tuple[str, ...]]
    """Columns that identify a row; two rows with the same key in a file are an error."""
    references: ClassVar[dict[str, str]] = {}
    """Column → file (without `.csv`) whose key it must be found in."""


class TerritoryRow(Row):
    """Regions, areas, towns and routes, as a tree."""

    key = ("code",)
    references = {"parent": "territories"}
    code: Code = Field(description="unique code")
    name: Text = Field(description="name as people say it")
    kind: Literal["country", "region", "area", "town", "route"] = Field(description="level")
    parent: Code | None = Field(None, description="code of the territory above; empty at the top")
    country: Country = Field(description="ISO 3166 code")


class UserRow(Row):
    """People who log in."""

    key = ("id",)
    references = {"territories": "territories"}
    id: Code = Field(description="login name")
    name: Text = Field(description="full name")
    role: Literal["rep", "trainer", "support", "manager"] = Field(description="what he does")
    territories: Codes = Field(
        (),
        description="territory codes he works in, with everything below them; empty = all, "
        "for support and managers only",
    )
    languages: Languages = Field(min_length=1, description="languages he reads, preferred first")


class OutletRow(Row):
    """Shops."""

    key = ("code",)
    references = {"territory": "territories"}
    code: Code = Field(description="unique code")
    name: Text = Field(description="name on the sign")
    owner_name: Text | None = Field(None, description="owner's name")
    phone: Text | None = Field(None, description="owner's phone, international form")
    language: Language | None = Field(None, description="owner's language")
    channel: Label = Field(
        description="`general_trade`, `wholesale`, `modern_trade`, `horeca` …; "
        f"`{UNNAMED}` = sales without a customer, from which nothing is learned"
    )
    outlet_class: Label | None = Field(None, description="class by size: `A`, `B`, `C`")
    territory: Code = Field(description="code of its route")
    sequence: Whole | None = Field(None, ge=0, description="place in the route's call order")
    visit_days: Words = Field((), description="weekdays of the call: `mon|thu`; empty = every day")
    country: Country = Field(description="ISO 3166 code")
    currency: Currency = Field(description="ISO 4217 code of its invoices")
    latitude: Degrees | None = Field(
        None,
        ge=-90,
        le=90,
        description="kept to four places, about 11 m",
        json_schema_extra={"unit": "degrees"},
    )
    longitude: Degrees | None = Field(
        None,
        ge=-180,
        le=180,
        description="kept to four places, about 11 m",
        json_schema_extra={"unit": "degrees"},
    )
    opened_on: Day | None = Field(None, description="first day as a customer")
    status: Literal["active", "closed"] = Field("active", description="closed shops are not called")
    area_m2: Quantity | None = Field(
        None, ge=0, description="floor area", json_schema_extra={"unit": "m²"}
    )
    has_cooler: bool | None = Field(None, description="our cooler stands there")
    credit_limit: Money | None = Field(None, ge=0, description="credit limit")
    credit_days: Whole | None = Field(
        None, ge=0, description="days to pay", json_schema_extra={"unit": "days"}
    )
    overdue: Money | None = Field(None, ge=0, description="overdue amount; empty = unknown")
    credit_lock: Literal["none", "soft", "hard"] | None = Field(None, description="credit lock")
    kyc_level: Whole | None = Field(None, ge=0, le=3, description="identity checks done, 0 to 3")


class ProductRow(Row):
    """What the company sells."""

    key = ("code",)
    code: Code = Field(description="unique code (SKU)")
    name: Text = Field(description="name in English or as printed")
    brand: Text | None = Field(None, description="brand")
    category: Text | None = Field(None, description="category")
    pack: Text | None = Field(None, description="pack as printed: `12 x 1.5 L`")
    unit: Literal["case", "piece"] = Field("case", description="unit that invoices count in")
    pieces_per_unit: Whole | None = Field(None, ge=1, description="retail pieces in one unit")
    must_sell_channels: Words = Field((), description="channels where it must be on the shelf")
    regulated: Literal["infant_formula", "tobacco", "alcohol"] | None = Field(
        None, description="regulated class; empty = none"
    )
    launched_on: Day | None = Field(None, description="first day of sale")
    status: Literal["active", "delisted"] = Field("active", description="sold now?")


class ProductNameRow(Row):
    """What people call a product, per language. The first of a language is the one we say."""

    key = ("product", "language", "name")
    references = {"product": "products"}
    product: Code = Field(description="product code")
    language: Language = Field(description="language tag")
    name: Text = Field(description="local name")


class ProductPriceRow(Row):
    """Prices per currency: what a shop pays, and what it sells for."""

    key = ("product", "currency")
    references = {"product": "products"}
    product: Code = Field(description="product code")
    currency: Currency = Field(description="ISO 4217 code")
    unit_price: Money = Field(gt=0, description="price of one unit to the shop, before tax")
    retail_price: Money | None = Field(None, gt=0, description="usual shelf price of one piece")


class InvoiceRow(Row):
    """Invoices, one row per line. A return has a negative quantity and net."""

    key = ("invoice", "line")
    references = {"outlet": "outlets", "product": "products", "rep": "users"}
    invoice: Code = Field(description="invoice number")
    line: int = Field(ge=1, le=99_999, description="line number in the invoice")
    outlet: Code = Field(description="outlet code")
    date: Day = Field(description="invoice date, YYYY-MM-DD")
    product: Code = Field(description="product code")
    quantity: Quantity = Field(
        description="how many; negative = returned",
        json_schema_extra={"unit": "the product's unit"},
    )
    price: Money = Field(ge=0, description="price of one unit before discount and tax")
    discount: Money = Field(Decimal(0), ge=0, description="discount on the whole line")
    net: Money = Field(description="line amount after discount, before tax")
    rep: Code | None = Field(None, description="user id of the rep who took the order")
    promised_on: Day | None = Field(None, description="promised delivery day")
    delivered_on: Day | None = Field(None, description="delivery day; empty = not yet or unknown")
    paid_on: Day | None = Field(None, description="day the invoice was paid; empty = not yet")


class EnrollmentRow(Row):
    """Who is in which program, under which version of the terms, with which consent."""

    key = ("outlet", "program", "joined_on")
    references = {"outlet": "outlets", "program": "programs"}
    outlet: Code = Field(description="outlet code")
    program: Code = Field(description="program code")
    status: Literal["pending_kyc", "active", "suspended", "left"] = Field(description="standing")
    joined_on: Day = Field(description="day of joining")
    left_on: Day | None = Field(None, description="day of leaving")
    tier: Text | None = Field(None, description="tier held, as named in the program")
    base_value: Money | None = Field(None, ge=0, description="frozen monthly base, outlet currency")
    terms_version: Label = Field(description="version of the terms it joined under")
    consent_method: Literal["otp", "signature", "voice", "paper"] | None = Field(
        None, description="how consent was given"
    )
    consent_language: Language | None = Field(None, description="language of the consent text")
    consent_version: Text | None = Field(None, description="version of the consent text")
    consent_on: Day | None = Field(None, description="day of consent")


class LedgerRow(Row):
    """What was earned, redeemed, paid. Append-only: a correction is a new row."""

    key = ("id",)
    references = {"outlet": "outlets", "program": "programs"}
    id: OwnCode = Field(description="unique id of the entry")
    outlet: Code = Field(description="outlet code")
    program: Code = Field(description="program code")
    date: Day = Field(description="day of the entry")
    kind: Literal[
        "earn", "pending", "activate", "redeem", "expire", "reverse", "adjust", "payout"
    ] = Field(description="`pending` waits for payment, `activate` frees it, `payout` is money out")
    points: Whole | None = Field(
        None, description="signed; empty where it is money", json_schema_extra={"unit": "points"}
    )
    amount: Money | None = Field(None, description="money, signed, outlet currency")
    invoice: Code | None = Field(None, description="invoice it came from")
    expires_on: Day | None = Field(None, description="day the points expire")
    due_on: Day | None = Field(None, description="payouts: day it was promised for")
    paid_on: Day | None = Field(None, description="payouts: day it was paid; empty = open")
    reason: Text | None = Field(None, description="in words")


class VisitRow(Row):
    """Past calls and how they ended."""

    key = ("outlet", "date", "rep")
    references = {
        "outlet": "outlets",
        "rep": "users",
        "program": "programs",
        "objection": "objections",
    }
    outlet: Code = Field(description="outlet code")
    rep: Code = Field(description="user id")
    date: Day = Field(description="day of the call")
    outcome: Literal["ordered", "joined", "declined", "come_back", "escalated", "nothing"] = Field(
        description="how it ended"
    )
    program: Code | None = Field(None, description="program that was offered")
    objection: Code | None = Field(None, description="key in playbook/objections.yaml")
    said: Text | None = Field(None, description="the shopkeeper's words")
    language: Language | None = Field(None, description="language of those words")
    promise: Text | None = Field(None, description="what the rep promised")
    next_on: Day | None = Field(None, description="day agreed for the next call")


class CaseRow(Row):
    """Open deliveries, claims and disputes."""

    key = ("id",)
    references = {"outlet": "outlets", "program": "programs"}
    id: OwnCode = Field(description="unique id")
    outlet: Code = Field(description="outlet code")
    kind: Literal["late_delivery", "short_delivery", "claim", "reward_dispute", "tax", "other"] = (
        Field(description="what it is about")
    )
    subject: Text = Field(description="in one line")
    opened_on: Day = Field(description="day it was opened")
    closed_on: Day | None = Field(None, description="day it was closed; empty = open")
    invoice: Code | None = Field(None, description="invoice it is about")
    program: Code | None = Field(None, description="program it is about")
    amount: Money | None = Field(None, ge=0, description="amount in question, outlet currency")


ROWS: dict[str, type[Row]] = {
    "territories": TerritoryRow,
    "users": UserRow,
    "outlets": OutletRow,
    "products": ProductRow,
    "product_names": ProductNameRow,
    "product_prices": ProductPriceRow,
    "invoices": InvoiceRow,
    "enrollments": EnrollmentRow,
    "ledger": LedgerRow,
    "visits": VisitRow,
    "cases": CaseRow,
}
"""File stem → row model, in load order: a file only refers to files above it (or itself)."""
REQUIRED = ("territories", "users", "outlets", "products", "invoices")
