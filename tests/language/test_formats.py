"""Figures as readers write them. Expectations are what CLDR and trade practice say, by hand."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.formats import Locale, displayed_money

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


NARROW = "\N{NARROW NO-BREAK SPACE}"
READERS = {
    "en": Locale("en", "KE"),
    "id": Locale("id", "ID"),
    "ms": Locale("ms", "MY"),
    "vi": Locale("vi", "VN"),
    "th": Locale("th", "TH"),
    "fil": Locale("fil", "PH"),
    "sw": Locale("sw", "KE"),
    "ar": Locale("ar", "EG"),
    "fr": Locale("fr", "CI"),
    "hi": Locale("hi", "IN"),
}
LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩०१२३४५६७८९٫٬٪", "01234567890123456789.,%")


@pytest.mark.parametrize(
    ("language", "currency", "expected"),
    [
        ("en", "KES", "Ksh1,234,567"),
        ("id", "IDR", "Rp1.234.567"),
        ("ms", "MYR", "RM1,234,567"),
        ("vi", "VND", f"1.234.567{NBSP}₫"),
        ("th", "THB", "฿1,234,567"),
        ("fil", "PHP", "₱1,234,567"),
        ("sw", "KES", f"Ksh{NBSP}1,234,567"),
        ("ar", "EGP", f"\u200f١٬٢٣٤٬٥٦٧{NBSP}ج.م\u200f"),
        ("fr", "XOF", f"1{NARROW}234{NARROW}567{NBSP}F{NARROW}CFA"),
        ("hi", "INR", "₹12,34,567"),
    ],
)
def test_money_in_ten_languages(language: str, currency: str, expected: str) -> None:
    assert READERS[language].money(Decimal(1_234_567), currency) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,234.5"),
        ("id", "1.234,5"),
        ("ms", "1,234.5"),
        ("vi", "1.234,5"),
        ("th", "1,234.5"),
        ("fil", "1,234.5"),
        ("sw", "1,234.5"),
        ("ar", "١٬٢٣٤٫٥"),
        ("fr", f"1{NARROW}234,5"),
        ("hi", "1,234.5"),
    ],
)
def test_numbers_in_ten_languages(language: str, expected: str) -> None:
    assert READERS[language].number(Decimal("1234.50")) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "12.5%"),
        ("id", "12,5%"),
        ("ms", "12.5%"),
        ("vi", "12,5%"),
        ("th", "12.5%"),
        ("fil", "12.5%"),
        ("sw", "12.5%"),
        ("ar", "١٢٫٥٪"),
        ("fr", f"12,5{NARROW}%"),
        ("hi", "12.5%"),
    ],
)
def test_percent_in_ten_languages(language: str, expected: str) -> None:
    assert READERS[language].percent(Decimal("12.5")).replace(NBSP, NARROW) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1 May 2027"),
        ("id", "1 Mei 2027"),
        ("ms", "1 Mei 2027"),
        ("vi", "1 tháng 5, 2027"),
        ("th", "1 พฤษภาคม 2570"),
        ("fil", "1 Mayo 2027"),
        ("sw", "1 Mei 2027"),
        ("ar", "١ مايو ٢٠٢٧"),
        ("fr", "1er mai 2027"),
        ("hi", "1 मई 2027"),
    ],
)
def test_dates_in_ten_languages(language: str, expected: str) -> None:
    assert READERS[language].date(date(2027, 5, 1)) == expected


def test_only_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert READERS["fr"].date(date(2027, 5, 11)) == "11 mai 2027"


def test_the_country_decides_the_digits_of_arabic() -> None:
    assert Locale("ar", "EG").number(Decimal(1234)) == "١٬٢٣٤"
    assert Locale("ar", "MA").number(Decimal(1234)) == "1.234"
    assert Locale("ar", "AE").percent(Decimal(5)) == "5%"
    assert Locale("ar", "MA").date(date(2026, 11, 1)) == "1 نونبر 2026"


def test_indonesian_money_has_no_decimals_and_egyptian_has() -> None:
    assert Locale("id", "ID").money(Decimal("1500.75"), "IDR") == "Rp1.501"
    assert "١٬٥٠٠٫٧٥" in Locale("ar", "EG").money(Decimal("1500.75"), "EGP")


def test_lakh_grouping_is_hindi_and_english_of_india_only() -> None:
    value = Decimal(12_345_678)
    assert Locale("hi", "IN").number(value) == Locale("en", "IN").number(value) == "1,23,45,678"
    assert Locale("en", "GB").number(value) == "12,345,678"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "٠ يوم"),
        (1, "١ يوم"),
        (2, "٢ يوم"),
        (3, "٣ أيام"),
        (10, "١٠ أيام"),
        (11, "١١ يوما"),
        (99, "٩٩ يوما"),
        (100, "١٠٠ يوم"),
        (103, "١٠٣ أيام"),
    ],
)
def test_arabic_has_a_form_for_few_and_one_for_many(count: int, expected: str) -> None:
    assert Locale("ar", "EG").quantity(Decimal(count), "day") == expected


def test_indonesian_has_one_form_and_swahili_puts_the_unit_first() -> None:
    assert Locale("id", "ID").quantity(Decimal(1), "case") == "1 karton"
    assert Locale("id", "ID").quantity(Decimal(8), "case") == "8 karton"
    assert Locale("sw", "KE").quantity(Decimal(1), "piece") == "kipande 1"
    assert Locale("sw", "KE").quantity(Decimal(8), "piece") == "vipande 8"


def shown_number(text: str, language: str) -> Decimal:
    """Read as a person reads it: his digits, his separators."""
    latin = re.sub(r"[^0-9.,-]", "", text.translate(LATIN).replace("−", "-")).strip(".")
    decimal_comma = language in ("id", "vi", "fr")
    plain = latin.replace("." if decimal_comma else ",", "")
    return Decimal(plain.replace(",", "."))


MONEY = {
    "en": "KES", "id": "IDR", "ms": "MYR", "vi": "VND", "th": "THB", "fil": "PHP", "sw": "KES",
    "ar": "EGP", "fr": "XOF", "hi": "INR",
}  # fmt: skip
AMOUNTS = st.decimals(-10_000_000_000, 10_000_000_000, places=2)


@given(st.sampled_from(sorted(READERS)), AMOUNTS)
def test_a_number_reads_back_as_what_it_was(language: str, value: Decimal) -> None:
    assert shown_number(READERS[language].number(value), language) == value


@given(st.sampled_from(sorted(READERS)), AMOUNTS)
def test_money_reads_back_as_what_is_shown(language: str, value: Decimal) -> None:
    currency = MONEY[language]
    text = READERS[language].money(value, currency).replace("ج.م", "")
    assert shown_number(text, language) == displayed_money(value, currency)


@given(st.sampled_from(sorted(READERS)), st.decimals(-1000, 1000, places=2))
def test_a_percentage_reads_back_as_what_it_was(language: str, value: Decimal) -> None:
    assert shown_number(READERS[language].percent(value), language) == value


@given(st.sampled_from(sorted(READERS)), st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_a_date_reads_back_as_the_day_it_was(language: str, day: date) -> None:
    text = READERS[language].date(day).translate(LATIN)
    figures = [int(found) for found in re.findall(r"\d+", text)]
    assert figures[0] == day.day
    assert figures[-1] == day.year + (543 if language == "th" else 0)
    if day.day <= 28:
        months = {READERS[language].date(day.replace(month=month)) for month in range(1, 13)}
        assert len(months) == 12
