"""A listed word is found however it is spelled, pointed, stretched or prefixed, and only then."""

import pytest

from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.spelling import Listed, words_of
from tools.story.review import promise_words


def keys(text: str, language: str) -> set[str]:
    return {found.key for found in loose_ends(text, language, ())}


@pytest.mark.parametrize(
    "written",
    [
        "ثلاثة", "ثَلاثَةٌ", "ثـلاثـة", "ثلاثه", "الثلاثة", "بثلاثة", "والثلاثة", "وبالثلاثة",
        "للثلاثة",
        "فبثلاثة", "ﺛﻼﺛﺔ", "ثلا\u200dثة", "\u2067ثلاثة\u2069", "تلاتة", "يومين", "وبيومين",
        "اليَوْمَيْنِ",
        "مئة", "مائة", "بالمية", "للمائة", "آلاف", "الآلاف", "بألف", "نصف", "والنصف", "واحد",
        "الواحدة",
        "مرتين", "أضعاف", "رابعة", "خمسطاشر", "مليونين", "وست",
    ],
)  # fmt: skip
def test_no_arabic_figure_slips_in_as_a_word(written: str) -> None:
    assert "loose_figure" in keys(f"يبقى لك {written} فقط.", "ar")


@pytest.mark.parametrize(
    "fine",
    [
        "هذه كمية جيدة من البضاعة", "الكمية المعتادة", "لست أنا من يدفع", "وسط المحل", "مربع صغير",
        "لا أحد هنا", "أولا ثم ثانيا", "بعد العيد", "ثمن البضاعة", "مياه باردة", "كل يوم",
        "شهر آخر",
        "مركز البيع",
    ],
)  # fmt: skip
def test_plain_arabic_words_are_left_alone(fine: str) -> None:
    assert keys(fine, "ar") == set()


@pytest.mark.parametrize(
    "day", ["نوفمبر", "بنوفمبر", "ونوفمبر", "لشهر مايو", "الخميس", "وبالخميس", "نوفَمبر"]
)
def test_no_arabic_date_slips_in(day: str) -> None:
    assert "loose_date" in keys(f"ندفع {day} القادم", "ar")


@pytest.mark.parametrize(
    "money", ["جنيه", "بالجنيه", "وجنيهين", "جُنَيْهات", "ج.م", "د.إ", "EGP", "€"]
)
def test_no_arabic_currency_slips_in(money: str) -> None:
    assert "loose_money" in keys(f"لك مبلغ {money} كامل", "ar")


@pytest.mark.parametrize(
    "written",
    ["mbili", "wawili", "matatu", "vinne", "Nusu", "mia-mbili", "asilimia", "elfu", "soo"],
)
def test_no_swahili_figure_slips_in_as_a_word(written: str) -> None:
    assert "loose_figure" in keys(f"Umebakiza {written} tu.", "sw")


@pytest.mark.parametrize("fine", ["pamoja", "tunaangalia pamoja", "miaka", "sabuni", "kumiliki"])
def test_plain_swahili_words_are_left_alone(fine: str) -> None:
    assert keys(f"Hii ni {fine}.", "sw") == set()


def test_a_hidden_hyphen_or_joiner_hides_no_figure() -> None:
    assert "loose_figure" in keys("You get fif\u00adteen soon.", "en")
    assert "loose_figure" in keys("You get \u2067twen\u200bty\u2069 soon.", "en")


def test_underscores_and_digits_part_words() -> None:
    assert words_of("_three_ and 4five") == ["three", "and", "five"]
    assert words_of("_ثلاثة_ و") == ["ثلاثة", "و"]


def test_vowel_signs_are_parts_of_a_word() -> None:
    assert words_of("तीन दिन") == ["तीन", "दिन"]


def test_phrases_are_found_across_spaces_and_prefixes() -> None:
    listed = Listed(("بلا مخاطرة", "tanpa risiko", "risk-free"))
    assert listed.findall("وهذا بِلا  مُخاطرة") == ["بِلا مُخاطرة"]
    assert listed.findall("Tanpa\nRisiko, a Risk-Free deal") == ["Tanpa Risiko", "Risk-Free"]
    assert listed.findall("tanpa banyak risiko") == []


@pytest.mark.parametrize("promise", ["مضمون", "بالضَّمان", "والهدية", "هديه", "بلا مخاطرة", "مجّانا"])
def test_no_arabic_promise_slips_in(promise: str) -> None:
    assert promise_words("ar").findall(f"هذا {promise} لك") != []


@pytest.mark.parametrize("written", ["d'euros", "qu’onze", "l'euro", "vingt-cinq", "d’une dizaine"])
def test_nothing_slips_in_behind_a_french_elision(written: str) -> None:
    assert keys(f"Il reste {written} ici.", "fr") & {"loose_figure", "loose_money"}
