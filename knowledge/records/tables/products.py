"""Products, what people call them, and what they cost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, LongText, Record, Strings


class Product(Record):
    """Something the company sells."""

    __tablename__ = "products"
    code: Mapped[CodeKey]
    name: Mapped[LongText]
    brand: Mapped[LongText | None]
    category: Mapped[LongText | None]
    pack: Mapped[LongText | None]
    unit: Mapped[Code]
    pieces_per_unit: Mapped[int | None]
    must_sell_channels: Mapped[Strings]
    regulated: Mapped[Code | None]
    launched_on: Mapped[dt.date | None]
    status: Mapped[Code]


class ProductName(Record):
    """A name in a language; rank 0 is the one we say."""

    __tablename__ = "product_names"
    product: Mapped[Code] = mapped_column(ForeignKey("products.code"), primary_key=True)
    language: Mapped[CodeKey]
    name: Mapped[LongText] = mapped_column(primary_key=True)
    rank: Mapped[int]


class ProductPrice(Record):
    """What a unit costs the shop and what a piece sells for, per currency."""

    __tablename__ = "product_prices"
    product: Mapped[Code] = mapped_column(ForeignKey("products.code"), primary_key=True)
    currency: Mapped[CodeKey]
    unit_price: Mapped[Exact]
    retail_price: Mapped[Exact | None]
