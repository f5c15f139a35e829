"""Words and topics: block what is meant, and nothing that only looks like it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assistant.guardrails.figures import figures
from assistant.guardrails.words import ForbiddenWords

NAMES = Path(__file__).parents[3] / "shared" / "data" / "names"


def test_a_word_inside_a_word_is_not_the_word() -> None:
    rail = ForbiddenWords({"en": ["ass", "free money"]})
    assert rail.check("A glass of classic tea", None, "en").passed
    assert not rail.check("It is FREE money!", None, "en").passed


def test_a_word_of_another_language_does_not_block() -> None:
    rail = ForbiddenWords({"tr": ["am"]})
    assert rail.check("Am I able to join?", None, "en").passed


@pytest.mark.skipif(not NAMES.is_dir(), reason="real product names (../shared/data) not here")
def test_no_real_product_name_is_blocked_by_claims_words() -> None:
    rail = ForbiddenWords({"en": ["guaranteed", "free money", "cheapest", "risk-free"]})
    with (NAMES / "products.csv").open(encoding="utf-8") as file:
        names = [" ".join(row) for row in csv.reader(file)]
    assert len(names) > 4_000
    assert [n for n in names if not rail.check(n, None, "en").passed] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp1.234.568 or 1,234,568", {"1234568"}),
        ("١٬٢٣٤٫٥٠", {"1234.5"}),
        ("8 cases, 12.5 %", {"8", "12.5"}),
        ("no figures at all", set()),
        ("12,34,567 and 0.250", {"1234567", "0.25"}),
        ("2,50", {"2.5"}),
        ("1\u202f234,50 and 16 Nov", {"1234.5", "16"}),
    ],
)
def test_figures_are_compared_as_bare_digits(text: str, expected: set[str]) -> None:
    assert figures(text) == expected
