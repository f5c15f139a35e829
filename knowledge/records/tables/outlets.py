"""Outlets."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, LongText, Record, Strings


class Outlet(Record):
    """A shop. A None is unknown, never zero or no."""

    __tablename__ = "outlets"
    code: Mapped[CodeKey]
    name: Mapped[LongText]
    owner_name: Mapped[LongText | None]
    phone: Mapped[LongText | None]
    language: Mapped[Code | None]
    channel: Mapped[Code]
    outlet_class: Mapped[Code | None]
    territory: Mapped[Code] = mapped_column(ForeignKey("territories.code"), index=True)
    sequence: Mapped[int | None]
    visit_days: Mapped[Strings]
    country: Mapped[Code]
    currency: Mapped[Code]
    latitude: Mapped[Exact | None]
    longitude: Mapped[Exact | None]
    opened_on: Mapped[dt.date | None]
    status: Mapped[Code]
    area_m2: Mapped[Exact | None]
    has_cooler: Mapped[bool | None]
    credit_limit: Mapped[Exact | None]
    credit_days: Mapped[int | None]
    overdue: Mapped[Exact | None]
    credit_lock: Mapped[Code | None]
    kyc_level: Mapped[int | None]
