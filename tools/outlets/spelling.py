"""Words as they are compared: folded, and Arabic ones without what is written onto them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.records.outlets import fold

WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
# The article, alone or with the particles that are written onto it; then particles alone.
ARABIC_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{2})")
ARABIC_PARTICLE = re.compile(r"^(?:و?[بلكف]|و)(?=\w{3})")


@dataclass(frozen=True)
class Word:
    """A word of a text and where it stands, in characters."""

    text: str
    start: int
    end: int
    opens: bool
    """First of the text: its capital letter says nothing."""

    @property
    def folded(self) -> str:
        """For comparing."""
        return folded(self.text)

    @property
    def is_name_like(self) -> bool:
        """Written with a capital that is not just the start of a sentence."""
        return self.text[:1].isupper() and not self.opens


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """No case, no accents; remembered because names repeat."""
    return fold(text)


def words_of(text: str) -> list[Word]:
    """The words in order; codes such as `ID-0001` stay whole."""
    return [
        Word(m.group(), m.start(), m.end(), number == 0)
        for number, m in enumerate(WORD.finditer(text))
    ]


def stem(word: str) -> str:
    """Of a folded word, without the Arabic article."""
    return ARABIC_ARTICLE.sub("", word)


def spellings(word: str) -> tuple[str, ...]:
    """The stems a folded word may stand for: as it is, and without a particle."""
    bare = stem(word)
    return (bare, ARABIC_PARTICLE.sub("", bare)) if bare[:1] in "وبلكف" else (bare,)
