"""Names a text may hold, in any language, found word by word; codes and capitalized phrases too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.documents.words import words

_token = re.compile(r"[^\W_]+")
_code = re.compile(r"(?<![\w-])(?=[\w-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+(?![\w-])")
_phrase = re.compile(r"(?<=[\w,;] )[A-Z][\w'’]+(?: (?:of |the |and )?[A-Z][\w'’]+)+")
_aside = re.compile(r"\s*\([^)]*\)\s*$")


@lru_cache(maxsize=200_000)
def _plain(token: str) -> tuple[str, ...]:
    return tuple(words(token))


def codes(text: str) -> list[str]:
    """Codes as people write them: `ID-0001`, `TEA-LEM-1500`."""
    return _code.findall(text)


def phrases(text: str) -> list[str]:
    """Two or more capitalized words in a row, inside a sentence."""
    return _phrase.findall(text)


@dataclass(frozen=True)
class Found:
    """One name in a text, and whom it may mean."""

    entities: tuple[str, ...]
    """Sorted; several where a name is shared."""
    size: int
    """Words of the name."""


class Gazetteer:
    """Entity → its names, in all languages.

    In running text a name starts with a capital, in scripts that have them: `gold` is no tier. A
    question is often typed without any, so there it may be small.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        held: dict[tuple[str, ...], set[str]] = {}
        for entity, forms in names.items():
            for form in forms:
                for text in {form, _aside.sub("", form)}:
                    if key := tuple(words(text)):
                        held.setdefault(key, set()).add(entity)
        self._entities = {key: tuple(sorted(found)) for key, found in held.items()}
        sizes: dict[str, set[int]] = {}
        for key in self._entities:
            sizes.setdefault(key[0], set()).add(len(key))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def find(self, text: str, *, any_case: bool = False) -> list[Found]:
        """Names in order of place; of overlapping ones the longest, left to right."""
        tokens = _token.findall(text)
        plain = [(word, token) for token in tokens for word in _plain(token)]
        bare = [word for word, _ in plain]
        found: list[Found] = []
        at = 0
        while at < len(bare):
            may_start = any_case or not plain[at][1][0].islower()
            size = self._size_at(bare, at) if may_start else 0
            if size:
                found.append(Found(self._entities[tuple(bare[at : at + size])], size))
            at += size or 1
        return found

    def _size_at(self, bare: Sequence[str], at: int) -> int:
        for size in self._sizes.get(bare[at], ()):
            if tuple(bare[at : at + size]) in self._entities:
                return size
        return 0
