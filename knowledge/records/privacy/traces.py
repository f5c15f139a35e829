"""Strikes out of texts what names an owner: his names, and his numbers as people write them."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

STRUCK = "[erased]"
"""Stands where a name or a number stood."""
SHORTEST_WORD = 3
"""Letters; a shorter part of a name is struck out only within the whole."""
_TAIL, _MOST_BEFORE = 7, 8
"""Digits by which a number is known however its beginning is written, and most before them."""
_GAP = r"[\s().\-]{0,2}"
_ZEROS = "0٠۰०๐০"
"""Of the digits our languages are written with."""
_NOTE = re.compile(r"data:[^,\"\\\s]*;base64,(?P<body>[A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Traces:
    """What one owner is known by."""

    names: frozenset[str]
    phones: frozenset[str]
    """As they were kept: E.164, or what a pack said."""

    def __bool__(self) -> bool:
        return bool(self.names or self.phones)

    def strike(self, text: str, *, about_him: bool) -> str:
        """The text without him. `about_him` = it is of his shop: single parts of a name go too."""
        if not self:
            return text
        pattern = self._near if about_him else self._anywhere
        text = pattern.sub(STRUCK, text)
        return _NOTE.sub(lambda found: self._note(found, about_him=about_him), text)

    def likely(self) -> Iterator[str]:
        """Pieces of which a text that names him holds at least one, for a first look in SQL."""
        for name in self.names:
            for form in _forms(name):
                yield max(form.split(), key=len)
        for phone in self.phones:
            yield _digits(phone)[-3:]

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return _any_of([*self._whole_names(), *self._numbers()])

    @cached_property
    def _near(self) -> re.Pattern[str]:
        words = {w for name in self.names for w in name.split() if len(w) >= SHORTEST_WORD}
        ends = (f"…{_digits(phone)[-count:]}" for phone in self.phones for count in (4, 3))
        parts = [_bounded(re.escape(f)) for word in words for f in _forms(word)]
        return _any_of([*self._whole_names(), *parts, *self._numbers(), *map(re.escape, ends)])

    def _whole_names(self) -> Iterator[str]:
        for name in self.names:
            for form in _forms(name):
                yield _bounded(r"\s+".join(map(re.escape, form.split())))

    def _numbers(self) -> Iterator[str]:
        for phone in self.phones:
            tail = _GAP.join(_any_digit(d) for d in _digits(phone)[-_TAIL:])
            yield rf"(?<!\d)\+?(?:\d{_GAP}){{0,{_MOST_BEFORE}}}{tail}(?!\d)"

    def _note(self, found: re.Match[str], *, about_him: bool) -> str:
        """A note that is kept as an address has its words in base64."""
        try:
            text = base64.b64decode(found["body"], validate=True).decode()
        except ValueError:
            return found[0]
        struck = (self._near if about_him else self._anywhere).sub(STRUCK, text)
        return found[0].replace(found["body"], base64.b64encode(struck.encode()).decode())


def traces_of(names: Iterable[str | None], phones: Iterable[str | None]) -> Traces:
    """Without what is empty, or too short to be looked for."""
    kept = frozenset(n.strip() for n in names if n and len(n.strip()) >= SHORTEST_WORD)
    return Traces(kept, frozenset(p for p in phones if p and len(_digits(p)) >= _TAIL))


def _digits(phone: str) -> str:
    return "".join(str(int(c)) for c in phone if c.isdecimal())


def _forms(name: str) -> set[str]:
    """Composed and decomposed letters, and both as JSON writes them when it keeps to ASCII."""
    plain = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
    return plain | {json.dumps(n)[1:-1] for n in plain} | {_quoted(n) for n in plain}


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _bounded(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _any_digit(digit: str) -> str:
    return "[" + "".join(chr(ord(zero) + int(digit)) for zero in _ZEROS) + "]"


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile("|".join(longest_first), re.IGNORECASE)
