"""Sums and percentages as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models.amounts import money_in, percent_in


@pytest.mark.parametrize(
    ("message", "percent"),
    [
        ("what if he buys 5 % more", "5"),
        ("buys five percent more", "5"),
        ("naik 12,5 persen", "12.5"),
        ("kwa asilimia tano", "5"),
        ("asilimia 20 zaidi", "20"),
        ("لو اشترى ٥٪ أكثر", "5"),
        ("لو زاد ١٠ في المئة", "10"),
        ("if sales drop 10%", "-10"),
        ("s'il achète 15 pour cent de plus", "15"),
        ("mua thêm 10 phần trăm", "10"),
        ("2 million more", None),
        ("", None),
    ],
)
def test_percentages_are_read_in_the_words_people_use(message: str, percent: str | None) -> None:
    assert percent_in(message) == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("message", "amount"),
    [
        ("2 million more", "2000000"),
        ("two million", "2000000"),
        ("tambah 2,5 juta lagi", "2500000"),
        ("sejuta lebih", "1000000"),
        ("nambah 500rb", "500000"),
        ("Rp2.500.000 lagi", "2500000"),
        ("akiongeza shilingi elfu 50", "50000"),
        ("milioni mbili", "2000000"),
        ("لو زاد مليونين", "2000000"),
        ("بخمسين ألف زيادة", "50000"),
        ("KES 12,500", "12500"),
        ("800,000", "800000"),
        ("if she buys 2 million less", "-2000000"),
        ("2 million more in 2026", "2000000"),
        ("in 2026", None),
        ("3 products", None),
        ("the last 6 months", None),
        ("1.23.4567", None),
    ],
)
def test_sums_are_read_with_their_multiplier(message: str, amount: str | None) -> None:
    assert money_in(message) == (None if amount is None else Decimal(amount))
