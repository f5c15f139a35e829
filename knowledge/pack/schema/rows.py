"""One model per file in `data/`: a field is a column, its description is its documentation.

What a cell may hold is in `columns`, what has happened with a shop in `history_rows`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from knowledge.pack.schema.columns import (
    MADE_IN_APP,
    SHEET_ERRORS,
    Code,
    Codes,
    Country,
    Currency,
    Day,
    Degrees,
    Label,
    Language,
    Languages,
    Money,
    OwnCode,
    Quantity,
    Row,
    Text,
    Whole,
    Words,
)
from knowledge.pack.schema.history_rows import CaseRow, EnrollmentRow, LedgerRow, VisitRow

__all__ = [
    "MADE_IN_APP",
    "REQUIRED",
    "ROWS",
    "SHEET_ERRORS",
    "UNNAMED",
    "CaseRow",
    "Code",
    "Codes",
    "Country",
    "Currency",
    "Day",
    "Degrees",
    "EnrollmentRow",
    "InvoiceRow",
    "Label",
    "Language",
    "Languages",
    "LedgerRow",
    "Money",
    "OutletRow",
    "OwnCode",
    "ProductNameRow",
    "ProductPriceRow",
    "ProductRow",
    "Quantity",
    "Row",
    "TerritoryRow",
    "Text",
    "UserRow",
    "VisitRow",
    "Whole",
    "Words",
]

UNNAMED = "unnamed"
"""Channel of an outlet that stands for sales whose customer is not known."""


class TerritoryRow(Row):
    """Regions, areas, towns and routes, as a tree."""

    key = ("code",)
    references: ClassVar[dict[str, str]] = {"parent": "territories"}
    code: Code = Field(description="unique code")
    name: Text = Field(description="name as people say it")
    kind: Literal["country", "region", "area", "town", "route"] = Field(description="level")
    parent: Code | None = Field(None, description="code of the territory above; empty at the top")
    country: Country = Field(description="ISO 3166 code")


class UserRow(Row):
    """People who log in."""

    key = ("id",)
    references: ClassVar[dict[str, str]] = {"territories": "territories"}
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
    references: ClassVar[dict[str, str]] = {"territory": "territories"}
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
    references: ClassVar[dict[str, str]] = {"product": "products"}
    product: Code = Field(description="product code")
    language: Language = Field(description="language tag")
    name: Text = Field(description="local name")


class ProductPriceRow(Row):
    """Prices per currency: what a shop pays, and what it sells for."""

    key = ("product", "currency")
    references: ClassVar[dict[str, str]] = {"product": "products"}
    product: Code = Field(description="product code")
    currency: Currency = Field(description="ISO 4217 code")
    unit_price: Money = Field(gt=0, description="price of one unit to the shop, before tax")
    retail_price: Money | None = Field(None, gt=0, description="usual shelf price of one piece")


class InvoiceRow(Row):
    """Invoices, one row per line. A return has a negative quantity and net."""

    key = ("invoice", "line")
    references: ClassVar[dict[str, str]] = {
        "outlet": "outlets",
        "product": "products",
        "rep": "users",
    }
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
