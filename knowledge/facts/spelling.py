"""Listed words found in a text, however they are spelled, pointed or prefixed.

A figure must not slip in as `ثَلاثـة` (vowel signs, stretched) or `وبالثلاثة` (prefixed), nor as
`fif<soft hyphen>teen`, nor amid Thai, which puts no space between words.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import contains

from assistant.language.unicode import fold
from knowledge.facts.glued import EDGES, UNPARTED, Glued
from knowledge.facts.text import SLOT


@lru_cache(maxsize=1)
def _marks() -> str:
    """Vowel signs and tone marks, as a regular expression's class: parts of a word, no letters."""
    marks = [c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)).startswith("M")]
    runs: list[list[int]] = []
    for code in marks:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in runs)


WORD = re.compile(rf"[\w{_marks()}]+(?:['’-][\w{_marks()}]+)*")
LATIN_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*", re.IGNORECASE)
PARTS = re.compile("['’-]")
"""Between words that are written as one: `vingt-cinq`, `d'euros`."""
NO_LETTER = re.compile(r"[\d_]")
ARABIC = re.compile("[\u0621-\u064a\u0671\ufb50-\ufdff\ufe70-\ufefc]")
# One word to its reader: final ya and ta as they are typed in a hurry, stretched letters.
LOOKALIKES = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "\u0640": None})
# Conjunction, preposition, article. No `ك`: it would make a hundred of every quantity (كمية).
CLITIC = re.compile(r"^(?:[وف])?(?:لل|[بل]?ال|[بل])?(?=..)")
TO_ARTICLE = re.compile(r"^[وف]?(?:لل|[بل]?ال)(?=..)")
"""All that stands before an article: weekdays are listed with theirs."""
NOT_CLITIC = frozenset({"لست", "ولست", "فلست"})
"""`I am not`, and no six with a preposition."""


def visible(text: str) -> str:
    """Without what nobody sees: joiners, soft hyphens, direction marks."""
    if text.isascii():
        return text
    return "".join(c for c in text if c.isascii() or unicodedata.category(c) != "Cf")


def words_of(text: str) -> list[str]:
    """The words of a text, as they are written; slots are none."""
    text = SLOT.sub(" ", text)
    if text.isascii():
        return LATIN_WORD.findall(text)
    if UNPARTED.search(text):
        text = EDGES.sub(" ", text)
    return WORD.findall(NO_LETTER.sub(" ", visible(text)))


def skeleton(word: str) -> str:
    """A word as it is compared: case folded; Arabic without points and with one form a letter."""
    if ARABIC.search(word):
        return fold(word.translate(LOOKALIKES)).translate(LOOKALIKES)
    return unicodedata.normalize("NFC", word).casefold()


@lru_cache(maxsize=65_536)
def forms(word: str) -> frozenset[str]:
    """What a word may stand for: itself, its parts, itself without what is attached.

    `وبالثلاثة` stands for itself, `بالثلاثة`, `الثلاثة` and `ثلاثة`, in their skeletons.
    """
    bare = skeleton(word)
    found = {bare, *PARTS.split(bare)}
    if ARABIC.search(bare) and bare not in NOT_CLITIC:
        found |= {bare[1:]} if bare[:1] in ("و", "ف") and len(bare) > 2 else set()
        found |= {TO_ARTICLE.sub("ال", form) for form in tuple(found)}
        found |= {CLITIC.sub("", form) for form in tuple(found)}
    return frozenset(found)


class Listed:
    """Words and phrases of a list, ready to be found in texts.

    `harmless` are phrases in which such a word means something else: a `năm` in `năm nay` is a
    year and no five.
    """

    def __init__(self, said: Iterable[str], harmless: Iterable[str] = ()) -> None:
        said, harmless = tuple(said), tuple(harmless)
        spelled = [_spelled(text) for text in said if not UNPARTED.search(text)]
        self._words = frozenset(phrase[0] for phrase in spelled if len(phrase) == 1)
        self._phrases = tuple(phrase for phrase in spelled if len(phrase) > 1)
        self._harmless = tuple(_spelled(text) for text in harmless if not UNPARTED.search(text))
        self._glued = Glued(said, harmless)

    def findall(self, text: str) -> list[str]:
        """Every listed word or phrase, as it is written in the text."""
        return [*self._found(words_of(text)), *self._glued.findall(SLOT.sub(" ", visible(text)))]

    def _found(self, written: list[str]) -> Iterator[str]:
        read = [forms(word) for word in written]
        fine = self._fine(read) if self._harmless else frozenset[int]()
        for place, stands_for in enumerate(read):
            if place in fine:
                continue
            if self._words & stands_for:
                yield written[place]
            for phrase in self._phrases:
                if _stands(read, place, phrase):
                    yield " ".join(written[place : place + len(phrase)])

    def _fine(self, read: list[frozenset[str]]) -> frozenset[int]:
        """Places of words that are part of a harmless phrase."""
        found = (
            range(place, place + len(phrase))
            for phrase in self._harmless
            for place in range(len(read))
            if _stands(read, place, phrase)
        )
        return frozenset(place for places in found for place in places)


def _spelled(text: str) -> tuple[str, ...]:
    return tuple(map(skeleton, words_of(text)))


def _stands(read: list[frozenset[str]], place: int, phrase: tuple[str, ...]) -> bool:
    here = read[place : place + len(phrase)]
    return len(here) == len(phrase) and all(map(contains, here, phrase))
