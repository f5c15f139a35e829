"""Sentences and comparable words, in the languages of the papers."""

from __future__ import annotations

import pytest

from knowledge.documents.sentences import split_sentences
from knowledge.documents.words import words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Points expire. They do not come back.", 2),
        ("The fee is Rp. 150.000 a month, approx. 1.5% of sales. It is paid monthly.", 2),
        ("هل تنتهي النقاط؟ نعم. بعد سنة.", 3),
        ("one\ntwo\n\nthree", 3),
        ('He asked "Why?" Nobody knew.', 2),
        ("Ends at 8 p.m. on days", 1),
        ("", 0),
    ],
)
def test_sentences_are_found_and_verbatim(text: str, count: int) -> None:
    found = split_sentences(text)
    assert len(found) == count
    assert all(sentence in text for sentence in found)


def test_words_are_compared_without_case_accents_and_scripts_of_digits() -> None:
    assert words("Café TEA-LEM-1500") == ["cafe", "tea", "lem", "1500"]
    assert words("١٢ شهرا") == words("12 شهرا")
    assert words("إجازة") == words("اجازه")
    assert words("النقاط") == words("نقاط")


def test_number_words_are_numbers() -> None:
    assert words("ten sepuluh kumi عشرة dix") == ["10"] * 5


def test_unspaced_scripts_become_pairs_of_letters() -> None:
    assert words("หมดอายุ") == ["หม", "มด", "ดอ", "อา", "าย", "ยุ"]
