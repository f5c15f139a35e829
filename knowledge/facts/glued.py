"""Listed words found where a script puts no space between words: Thai, Lao, Khmer, Burmese, Han.

A word there is a run of letters amid others. `เสี่ยง` (risk) must not be taken for a `สี่` (four):
a vowel written before a consonant, or a sign written on one, makes it part of another syllable.
What that leaves is told apart by a list of harmless words, the longest first: `สามารถ` (can) is no
`สาม` (three).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Of scripts that part no words, as a regular expression's class."""
UNPARTED = re.compile(f"[{LETTERS}]")
EDGES = re.compile(rf"(?<=[{LETTERS}])(?=[^\s{LETTERS}])|(?<=[^\s{LETTERS}])(?=[{LETTERS}])")
"""Where such a script meets another: `ได้RM` is two words."""
INDIC, MATRAS = "\u0900-\u0dff", "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0955-\u0957\u0962\u0963"
"""Vowel signs of Devanagari: no letters to Unicode, yet `ताल` (pond) is no word in `तालाब`."""
BEFORE = rf"(?<![^\W{LETTERS}])(?<![{MATRAS}](?=[{INDIC}]))"
AFTER = rf"(?![^\W{LETTERS}])(?!(?<=[{INDIC}])[{MATRAS}])"
"""A word's borders where it may stand amid such a script; a sign hung on `Gold` hides nothing."""
THAI_CONSONANT = "\u0e01-\u0e2e"
LEADING_VOWEL = "\u0e40-\u0e44"
SIGN = "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"
"""Vowels and tones written after, over or under the consonant they belong to."""


class Glued:
    """Words of such scripts out of a list, ready to be found in texts."""

    def __init__(self, said: Iterable[str], harmless: Iterable[str]) -> None:
        self._said = frozenset(_composed(word) for word in said if UNPARTED.search(word))
        fine = {_composed(word) for word in harmless if UNPARTED.search(word)}
        longest = sorted(self._said | fine, key=len, reverse=True)
        self._any = re.compile("|".join(map(_bordered, longest)) or r"(?!)")

    def findall(self, text: str) -> list[str]:
        """Every listed word in the text that is no part of a harmless one."""
        if not self._said or not UNPARTED.search(text):
            return []
        return [word for word in self._any.findall(_composed(text)) if word in self._said]


def _bordered(word: str) -> str:
    """The word where it is no part of another syllable."""
    starts = rf"(?<![{LEADING_VOWEL}])" if re.match(f"[{THAI_CONSONANT}]", word) else ""
    ends = rf"(?![{SIGN}])" if re.search(f"[{THAI_CONSONANT}]$", word) else ""
    return f"{starts}{re.escape(word)}{ends}"


def _composed(text: str) -> str:
    """As most people type it: `ำ` may be typed as a ring and an `า`."""
    return unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33")
