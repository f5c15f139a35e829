"""How long a text takes to say, and how hard its sentences are to follow, by language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.facts.meanings import meaning_languages, meanings
from knowledge.facts.spelling import visible

SENTENCE_END = re.compile(r"(?<=[.!?؟।])\s+|\n+")
DIGIT = re.compile(r"[0-9\u0660-\u0669\u0966-\u096f]")
SAID_DIGITS = 3
"""Aloud nobody says more: `Rp3.284.737` is read as three million two hundred eighty thousand."""
ZEROS = "0\u0660\u0966"
PHONE = re.compile(r"\+\d[\d ]{6,}\d")
"""Shown on the screen, not read out."""
YEAR = re.compile(r"(?:19|20)\d\d|٢٠[٠-٩]{2}|२०[०-९]{2}|25\d\d")
GROUPED = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d)")
"""Between the thousands of one figure: `12 111 497`."""
LETTER = re.compile(r"[^\W\d_]")


def spoken_words(text: str, language: str) -> int:
    """Words as they are said: `Rp210.000` is five, not one; unparted scripts go by letters."""
    return round(sum([_said_in(part, language) for part in SENTENCE_END.split(text)]))


# Most sentences of a template hold no figure of the shop, or one that many shops have.
@lru_cache(maxsize=16_384)
def _said_in(sentence: str, language: str) -> float:
    tokens = one_figure(PHONE.sub("◦", sentence) if "+" in sentence else sentence).split()
    return sum([_words_in(token, language) for token in tokens])


def one_figure(text: str) -> str:
    """With figures that are parted by spaces as one word each."""
    return text if text.isascii() else GROUPED.sub("", text)


@lru_cache(maxsize=65_536)
def _words_in(token: str, language: str) -> float:
    letters = meanings(_known(language))
    digits = DIGIT.findall(token)
    if YEAR.fullmatch(visible(token).strip(".,;:؟?")):
        return 3
    if digits:
        said = min(SAID_DIGITS, sum(d not in ZEROS for d in digits))
        return max(1, 2 * said - 1)
    return 1 if letters.spaced else len(LETTER.findall(token)) / letters.letters_per_word


def seconds(text: str, language: str) -> float:
    """At the pace of an unhurried seller."""
    return spoken_words(text, language) / meanings(_known(language)).pace.words_per_second


def sentence_lengths(text: str, language: str) -> Sequence[int]:
    """Words of each sentence."""
    sentences = [s for s in SENTENCE_END.split(text) if s.strip()]
    return [round(_said_in(sentence, language)) for sentence in sentences]


def _known(language: str) -> str:
    return language if language in meaning_languages() else "en"
