"""Malay, Vietnamese and Thai as they are read in their countries; expectations by hand, from CLDR.

A Thai shop reads the year of its wall calendar: 2569, not 2026. CLDR gives Babel the Gregorian year
with Thai month names, so `formats` adds the 543 years: every receipt and tax form counts that way.
"""

from datetime import date
from decimal import Decimal

import pytest

from assistant.language.formats import Locale
from knowledge.facts.rendering import COUNTED

NBSP = "\N{NO-BREAK SPACE}"
READERS = [("ms", "MY", "MYR"), ("vi", "VN", "VND"), ("th", "TH", "THB")]
ABROAD = ("IDR", "KES", "EGP", "MYR", "VND", "THB", "PHP", "INR")


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "expected"),
    [
        ("ms", "MY", "1234.5", "MYR", "RM1,234.50"),
        ("ms", "MY", "150", "MYR", "RM150"),
        ("vi", "VN", "1234567.5", "VND", f"1.234.568{NBSP}₫"),
        ("vi", "VN", "150000", "VND", f"150.000{NBSP}₫"),
        ("th", "TH", "1234.5", "THB", "฿1,234.50"),
        ("th", "TH", "150", "THB", "฿150"),
    ],
)
def test_money_is_written_as_the_country_writes_it(
    language: str, country: str, amount: str, currency: str, expected: str
) -> None:
    assert Locale(language, country).money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("ms", "MY", "17 Ogos 2026"),
        ("vi", "VN", "17 tháng 8, 2026"),
        ("th", "TH", "17 สิงหาคม 2569"),
    ],
)
def test_a_date_has_the_month_and_the_year_of_the_country(
    language: str, country: str, expected: str
) -> None:
    assert Locale(language, country).date(date(2026, 8, 17)) == expected


@pytest.mark.parametrize(
    ("language", "country", "percent", "number"),
    [
        ("ms", "MY", "12.5%", "1,234.5"),
        ("vi", "VN", "12,5%", "1.234,5"),
        ("th", "TH", "12.5%", "1,234.5"),
    ],
)
def test_a_point_is_a_comma_in_vietnam_only(
    language: str, country: str, percent: str, number: str
) -> None:
    reader = Locale(language, country)
    assert reader.percent(Decimal("12.5")) == percent
    assert reader.number(Decimal("1234.5")) == number


@pytest.mark.parametrize(("language", "country", "_currency"), READERS)
@pytest.mark.parametrize("unit", sorted(COUNTED))
@pytest.mark.parametrize("count", ["1", "2", "1200"])
def test_every_counted_unit_has_a_word_of_its_own_language(
    language: str, country: str, _currency: str, unit: str, count: str
) -> None:
    reader, value = Locale(language, country), Decimal(count)
    said = reader.quantity(value, unit)
    assert said.startswith(f"{reader.number(value)} ")
    assert said != Locale("en", country).quantity(value, unit)
    assert "{" not in said


@pytest.mark.parametrize(
    ("language", "said"),
    [("ms", "12 karton"), ("vi", "12 thùng"), ("th", "12 ลัง")],
)
def test_a_case_is_called_what_shops_call_it(language: str, said: str) -> None:
    assert Locale(language).quantity(Decimal(12), "case") == said


@pytest.mark.parametrize(("language", "country", "_currency"), READERS)
@pytest.mark.parametrize("currency", ABROAD)
def test_every_currency_can_be_said(
    language: str, country: str, _currency: str, currency: str
) -> None:
    said = Locale(language, country).money(Decimal(1500), currency)
    assert "1,500" in said or "1.500" in said
    assert said.strip("0123456789.,") != ""


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        ("ms", "Teh dan Kopi", "Teh, Susu dan Kopi"),
        ("vi", "Teh và Kopi", "Teh, Susu và Kopi"),
        ("th", "Teh และ Kopi", "Teh, Susu และ Kopi"),
    ],
)
def test_names_in_a_list_stand_apart(language: str, two: str, three: str) -> None:
    reader = Locale(language)
    assert reader.list(["Teh", "Kopi"]) == two
    assert reader.list(["Teh", "Susu", "Kopi"]) == three
    assert reader.list(["Teh"]) == "Teh"
