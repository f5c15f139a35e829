"""A path through the fact graph, in words: who, by which relation, to what, on which clause.

`(Toko Makmur) –[Silver]→ (Growth Club) –[Gold needs 8 must-sell]→ (has 7) [terms v3 §4.2]`
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain import Citation
from assistant.language.catalogs import translate
from assistant.language.direction import isolated, isolated_runs, right_to_left


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
        arrow = "←" if right_to_left(language) else "→"
        hops = "".join(f" –[{hop.edge}]{arrow} ({hop.node})" for hop in self.hops)
        where = source_words(self.version, self.clause, language)
        words = f"({self.start}){hops}" + (f" [{where}]" if where else "")
        return isolated_runs(words, language)

    def citation(self, language: str) -> Citation:
        """The path as proof."""
        return Citation("graph", self.ref, self.in_words(language))


def source_words(version: str, clause: str, language: str) -> str:
    """`terms v3 §4.2`; empty without a version."""
    if not version:
        return ""
    _ = translate(language)
    told = _("terms v{version}").replace("{version}", version)
    return f"{told} {clause_words(clause, language)}" if clause else told


def clause_words(clause: str, language: str) -> str:
    """`§4.2`, in one piece also where the text around it runs from right to left."""
    return isolated(f"§{clause}", language)
