"""What only code may say is found in bare words, in every language."""

import pytest
from babel import Locale as CldrLocale

from knowledge.facts.loose_ends import loose_ends
from tools.story.wording import story_languages


def keys(text: str, language: str) -> set[str]:
    return {found.key for found in loose_ends(text, language, ("Growth Club",))}


@pytest.mark.parametrize("language", story_languages())
def test_every_month_and_weekday_is_found(language: str) -> None:
    cldr = CldrLocale.parse(language)
    for names in (cldr.months["format"]["wide"], cldr.days["format"]["wide"]):
        for name in names.values():
            assert keys(f"◦ {name} ◦", language), name
    assert "loose_date" in keys("◦ in December ◦", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "by 3 Dec"), ("en", "in Sep"), ("id", "bulan Okt"), ("th", "ภายใน ม.ค. นี้"),
     ("ms", "bulan Ogos"), ("fil", "sa Ene"), ("sw", "mwezi wa Ago")],
)  # fmt: skip
def test_a_short_month_is_found_too(language: str, said: str) -> None:
    assert keys(said, language) & {"loose_date", "loose_figure"}


@pytest.mark.parametrize("language", story_languages())
@pytest.mark.parametrize(
    "sign", ["₹", "฿", "₫", "₱", "€", "Rp", "Ksh", "IDR", "½", "Ⅳ", "٣", "९", "๙"]
)
def test_every_sign_and_digit_of_any_script_is_found(language: str, sign: str) -> None:
    assert keys(f"◦ {sign} ◦", language) & {"loose_money", "loose_figure"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "may I show you something? You may march on."),
        ("fr", "Ce n’est pas un jeu. Nous en parlons."),
        ("id", "Kita lihat dulu, ya."),
    ],
)
def test_plain_words_are_left_alone(language: str, text: str) -> None:
    assert keys(text, language) == set()
