from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.pack.findings import Findings
from knowledge.pack.reading import TableReader
from knowledge.pack.schema.rows import ProductPriceRow, VisitRow
from tests.knowledge.pack.conftest import PackBuilder

PRICES = "data/product_prices.csv"


def read_prices(pack: PackBuilder) -> list[tuple[int, str, Decimal]]:
    findings = Findings()
    reader = TableReader(pack.path / PRICES, PRICES, ProductPriceRow, findings)
    rows = [(number, ProductPriceRow.model_validate(cells)) for number, cells in reader]
    assert not findings.errors.total, list(findings.errors.lines())
    return [(number, row.product, row.unit_price) for number, row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "product,currency,unit_price\nK-100,IDR,1234.5\n",
        "\ufeffproduct,currency,unit_price\nK-100,IDR,1234.5\n",
        "product;currency;unit_price\r\nK-100;IDR;1234,50\r\n",
        "product;currency;unit_price\nK-100;IDR;1234.50\n",
        "product\tcurrency\tunit_price\nK-100\tIDR\t1234,5\n",
        "sep=;\nproduct;currency;unit_price\nK-100;IDR;1234,5\n",
        " Product ,CURRENCY,Unit Price\nK-100,IDR,1234.5\n",
        "product,currency,unit_price,,\nK-100,IDR,1234.5,,\n",
        "product,currency,unit_price\nK-100,IDR,1234.5,,\n",
        "product,currency,unit_price\nK-100,IDR,1234.5\n\n,,\n\n",
        '"product","currency","unit_price"\n"K-100","IDR","1234.5"\n',
        "product,currency,unit_price\n  K-100 ,IDR , 1234.5\n",
        "product,currency,unit_price\nK-100,IDR,1234.5",
    ],
)
def test_spreadsheet_habits_are_met(pack: PackBuilder, text: str) -> None:
    pack.write(PRICES, text)
    assert read_prices(pack) == [(2, "K-100", Decimal("1234.5"))]


def test_rows_are_numbered_as_a_spreadsheet_does(pack: PackBuilder) -> None:
    pack.write(PRICES, "product,currency,unit_price\nK-100,IDR,1\n\nK-200,IDR,2\n")
    assert [(number, code) for number, code, _ in read_prices(pack)] == [(2, "K-100"), (4, "K-200")]


def test_a_line_break_inside_quotes_is_one_row(pack: PackBuilder) -> None:
    text = 'outlet,rep,date,outcome,said\nT-001,rina,2026-11-09,declined,"Too much,\nsister"\n'
    pack.write("data/visits.csv", text + "T-002,rina,2026-11-10,ordered,\n")
    findings = Findings()
    reader = TableReader(pack.path / "data/visits.csv", "data/visits.csv", VisitRow, findings)
    rows = list(reader)
    assert [number for number, _ in rows] == [2, 3]
    assert rows[0][1]["said"] == "Too much,\nsister"
    assert VisitRow.model_validate(rows[1][1]).date == dt.date(2026, 11, 10)


def test_another_encoding_is_refused_by_name_and_row(pack: PackBuilder) -> None:
    text = "product,language,name\nK-100,id,Kopi Tani\nK-200,id,Café\n"
    pack.write("data/product_names.csv", text.encode("cp1252"))
    [error] = pack.errors()
    assert error.startswith("data/product_names.csv, row 3: found bytes that are not UTF-8")
    assert "Windows-1252" in error
    assert "UTF-8 (in Excel: Save As, `CSV UTF-8`)" in error


def test_utf_16_is_refused_by_name(pack: PackBuilder) -> None:
    pack.write(PRICES, "product,currency,unit_price\nK-100,IDR,1\n".encode("utf-16"))
    assert "UTF-16" in pack.errors()[0]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "product,currency,unit_price,Unit Price\nK-100,IDR,1,2\n",
            'row 1: found the column "unit_price" 2 times, wanted each column once',
        ),
        (
            "product,unit_price\nK-100,1\n",
            "row 1, column currency: found no such column, wanted the column currency",
        ),
        ("product,currency,unit_price\nK-100,IDR\n", "row 2: found 2 cells, wanted 3 cells"),
        ("product,currency,unit_price\nK-100,IDR,1,9\n", "row 2: found 4 cells, wanted 3 cells"),
        (
            "product,,currency,unit_price\nK-100,x,IDR,1\n",
            'row 2: found "x", wanted a name in the header for column number 2',
        ),
        (
            'product,currency,unit_price\n"K-100,IDR,1\n',
            "found a row that cannot be read",
        ),
        (
            "product;currency;unit_price\nK-100;IDR;1.234,50\n",
            'row 2, column unit_price: found "1.234,50", wanted a number such as 1234.50',
        ),
        (
            "product;currency;unit_price\nK-100;IDR;12,5\nK-200;IDR;1.234\n",
            'row 3, column unit_price: found "1.234", wanted one decimal sign',
        ),
        (
            'product,currency,unit_price\nK-100,IDR,"1234,50"\n',
            'row 2, column unit_price: found "1234,50", wanted a number such as 1234.50',
        ),
        ("product,currency,unit_price\nK-100,IDR,Rp 500\n", 'found "Rp 500", wanted a number'),
        ("product,currency,unit_price\nK-100,IDR,1.23456\n", "at most 4 decimal places"),
        ("product,currency,unit_price\nK-100,IDR,0\n", "wanted a number above 0"),
        ("product,currency,unit_price\nK-100,rp,5\n", "a currency code of three capital letters"),
        ("product,currency,unit_price\nK-100,,5\n", 'row 2, column currency: found "", wanted a v'),
    ],
)
def test_what_cannot_be_read_for_sure_is_an_error(pack: PackBuilder, text: str, error: str) -> None:
    pack.write(PRICES, text)
    assert any(f"{PRICES}, {error}" in e or error in e for e in pack.errors()), pack.errors()


def test_an_unknown_column_is_a_warning(pack: PackBuilder) -> None:
    pack.write(PRICES, "product,currency,unit_price,Margin\nK-100,IDR,1,2\n")
    assert not pack.errors()
    [warning] = pack.warnings()
    assert 'found the unknown column "Margin"' in warning
    assert "it is ignored" in warning


@pytest.mark.parametrize(
    "cell", ["16/11/2026", "11-16-2026", "46342", "20261116", "2026-11-16 00:00", "16 Nov 2026"]
)
def test_only_iso_dates_are_taken(pack: PackBuilder, cell: str) -> None:
    pack.replace("data/visits.csv", "2026-11-09", cell)
    [error] = pack.errors()
    assert error == (
        f'data/visits.csv, row 2, column date: found "{cell}", '
        "wanted a date as YYYY-MM-DD, for example 2026-11-16"
    )


@pytest.mark.parametrize("cell", ["yes", "YES", "true", "1"])
def test_yes_is_said_in_many_ways(pack: PackBuilder, cell: str) -> None:
    pack.replace("data/outlets.csv", "24.5,yes,", f"24.5,{cell},")
    assert not pack.errors()


def test_a_cell_with_a_spreadsheet_error_is_refused(pack: PackBuilder) -> None:
    pack.replace("data/outlets.csv", "Warung Ibu Eni", "#REF!")
    assert pack.errors() == [
        'data/outlets.csv, row 3, column name: found "#REF!", '
        "wanted a value, not a spreadsheet's error"
    ]
