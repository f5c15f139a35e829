"""Which words authors wrote and tests have read: nobody needs to judge their meaning again."""

from __future__ import annotations

from functools import lru_cache

from tools.story.wording import wording

REQUIRED = "{required_wording}"
"""Code puts it at the end of the terms, whoever wrote them."""


def is_authored(text: str, language: str) -> bool:
    """The text is nothing but whole authored variants, one after another."""
    return _from(text, language)


@lru_cache(maxsize=65_536)
def _from(text: str, language: str) -> bool:
    by_start = _variants(language)
    for variant in by_start.get(text[:4], ()):
        if text == variant:
            return True
        rest = text[len(variant) :]
        if text.startswith(variant) and rest[:1] == " " and _from(rest[1:], language):
            return True
    return False


@lru_cache(maxsize=32)
def _variants(language: str) -> dict[str, tuple[str, ...]]:
    """First characters → variants that begin so."""
    found: dict[str, list[str]] = {REQUIRED[:4]: [REQUIRED]}
    for block in wording(language).blocks.values():
        for alternative in block:
            for text in alternative.say:
                found.setdefault(text[:4], []).append(text)
    return {start: tuple(dict.fromkeys(texts)) for start, texts in found.items()}
