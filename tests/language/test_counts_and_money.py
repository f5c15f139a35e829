"""Counts and money in Filipino, French and Hindi, worked out by hand from CLDR's rules.

Filipino links a count to its noun by the count's last digit (apat, anim and siyam end in a
consonant: "4 na araw", but "5 araw"); French has a form for whole millions ("1 000 000 de points")
and counts 0 and everything below 2 as one; Hindi counts 0 as one and groups by lakh.
"""

from decimal import Decimal

import pytest

from assistant.language.formats import Locale, plural_unit

NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

FILIPINO = {
    "case": ("1 case", "4 na case", "12 case", "19 na case"),
    "piece": ("1 piraso", "4 na piraso", "12 piraso", "19 na piraso"),
    "point": ("1 puntos", "4 na puntos", "12 puntos", "19 na puntos"),
    "product": ("1 produkto", "4 na produkto", "12 produkto", "19 na produkto"),
    "day": ("1 araw", "4 na araw", "12 araw", "19 na araw"),
    "week": ("1 linggo", "4 na linggo", "12 linggo", "19 na linggo"),
    "month": ("1 buwan", "4 na buwan", "12 buwan", "19 na buwan"),
    "order": ("1 order", "4 na order", "12 order", "19 na order"),
    "shop": ("1 tindahan", "4 na tindahan", "12 tindahan", "19 na tindahan"),
    "audit": ("1 check", "4 na check", "12 check", "19 na check"),
    "facing": ("1 facing", "4 na facing", "12 facing", "19 na facing"),
}
FRENCH = {
    "case": ("0 carton", "1 carton", "2 cartons", f"1{THIN}000{THIN}000 de cartons"),
    "piece": ("0 pièce", "1 pièce", "2 pièces", f"1{THIN}000{THIN}000 de pièces"),
    "point": ("0 point", "1 point", "2 points", f"1{THIN}000{THIN}000 de points"),
    "product": ("0 produit", "1 produit", "2 produits", f"1{THIN}000{THIN}000 de produits"),
    "day": ("0 jour", "1 jour", "2 jours", f"1{THIN}000{THIN}000 de jours"),
    "week": ("0 semaine", "1 semaine", "2 semaines", f"1{THIN}000{THIN}000 de semaines"),
    "month": ("0 mois", "1 mois", "2 mois", f"1{THIN}000{THIN}000 de mois"),
    "order": ("0 commande", "1 commande", "2 commandes", f"1{THIN}000{THIN}000 de commandes"),
    "shop": ("0 boutique", "1 boutique", "2 boutiques", f"1{THIN}000{THIN}000 de boutiques"),
    "audit": ("0 contrôle", "1 contrôle", "2 contrôles", f"1{THIN}000{THIN}000 de contrôles"),
    "facing": ("0 facing", "1 facing", "2 facings", f"1{THIN}000{THIN}000 de facings"),
}
HINDI = {
    "case": ("0 पेटी", "1 पेटी", "2 पेटी", "1,00,000 पेटी"),
    "piece": ("0 पीस", "1 पीस", "2 पीस", "1,00,000 पीस"),
    "point": ("0 पॉइंट", "1 पॉइंट", "2 पॉइंट", "1,00,000 पॉइंट"),
    "product": ("0 प्रोडक्ट", "1 प्रोडक्ट", "2 प्रोडक्ट", "1,00,000 प्रोडक्ट"),
    "day": ("0 दिन", "1 दिन", "2 दिन", "1,00,000 दिन"),
    "week": ("0 हफ़्ता", "1 हफ़्ता", "2 हफ़्ते", "1,00,000 हफ़्ते"),
    "month": ("0 महीना", "1 महीना", "2 महीने", "1,00,000 महीने"),
    "order": ("0 ऑर्डर", "1 ऑर्डर", "2 ऑर्डर", "1,00,000 ऑर्डर"),
    "shop": ("0 दुकान", "1 दुकान", "2 दुकानें", "1,00,000 दुकानें"),
    "audit": ("0 जाँच", "1 जाँच", "2 जाँच", "1,00,000 जाँच"),
    "facing": ("0 फेसिंग", "1 फेसिंग", "2 फेसिंग", "1,00,000 फेसिंग"),
}


@pytest.mark.parametrize("unit", FILIPINO)
def test_filipino_links_a_count_by_its_last_digit(unit: str) -> None:
    said = [Locale("fil", "PH").quantity(Decimal(n), unit) for n in (1, 4, 12, 19)]
    assert said == list(FILIPINO[unit])


@pytest.mark.parametrize("country", ["CI", "SN", "MA"])
@pytest.mark.parametrize("unit", FRENCH)
def test_french_has_a_form_for_one_for_many_and_for_millions(unit: str, country: str) -> None:
    said = [Locale("fr", country).quantity(Decimal(n), unit) for n in (0, 1, 2, 1_000_000)]
    assert said == list(FRENCH[unit])


@pytest.mark.parametrize("unit", HINDI)
def test_hindi_counts_none_as_one_and_groups_by_lakh(unit: str) -> None:
    said = [Locale("hi", "IN").quantity(Decimal(n), unit) for n in (0, 1, 2, 100_000)]
    assert said == list(HINDI[unit])


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "expected"),
    [
        ("fil", "PH", "1500", "PHP", "₱1,500"),
        ("fil", "PH", "1234567.5", "PHP", "₱1,234,567.50"),
        ("fr", "CI", "1500", "XOF", f"1{THIN}500{NBSP}F{THIN}CFA"),
        ("fr", "CI", "1234567.5", "XOF", f"1{THIN}234{THIN}568{NBSP}F{THIN}CFA"),
        ("fr", "SN", "50000", "XOF", f"50{THIN}000{NBSP}F{THIN}CFA"),
        ("fr", "MA", "1500", "MAD", f"1{THIN}500{NBSP}MAD"),
        ("fr", "MA", "1234.5", "MAD", f"1{THIN}234,50{NBSP}MAD"),
        ("hi", "IN", "100000", "INR", "₹1,00,000"),
        ("hi", "IN", "12345678.9", "INR", "₹1,23,45,678.90"),
    ],
)
def test_money_is_written_as_the_country_writes_it(
    language: str, country: str, amount: str, currency: str, expected: str
) -> None:
    assert Locale(language, country).money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "0.5", "0.5 cases"),
        ("fr", "1.5", "1,5 carton"),
        ("fr", "2.5", "2,5 cartons"),
        ("hi", "0.5", "0.5 हफ़्ता"),
        ("hi", "1.5", "1.5 हफ़्ते"),
        ("fil", "1.5", "1.5 araw"),
        ("fil", "2.4", "2.4 na araw"),
    ],
)
def test_a_fraction_takes_the_form_of_its_own_language(
    language: str, value: str, expected: str
) -> None:
    unit = {"hi": "week", "fil": "day"}.get(language, "case")
    assert Locale(language).quantity(Decimal(value), unit) == expected


def test_arabic_says_a_fraction_with_its_number_and_not_as_a_pair() -> None:
    assert "{count}" in plural_unit("ar", "case", Decimal("1.5"))
