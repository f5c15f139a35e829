"""One topic is one topic in every language, and not a part of another word."""

from __future__ import annotations

import pytest

from assistant.language.concepts import concepts, in_english


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("electricity", "who pays the power bill"),
        ("electricity", "siapa yang bayar listrik"),
        ("electricity", "nani analipia umeme"),
        ("electricity", "مين يدفع الكهرباء"),
        ("electricity", "कूलर की बिजली"),
        ("electricity", "qui paie l'électricité"),
        ("valid", "แต้มหมดอายุเมื่อไร"),
        ("valid", "điểm hết hạn khi nào"),
        ("tax", "ضريبة الخصم"),
        ("cooler", "والثلاجة"),
    ],
)
def test_a_topic_is_known_in_each_language(topic: str, says: str) -> None:
    assert topic in concepts(says)


def test_a_word_is_not_found_inside_another() -> None:
    assert "loan" not in concepts("balloon")
    assert "cap" not in concepts("a capital idea")
    assert concepts("xyz") == frozenset()


def test_topics_are_put_in_english_in_a_fixed_order() -> None:
    assert in_english(frozenset({"tax", "cooler"})) == in_english(frozenset({"cooler", "tax"}))
    assert in_english(frozenset()) == ""


def test_a_vietnamese_debt_is_no_english_no() -> None:
    assert "overdue" in concepts("Cửa hàng đang nợ")
    assert "overdue" not in concepts("no one may join now")


def test_an_arabic_verb_is_known_in_its_spoken_present() -> None:
    assert "payment" in concepts("بيدفع")
    assert "payment" in concepts("هتدفع")
