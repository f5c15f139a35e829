"""Reads the raw invoice lines and gives each one exactly one fate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

GOODS = re.compile(r"\d{5}[A-Z]{0,2}|DCGS\w+|SP\d+|PADS")
"""Stock codes of things that stand on a shelf; every other code is a charge or a booking."""
COLUMNS = (
    "Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID",
    "Country",
)  # fmt: skip
BATCH = 50_000


class Fate(StrEnum):
    """What becomes of a raw line; the values are the words of the report."""

    SALE = "kept: sale"
    RETURN = "kept: return (cancelled invoice C…)"
    FREE = "kept: free of charge"
    UNNAMED_SALE = "kept under the country's counter outlet: sale without a customer"
    UNNAMED_RETURN = "kept under the country's counter outlet: return without a customer"
    BAD_DEBT = "left out: bad debt booking (negative price)"
    CHARGE = "left out: charge, voucher, sample or test, no goods (POST, DOT, M, D …)"
    STOCK = "left out: stock count or write-off (no customer, no price)"
    REPEATED = "left out: the same line once more in the same invoice"

    @property
    def kept(self) -> bool:
        """It goes into the pack."""
        return self.value.startswith("kept")


@dataclass(frozen=True)
class Line:
    """A raw line, with its types right and its stock code mended."""

    invoice: str
    code: str
    description: str
    quantity: int
    date: str
    price: Decimal
    customer: str | None
    country: str


@dataclass
class Sieve:
    """Decides line after line, and counts."""

    fates: Counter[Fate] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[Any, ...]] = field(default_factory=set)

    def fate(self, raw: dict[str, Any]) -> tuple[Fate, Line]:
        """The fate of a line."""
        line = self._mend(raw)
        fate = self._decide(raw, line)
        self.fates[fate] += 1
        return fate, line

    def _mend(self, raw: dict[str, Any]) -> Line:
        code = raw["StockCode"].strip().upper()
        if code != raw["StockCode"]:
            self.mended["stock code written in small letters or with a space"] += 1
        customer = raw["Customer ID"]
        return Line(
            invoice=raw["Invoice"],
            code=code,
            description=" ".join((raw["Description"] or "").split()),
            quantity=raw["Quantity"],
            date=raw["InvoiceDate"][:10],
            price=Decimal(str(raw["Price"])),
            customer=None if customer is None else str(int(customer)),
            country=raw["Country"],
        )

    def _decide(self, raw: dict[str, Any], line: Line) -> Fate:
        left_out = self._why_left_out(raw, line)
        if left_out:
            return left_out
        if line.customer is None:
            return Fate.UNNAMED_RETURN if line.quantity < 0 else Fate.UNNAMED_SALE
        if line.price == 0:
            return Fate.FREE
        return Fate.RETURN if line.quantity < 0 else Fate.SALE

    def _why_left_out(self, raw: dict[str, Any], line: Line) -> Fate | None:
        if line.price < 0:
            return Fate.BAD_DEBT
        if not GOODS.fullmatch(line.code):
            return Fate.CHARGE
        if line.customer is None and line.price == 0:
            return Fate.STOCK
        # Lines of an invoice do not all come together, so every line is remembered.
        key = tuple(raw[column] for column in COLUMNS)
        if key in self._seen:
            return Fate.REPEATED
        self._seen.add(key)
        return None


def read_raw(source: Path) -> Iterator[dict[str, Any]]:
    """Every raw line of the parquet file, in its order."""
    from pyarrow.parquet import ParquetFile

    for batch in ParquetFile(source).iter_batches(BATCH):
        yield from batch.to_pylist()
