"""Tells whether a text is written in the language it should be in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.facts.spelling import words_of
from tools.story.wording import story_languages, wording

SENTENCE = re.compile(r"[^.!?؟।。\n]+")
SEVERAL = 2
"""Words of another language in one sentence; a single one may be a name or borrowed."""


def foreign_sentences(text: str, language: str) -> Iterator[str]:
    """Sentences that sound like another language: one of them can hold what no list here knows."""
    for found in SENTENCE.finditer(text):
        ours, foreign = foreign_words(found.group(), language)
        if foreign >= SEVERAL and foreign > ours:
            yield found.group().strip()


def foreign_words(text: str, language: str) -> tuple[int, int]:
    """How many words only this language's authors use, and how many only another's."""
    own = _vocabulary(language)
    others = frozenset[str]().union(
        *(_vocabulary(tag) for tag in story_languages() if tag != language)
    )
    words = [w.casefold() for w in words_of(text)]
    return sum(w in own - others for w in words), sum(w in others - own for w in words)


@lru_cache(maxsize=32)
def _vocabulary(language: str) -> frozenset[str]:
    texts = (
        text
        for block in wording(language).blocks.values()
        for alternative in block
        for text in alternative.say
    )
    return frozenset(w.casefold() for t in texts for w in words_of(t))
