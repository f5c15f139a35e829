"""Products, what people call them, and what they cost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, exact, strings, text


class Product(Record):
    """Something the company sells."""

    __tablename__ = "products"
    code: Mapped[code_key]
    name: Mapped[text]
    brand: Mapped[text | None]
    category: Mapped[text | None]
    pack: Mapped[text | None]
    unit: Mapped[code]
    pieces_per_unit: Mapped[int | None]
    must_sell_channels: Mapped[strings]
    regulated: Mapped[code | None]
    launched_on: Mapped[dt.date | None]
    status: Mapped[code]


class ProductName(Record):
    """A name in a language; rank 0 is the one we say."""

    __tablename__ = "product_names"
    product: Mapped[code] = mapped_column(ForeignKey("products.code"), primary_key=True)
    language: Mapped[code_key]
    name: Mapped[text] = mapped_column(primary_key=True)
    rank: Mapped[int]


class ProductPrice(Record):
    """What a unit costs the shop and what a piece sells for, per currency."""

    __tablename__ = "product_prices"
    product: Mapped[code] = mapped_column(ForeignKey("products.code"), primary_key=True)
    currency: Mapped[code_key]
    unit_price: Mapped[exact]
    retail_price: Mapped[exact | None]
