"""Outlets."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Record, code, code_key, exact, strings, text


class Outlet(Record):
    """A shop. A None is unknown, never zero or no."""

    __tablename__ = "outlets"
    code: Mapped[code_key]
    name: Mapped[text]
    owner_name: Mapped[text | None]
    phone: Mapped[text | None]
    language: Mapped[code | None]
    channel: Mapped[code]
    outlet_class: Mapped[code | None]
    territory: Mapped[code] = mapped_column(ForeignKey("territories.code"), index=True)
    sequence: Mapped[int | None]
    visit_days: Mapped[strings]
    country: Mapped[code]
    currency: Mapped[code]
    latitude: Mapped[exact | None]
    longitude: Mapped[exact | None]
    opened_on: Mapped[dt.date | None]
    status: Mapped[code]
    area_m2: Mapped[exact | None]
    has_cooler: Mapped[bool | None]
    credit_limit: Mapped[exact | None]
    credit_days: Mapped[int | None]
    overdue: Mapped[exact | None]
    credit_lock: Mapped[code | None]
    kyc_level: Mapped[int | None]
