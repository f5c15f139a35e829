"""Texts are compared by what a reader sees in them."""

import pytest

from assistant.language.unicode import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ksh ١٬٢٠٠ É", "ksh 1٬200 e"),
        ("٨٠٪", "80%"),
        ("مـــحـل", "محل"),
        ("\u2068Koshk Salah\u2069", "koshk salah"),
        ("fif\u00adteen", "fifteen"),
        ("  a\u00a0 b ", "a b"),
        ("१२", "12"),
    ],
)
def test_what_looks_the_same_is_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded
