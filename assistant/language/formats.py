"""Figures as the reader writes them: money, numbers, dates, in his language and country.

A model never formats a figure; everything a reader sees goes through here (CLDR, by Babel).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale as CldrLocale
from babel import localedata
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
    parse_pattern,
)

from assistant.language.catalogs import plural

# Trade practice where it differs from CLDR: nobody in a shop speaks of a hundredth of a rupiah.
FIELD_DIGITS = {"IDR": 0, "LAK": 0, "MMK": 0}
# Where a currency's everyday symbol is found when the reader's own locale has none for it.
SYMBOL_LOCALES = {"IDR": "id_ID", "KES": "en_KE", "MYR": "ms_MY", "PHP": "fil_PH"}
BUDDHIST_ERA = 543
"""Years that Thai calendars are ahead."""
# Babel takes a numbering system's separators but leaves its digits Latin: first digit, by CLDR id.
ZERO = {"arab": 0x0660, "arabext": 0x06F0, "beng": 0x09E6, "deva": 0x0966, "mymr": 0x1040}


@lru_cache(maxsize=256)
def _cldr(language: str, country: str | None) -> CldrLocale:
    base = language.split("-", maxsplit=1)[0]
    wanted = f"{base}_{country}" if country else base
    return CldrLocale.parse(wanted if localedata.exists(wanted) else base)


@lru_cache(maxsize=1024)
def _symbol(currency: str, cldr: CldrLocale) -> str:
    # Shops in Egypt and the Gulf write `ج.م`; CLDR's last point would end the sentence it is in.
    own = re.sub(r"(?<=[\u0620-\u064a])\.(\u200f?)$", r"\1", get_currency_symbol(currency, cldr))
    home = SYMBOL_LOCALES.get(currency)
    return get_currency_symbol(currency, home) if own == currency and home else own


def displayed_money(amount: Decimal, currency: str) -> Decimal:
    """The amount at the precision a reader sees: minor units only where there are any."""
    digits = FIELD_DIGITS.get(currency, get_currency_precision(currency))
    rounded = amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded


@lru_cache(maxsize=256)
def _native_digits(cldr: CldrLocale) -> dict[int, int]:
    zero = ZERO.get(cldr.default_numbering_system)
    return {ord("0") + n: zero + n for n in range(10)} if zero else {}


@lru_cache(maxsize=256)
def _money_pattern(cldr: CldrLocale, places: int) -> NumberPattern:
    """The locale's pattern for money with so many decimal places."""
    pattern = cldr.currency_formats["standard"].pattern.split(";")[0]
    return parse_pattern(re.sub(r"0\.0+", "0" + ("." + "0" * places if places else ""), pattern))


@lru_cache(maxsize=4096)
def _date_text(day: date, cldr: CldrLocale) -> str:
    """Day, month in words, year, as the language puts them."""
    pattern = "d MMMM, y" if cldr.language == "vi" else "d MMMM y"
    text = format_date(day, format=pattern, locale=cldr)
    if cldr.language == "fr" and day.day == 1:
        return text.replace("1 ", "1er ", 1)
    if cldr.language == "th":  # what a Thai calendar on the wall says
        return text.replace(str(day.year), str(day.year + BUDDHIST_ERA))
    return text


@dataclass(frozen=True)
class Locale:
    """A reader: BCP 47 language and ISO 3166 country."""

    language: str
    country: str | None = None

    def _digits(self, text: str) -> str:
        return text.translate(_native_digits(self._cldr))

    @property
    def _cldr(self) -> CldrLocale:
        return _cldr(self.language, self.country)

    def money(self, amount: Decimal, currency: str) -> str:
        """`Rp150.000` in Indonesia, `Ksh 1,200` in Kenya, native digits in Egypt."""
        shown = displayed_money(amount, currency)
        places = max(0, -int(shown.as_tuple().exponent))
        text = format_currency(
            shown,
            currency,
            format=_money_pattern(self._cldr, places),
            locale=self._cldr,
            currency_digits=False,
            numbering_system="default",
        )
        symbol, given = _symbol(currency, self._cldr), get_currency_symbol(currency, self._cldr)
        text = self._digits(text.replace(given, symbol) if given != currency else text)
        if symbol in text:
            return text
        return re.sub(rf"{currency}\s?(?=\S)", f"{symbol}\N{NO-BREAK SPACE}", text).replace(
            currency, symbol
        )

    def number(self, value: Decimal) -> str:
        """Grouped, with at most two decimal places, without trailing zeros."""
        shown = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return self._digits(
            format_decimal(
                shown, format=self._grouping(), locale=self._cldr, numbering_system="default"
            )
        )

    def percent(self, value: Decimal) -> str:
        """`12.5%`; the value is in percent already."""
        pattern = self._cldr.percent_formats[None].pattern.replace("##0", "##0.##")
        text = format_percent(
            (value / 100).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP),
            format=pattern,
            locale=self._cldr,
            numbering_system="default",
        )
        native = self._digits(text)
        return native.replace("%", "٪") if self._cldr.default_numbering_system == "arab" else native

    def date(self, day: date) -> str:
        """`16 November 2026`: day, month in words, year."""
        return self._digits(_date_text(day, self._cldr))

    def _grouping(self) -> str:
        """The locale's own grouping (lakh in Hindi), with at most two decimals."""
        pattern: str = self._cldr.decimal_formats[None].pattern
        return pattern.split(";", maxsplit=1)[0].replace("0.###", "0.##")

    def quantity(self, value: Decimal, unit: str) -> str:
        """A count with its unit in words: `8 cases`, `1 case`, `8 karton`."""
        return plural_unit(self.language, unit, value).replace("{count}", self.number(value))

    def list(self, items: Sequence[str]) -> str:
        """`A, B, and C`."""
        if self._cldr.language == "th" and len(items) > 1:  # CLDR's glues foreign names: `AและB`
            return f"{', '.join(items[:-1])} และ {items[-1]}"
        return format_list(items, locale=self._cldr)


@lru_cache(maxsize=4096)
def _whole_like(value: Decimal, language: str) -> int:
    """A whole number that takes the plural form of a fraction: catalogs choose by whole numbers.

    1.5 is said as 2 is in English, as 1 in French, as 100 in Arabic.
    """
    form = _cldr(language, None).plural_form
    return next((n for n in range(101) if form(n) == form(value)), 2)


def plural_unit(language: str, unit: str, value: Decimal) -> str:
    """The catalog's words for so many of a unit, holding `{count}`.

    Raises:
        KeyError: the unit is none of ours.
    """
    _n = plural(language)
    count = int(value) if value == value.to_integral_value() else _whole_like(value, language)
    forms = {
        "case": lambda: _n("{count} case", "{count} cases", count),
        "piece": lambda: _n("{count} piece", "{count} pieces", count),
        "point": lambda: _n("{count} point", "{count} points", count),
        "product": lambda: _n("{count} product", "{count} products", count),
        "day": lambda: _n("{count} day", "{count} days", count),
        "week": lambda: _n("{count} week", "{count} weeks", count),
        "month": lambda: _n("{count} month", "{count} months", count),
        "order": lambda: _n("{count} order", "{count} orders", count),
        "shop": lambda: _n("{count} shop", "{count} shops", count),
        "audit": lambda: _n("{count} audit", "{count} audits", count),
        "facing": lambda: _n("{count} facing", "{count} facings", count),
    }
    return forms[unit]()
