"""Figures as readers write them. Expectations are what CLDR and trade practice say, by hand."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.language.formats import Locale

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "expected"),
    [
        ("id", "ID", "1234567.50", "IDR", "Rp1.234.568"),
        ("en", "GB", "1234567.5", "GBP", "£1,234,567.50"),
        ("en", "KE", "1200", "KES", "Ksh1,200"),
        ("sw", "KE", "1200.5", "KES", f"Ksh{NBSP}1,200.50"),
        ("en", "GB", "150000", "IDR", f"Rp{NBSP}150,000"),
        ("hi", "IN", "1234567", "INR", "₹12,34,567"),
        ("ar", "EG", "1234.5", "EGP", f"\u200f١٬٢٣٤٫٥٠{NBSP}ج.م\u200f"),
        ("id", "ID", "-1200", "IDR", "-Rp1.200"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    language: str, country: str, amount: str, currency: str, expected: str
) -> None:
    assert Locale(language, country).money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("language", "country", "value", "expected"),
    [
        ("en", "GB", "12.5", "12.5%"),
        ("id", "ID", "1.75", "1,75%"),
        ("fr", "FR", "12.5", "12,5\N{NARROW NO-BREAK SPACE}%"),
        ("hi", "IN", "8", "8%"),
    ],
)
def test_percent_takes_a_value_that_is_percent_already(
    language: str, country: str, value: str, expected: str
) -> None:
    shown = Locale(language, country).percent(Decimal(value))
    assert shown.replace(NBSP, "\N{NARROW NO-BREAK SPACE}") == expected


def test_one_is_singular_and_a_fraction_is_not() -> None:
    reader = Locale("en", "GB")
    assert reader.quantity(Decimal(1), "case") == "1 case"
    assert reader.quantity(Decimal("1.5"), "case") == "1.5 cases"
    assert reader.quantity(Decimal(0), "point") == "0 points"


def test_a_date_has_its_month_in_words() -> None:
    assert Locale("id", "ID").date(date(2026, 8, 17)) == "17 Agustus 2026"
    assert Locale("sw", "KE").date(date(2026, 11, 16)) == "16 Novemba 2026"


def test_an_unknown_unit_is_an_error_not_a_bare_number() -> None:
    with pytest.raises(KeyError):
        Locale("en").quantity(Decimal(1), "furlong")
