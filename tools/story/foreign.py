"""Tells whether a text is written in the language it should be in."""

from __future__ import annotations

from functools import lru_cache

from knowledge.facts.spelling import words_of
from tools.story.wording import story_languages, wording


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
