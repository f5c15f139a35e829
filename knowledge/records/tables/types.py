"""Column types that keep figures exact on every database, and the declarative base."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

SCALE = 10_000


def storable(text: str) -> str:
    """The text without what a database refuses: zero bytes, halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal with up to four places, stored as an integer of ten-thousandths.

    SQLite has no decimal type and would keep a float; integers stay exact and sum in SQL.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Decimal → ten-thousandths; refuses what it cannot hold exactly."""
        if value is None:
            return None
        scaled = Decimal(value) * SCALE
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than four decimal places")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Ten-thousandths → Decimal. PostgreSQL sums integers as Decimal, SQLite as int."""
        return None if value is None else Decimal(value) / SCALE


class Json(TypeDecorator[Any]):
    """Plain JSON as text: the same bytes on every database. Decimals are kept as strings."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Anything JSON can hold → text with sorted keys."""
        if value is None:
            return None
        return storable(json.dumps(value, default=str, ensure_ascii=False, sort_keys=True))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Text → value."""
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware datetime, kept in UTC. SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a naive time: it means nothing across countries."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Give the zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=dt.UTC)


Code = Annotated[str, mapped_column(String(64))]
CodeKey = Annotated[str, mapped_column(String(64), primary_key=True)]
LongText = Annotated[str, mapped_column(Text)]
Exact = Annotated[Decimal, mapped_column(ExactDecimal)]
Moment = Annotated[dt.datetime, mapped_column(UtcDateTime)]
Strings = Annotated[list[str], mapped_column(Json)]
Texts = Annotated[dict[str, str], mapped_column(Json)]
Amounts = Annotated[dict[str, str], mapped_column(Json)]
"""ISO 4217 code → decimal string."""
PlainJson = Annotated[dict[str, Any], mapped_column(Json)]


class Record(DeclarativeBase):
    """Every table derives from this."""

    # Named constraints: Alembic can only drop on SQLite what has a name.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
