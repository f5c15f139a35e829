"""The real company: every raw line has one fate, and what is kept loads."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from examples.online_retail.convert import convert, report
from examples.online_retail.lines import Fate, Sieve
from knowledge.pack.loading import load
from knowledge.pack.validation import validate
from knowledge.records.database import open_database

REAL = Path(__file__).parents[3] / "shared/data/sales/online_retail_2009_2010.parquet"


def raw(**values: Any) -> dict[str, Any]:
    line = {
        "Invoice": "489434",
        "StockCode": "85048",
        "Description": "GLASS BALL 20 LIGHTS",
        "Quantity": 12,
        "InvoiceDate": "2009-12-01 07:45:00",
        "Price": 6.95,
        "Customer ID": 13085.0,
        "Country": "United Kingdom",
    }
    return line | {name.replace("_", " "): value for name, value in values.items()}


@pytest.mark.parametrize(
    ("line", "fate"),
    [
        (raw(), Fate.SALE),
        (raw(Invoice="C489449", Quantity=-12), Fate.RETURN),
        (raw(Price=0.0), Fate.FREE),
        (raw(Customer_ID=None), Fate.UNNAMED_SALE),
        (raw(Customer_ID=None, Invoice="C1", Quantity=-1), Fate.UNNAMED_RETURN),
        (raw(Customer_ID=None, Price=0.0, Quantity=-50, Description=None), Fate.STOCK),
        (raw(Invoice="A506401", StockCode="B", Price=-53594.36, Customer_ID=None), Fate.BAD_DEBT),
        (raw(StockCode="POST"), Fate.CHARGE),
        (raw(StockCode="m"), Fate.CHARGE),
        (raw(StockCode="gift_0001_30", Customer_ID=None), Fate.CHARGE),
        (raw(StockCode="TEST001"), Fate.CHARGE),
        (raw(StockCode="DCGSSGIRL"), Fate.SALE),
        (raw(StockCode="85123a"), Fate.SALE),
    ],
)
def test_each_kind_of_dirt_has_its_fate(line: dict[str, Any], fate: Fate) -> None:
    assert Sieve().fate(line)[0] is fate


def test_only_the_copy_of_a_repeated_line_is_left_out() -> None:
    sieve = Sieve()
    fates = [sieve.fate(raw(Quantity=q))[0] for q in (12, 6, 12)]
    assert fates == [Fate.SALE, Fate.SALE, Fate.REPEATED]


def test_a_stock_code_is_the_same_however_it_is_typed() -> None:
    sieve = Sieve()
    assert sieve.fate(raw(StockCode="47503j "))[1].code == "47503J"
    assert sieve.mended.total() == 1


@pytest.mark.slow
def test_the_real_year_loads_and_no_line_is_lost(tmp_path: Path) -> None:
    if not REAL.is_file():
        pytest.skip("the real invoices are not at hand: ../shared/data/sales")
    pack = tmp_path / "pack"
    sieve = convert(REAL, pack)
    assert sieve.fates.total() == 525_461
    with (tmp_path / "left_out.csv").open(encoding="utf-8", newline="") as file:
        left_out = sum(1 for _ in csv.reader(file)) - 1
    with (pack / "data/invoices.csv").open(encoding="utf-8", newline="") as file:
        kept = sum(1 for _ in csv.reader(file)) - 1
    assert left_out + kept == 525_461
    readme = (Path(__file__).parents[2] / "examples/online_retail/README.md").read_text("utf-8")
    assert all(line.split()[0] in readme for line in report(sieve))
    assert validate(pack).ok
    engine = open_database(f"sqlite:///{tmp_path / 'records.db'}", upgrade_schema=True)
    assert load(pack, engine).tables["invoice_lines"].added == kept
    with engine.connect() as connection:
        total = connection.exec_driver_sql("SELECT sum(net) FROM invoice_lines").scalar_one()
    # The money that arrives is the money that stood in the kept lines, to the ten-thousandth.
    from pyarrow import parquet

    seen, expected = set(), 0
    for row in parquet.read_table(REAL).to_pylist():
        goods = row["StockCode"].strip().upper()
        key = tuple(row.values())
        if not (goods[:5].isdigit() or goods[:4] == "DCGS" or goods in ("SP1002", "PADS")):
            continue
        if key in seen:
            continue
        seen.add(key)
        expected += round(row["Price"] * 10_000) * row["Quantity"]
    assert total == expected
