"""Detecting the language of a message, and above all not changing it without need."""

from __future__ import annotations

import pytest

from assistant.language.detect import detect

EVERYTHING = ("en", "id", "sw", "ar")


@pytest.mark.parametrize(
    "message",
    ["ok", "50", "", "???", "Toko Makmur", "Growth Club", "👍", "ID-0001", "na?", "no no"],
)
@pytest.mark.parametrize("usual", ["id", "ar-EG", "sw", "en"])
def test_a_short_message_never_changes_the_language(message: str, usual: str) -> None:
    assert detect(message, [usual, "en"], None) == usual
    assert detect(message, ["en"], usual) == usual


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Could you tell me when the shop was visited last?", "en"),
        ("Tolong jelaskan kenapa toko itu belum dapat hadiah", "id"),
        ("Naomba unieleze kwa nini duka halijapata zawadi", "sw"),
        ("من فضلك اشرح لي لماذا لم يحصل المحل على المكافأة", "ar"),
    ],
)
def test_a_sentence_in_a_language_of_the_profile_is_answered_in_it(
    message: str, language: str
) -> None:
    assert detect(message, EVERYTHING, None) == language
    assert detect(message, EVERYTHING, "en") == language


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Tại sao cửa hàng này chưa nhận được phần thưởng của chương trình", "vi"),
        ("ทำไมร้านนี้ยังไม่ได้รับรางวัล", "th"),
        ("इस दुकान को इनाम अभी तक क्यों नहीं मिला", "hi"),
        ("Bakit hindi pa natatanggap ng tindahan ang gantimpala nito", "fil"),
        ("Pourquoi ce magasin n'a-t-il pas encore reçu sa récompense", "fr"),
    ],
)
def test_a_long_message_in_a_language_outside_the_profile_is_believed(
    message: str, language: str
) -> None:
    assert detect(message, ["en"], None) == language


def test_malay_and_indonesian_are_told_apart_by_the_profile_only() -> None:
    indonesian = "Berapa poin yang dimiliki toko ini sekarang"
    assert detect(indonesian, ["ms-MY", "en"], None) == "ms-MY"
    assert detect(indonesian, ["id", "en"], None) == "id"
    malay = "Berapakah mata ganjaran yang ada pada kedai ini sekarang"
    assert detect(malay, ["id", "en"], None) == "id"


def test_the_tag_of_the_profile_is_kept_with_its_region() -> None:
    assert detect("كم نقطة عند هذا المحل اليوم", ["en", "ar-EG"], None) == "ar-EG"
    assert detect("asante", ["sw-KE"], None) == "sw-KE"


def test_the_thread_goes_before_the_profile() -> None:
    assert detect("ya", ["en"], "id") == "id"


def test_the_name_of_an_arabic_shop_does_not_make_an_english_thread_arabic() -> None:
    assert detect("brief me on بقالة النور please", ["en"], None) == "en"
    assert detect("بقالة النور", ["en", "ar"], None) == "en"


def test_filipino_has_one_tag_whatever_it_is_called() -> None:
    message = "Magkano ang binili ng tindahan na ito noong nakaraang buwan"
    assert detect(message, ["en", "fil"], None) == "fil"
    assert detect(message, ["en", "tl"], None) == "tl"


def test_without_a_profile_english_is_assumed() -> None:
    assert detect("hi", [], None) == "en"


def test_twenty_thousand_characters_are_no_trouble() -> None:
    assert detect("toko ini belanja " * 1200, ["en", "id"], None) == "id"
