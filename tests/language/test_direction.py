"""Right to left: nothing that runs the other way is torn apart, and nothing is marked twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.direction import (
    FSI,
    PDI,
    isolated,
    isolated_name,
    isolated_runs,
    right_to_left,
    without_isolates,
)

ARABIC_TEXT = st.text(alphabet="ابتثجحخدرسشصعفقكلمنهوي ،.؟\nAbC019-+%#*_()[]`/:٠١٢", max_size=80)


def test_which_languages_run_from_right_to_left() -> None:
    tags = ("ar", "ar-EG", "he", "en", "sw", "hi", "th", "xx")
    assert [tag for tag in tags if right_to_left(tag)] == ["ar", "ar-EG", "he"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الدفع من Nusa Delta Foods خلال ٢٠ يوما", "الدفع من ⟨Nusa Delta Foods⟩ خلال ٢٠ يوما"),
        ("الصنف TEA-LEM-1500 ناقص", "الصنف ⟨TEA-LEM-1500⟩ ناقص"),
        ("المحل Koshk Salah (EG-0002)", "المحل ⟨Koshk Salah⟩ (⟨EG-0002⟩)"),
        ("Retail Care, WhatsApp +62 811 5550 147", "⟨Retail Care, WhatsApp +62 811 5550 147⟩"),
        ("الفئتين A و B.", "الفئتين ⟨A⟩ و ⟨B⟩."),
        ("نسبة 12.5% هنا", "نسبة ⟨12.5%⟩ هنا"),
        ("**Nusa Delta**: نعم", "**⟨Nusa Delta⟩**: نعم"),
        ("نعم. Gold، لا", "نعم. ⟨Gold⟩، لا"),
        ("لا شيء هنا", "لا شيء هنا"),
        ("", ""),
    ],
)
def test_every_run_is_isolated_whole(text: str, expected: str) -> None:
    assert isolated_runs(text, "ar") == expected.replace("⟨", FSI).replace("⟩", PDI)


@pytest.mark.parametrize(
    "text",
    [
        "انظر https://example.com/a?b=c هنا",
        "اكتب `shelftalk load pack` الآن",
        "1. الأول\n2. الثاني",
        f"من {FSI}Koshk Salah{PDI} اليوم",
    ],
)
def test_addresses_code_list_numbers_and_isolates_are_left_alone(text: str) -> None:
    assert isolated_runs(text, "ar") == text


def test_a_latin_name_is_isolated_whole_and_an_arabic_one_only_in_part() -> None:
    assert isolated_name("Duka 24, Main St.", "ar") == f"{FSI}Duka 24, Main St.{PDI}"
    assert isolated_name("شاي ليمون ١٫٥ لتر", "ar") == "شاي ليمون ١٫٥ لتر"
    assert isolated_name("عصير Surge", "ar") == f"عصير {FSI}Surge{PDI}"
    assert isolated("٢٠ يوما", "ar") == f"{FSI}٢٠ يوما{PDI}"


@pytest.mark.parametrize("language", ["en", "id", "sw", "hi", "th"])
def test_other_languages_are_left_as_they_are(language: str) -> None:
    for mark in (isolated, isolated_name, isolated_runs):
        assert mark("Koshk Salah, 12%", language) == "Koshk Salah, 12%"


@given(ARABIC_TEXT)
def test_marks_can_be_taken_off_again_and_are_set_once(text: str) -> None:
    marked = isolated_runs(text, "ar")
    assert without_isolates(marked) == text
    assert isolated_runs(marked, "ar") == marked
    assert marked.count(FSI) == marked.count(PDI)


@given(ARABIC_TEXT)
def test_no_letter_of_another_direction_stands_outside(text: str) -> None:
    left = re.sub(rf"{FSI}[^{PDI}]*{PDI}|\w+://\S+|`[^`]*`", "", isolated_runs(text, "ar"))
    assert not re.search("[A-Za-z]", left)
