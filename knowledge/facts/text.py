"""Slots in a written text, and the filling of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
DOUBLE_STOP = re.compile(r"([.!?؟])\.(?=\s|$)")
LONGEST_NAME = 120
LONGEST_TEXT = 2_000
# Invisible controls and markup characters: a name must not steer the page that shows it.
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`*<>\[\]{}|\\#~]+")


@lru_cache(maxsize=16_384)
def slots_in(text: str) -> tuple[str, ...]:
    """Slot ids in the order they are told, each once."""
    return tuple(dict.fromkeys(SLOT.findall(text)))


def plain(name: str, most: int = LONGEST_NAME) -> str:
    """A name without anything that is markup or invisible, on one line, bounded."""
    return " ".join(UNSAFE.sub(" ", name).split())[:most]


def fill(text: str, say: Callable[[str], str]) -> str:
    """Every slot replaced, in one pass: what is filled in is never looked at again."""
    filled = SLOT.sub(lambda found: say(found.group(1)), text)
    # A text fact may end in a full stop where the sentence around it has one too.
    return DOUBLE_STOP.sub(r"\1", filled)
