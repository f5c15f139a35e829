"""A word with two meanings is a figure only where it means one."""

import pytest

from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.spelling import Listed


@pytest.mark.parametrize(
    "text",
    ["lấy năm thùng", "thêm một thùng", "được tư vấn và thêm tư", "trăm phần trăm", "năm đồng",
     "thêm một phần ba"],
)  # fmt: skip
def test_a_figure_in_vietnamese_is_found(text: str) -> None:
    assert [found.key for found in loose_ends(text, "vi", ())]


@pytest.mark.parametrize(
    "text",
    ["năm nay mình lên", "thêm một chút", "đầu tư vào kệ", "anh/chị đồng ý mới tính", "tỷ lệ đó"],
)
def test_the_same_word_with_its_other_meaning_is_left_alone(text: str) -> None:
    assert list(loose_ends(text, "vi", ())) == []


@pytest.mark.parametrize("text", ["satu karton", "naik dua kali", "separuh rak", "kedua-dua kedai"])
def test_a_figure_in_malay_is_found(text: str) -> None:
    assert [found.key for found in loose_ends(text, "ms", ())]


def test_malay_names_of_quantity_are_left_alone() -> None:
    assert list(loose_ends("rak kosong, persatuan peniaga, bersatu", "ms", ())) == []


def test_only_the_words_of_a_harmless_phrase_are_harmless() -> None:
    listed = Listed(("năm", "trăm phần trăm"), ("năm nay",))
    assert listed.findall("năm nay lấy năm thùng") == ["năm"]
    assert listed.findall("trăm phần trăm") == ["trăm phần trăm"]
