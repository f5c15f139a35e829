"""Words as the lexical search compares them, in every script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

NUMERALS = Path(__file__).parent / "numerals.yaml"

_word = re.compile(r"[^\W_]+")
# Scripts written without spaces: pairs of letters stand in for words.
_unspaced = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]+")
_arabic = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})


def _plain(text: str) -> str:
    """Lower case, no accents, Latin digits, one form of each Arabic letter."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_arabic))
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c
        for c in decomposed
        if not unicodedata.combining(c) or _unspaced.match(c)
    )


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@cache
def _numerals() -> dict[str, str]:
    """Number words of every language → Latin digits."""
    by_language = yaml.safe_load(NUMERALS.read_text(encoding="utf-8"))
    return {
        _plain(word): str(number)
        for numerals in by_language.values()
        for word, number in numerals.items()
    }


def words(text: str) -> list[str]:
    """Comparable words in order; Thai, Khmer, Lao, Burmese and Chinese runs become letter pairs."""
    found: list[str] = []
    spaced = _unspaced.sub(lambda m: f" {m[0]} ", _plain(text))
    for part in spaced.split():
        if _unspaced.fullmatch(part):
            found += _pairs(part)
        else:
            found += [w.removeprefix("ال") if len(w) > 4 else w for w in _word.findall(part)]
    numerals = _numerals()
    return [numerals.get(word, word) for word in found]
