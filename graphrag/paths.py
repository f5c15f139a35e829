"""A path through the fact graph, in words: who, by which relation, to what, on which clause.

`(Toko Makmur) –[Silver]→ (Growth Club) –[Gold needs 8 must-sell]→ (has 7) [terms v3 §4.2]`
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from babel import Locale as CldrLocale

from assistant.domain import Citation
from assistant.language.catalogs import translate


class Tone(StrEnum):
    """How a node stands, for the eye; words say it too."""

    PLAIN = "plain"
    GOOD = "good"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Hop:
    """An edge and the node it leads to, both in the reader's words."""

    edge: str
    node: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class FactPath:
    """From a node over edges to what is known, and the clause it stands on."""

    start: str
    hops: tuple[Hop, ...]
    ref: str
    """`growth-club@3#4.2`, or a record: `cases:C0001`."""
    version: str = ""
    clause: str = ""

    def in_words(self, language: str) -> str:
        """The whole path on one line; arrows point the way the language is read."""
        arrow = "←" if reads_leftward(language) else "→"
        hops = "".join(f" –[{hop.edge}]{arrow} ({hop.node})" for hop in self.hops)
        where = source_words(self.version, self.clause, language)
        return f"({self.start}){hops}" + (f" [{where}]" if where else "")

    def citation(self, language: str) -> Citation:
        """The path as proof."""
        return Citation("graph", self.ref, self.in_words(language))


def source_words(version: str, clause: str, language: str) -> str:
    """`terms v3 §4.2`; empty without a version."""
    if not version:
        return ""
    _ = translate(language)
    told = _("terms v{version}").replace("{version}", version)
    return f"{told} §{clause}" if clause else told


def reads_leftward(language: str) -> bool:
    """Whether the language is written from right to left."""
    return CldrLocale.parse(language.split("-", maxsplit=1)[0]).text_direction == "rtl"
