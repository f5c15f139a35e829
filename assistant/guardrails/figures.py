"""No figure without evidence: every number in a reply must come from a tool of this turn.

And it must stand beside what it stood beside there: where a tool has said “7 products missing for
Slab 3”, nobody misses 3 products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant.domain import ToolResult
from assistant.language.catalogs import translate
from assistant.ports import Verdict

# A run of digits of any script with the separators that stand between digits; a leading sign is
# left out because list dashes look like one.
FIGURE = re.compile(r"\d(?:[\d.,'\u066b\u066c\u00a0\u202f]*\d)?")


def figures(text: str) -> set[str]:
    """The figures in a text, written one way: `1.234,50`, `1,234.5` and `١٬٢٣٤٫٥` are `1234.5`."""
    return {_canonical(match) for match in FIGURE.findall(text)}


def _canonical(figure: str) -> str:
    """Latin digits; a last separator is a decimal mark unless three digits follow it.

    `1.234` is read as 1234 in every language: ambiguous, but the same on both sides.
    """
    runs = ["".join(str(int(c)) for c in run) for run in re.split(r"\D", figure) if run]
    cannot_be_grouped = runs[0] == "0" or len(runs[0]) > 3
    has_decimals = len(runs) > 1 and (len(runs[-1]) != 3 or cannot_be_grouped)
    whole = "".join(runs[:-1] if has_decimals else runs)
    fraction = runs[-1].rstrip("0") if has_decimals else ""
    return f"{whole}.{fraction}" if fraction else whole


NEIGHBOR = re.compile(r"[^\W\d_]+|[%٪$€£₱₹฿₫]")
WORD = re.compile(r"[^\W\d_]+")
Beside = tuple[str, str]
"""What stands before and after a figure: a word or a sign, folded; empty at an end of a line."""


def in_place(text: str) -> Iterator[tuple[str, Beside]]:
    """Every figure with its neighbors on the same line."""
    for line in text.splitlines():
        for found in FIGURE.finditer(line):
            before = NEIGHBOR.findall(line[: found.start()])
            after = NEIGHBOR.search(line, found.end())
            yield (
                _canonical(found.group()),
                (
                    before[-1].casefold() if before else "",
                    after.group().casefold() if after else "",
                ),
            )


@dataclass(frozen=True)
class FiguresHaveEvidence:
    """Blocks a figure that no tool of this turn has said, or said of something else."""

    number_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Language → words that are figures too: `three`, `tiga`."""
    name: str = "figures_have_evidence"

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Compare the figures of the text with those of the tool's own words and quotes."""
        said = [] if evidence is None else [evidence.text, *(c.quote for c in evidence.citations)]
        if text in said:
            return Verdict(passed=True)
        if self._proven(text, "\n".join(said), language):
            return Verdict(passed=True)
        _ = translate(language)
        return Verdict(
            passed=False,
            reason=_("I could not prove every figure of my answer, so I am not giving it."),
        )

    def _proven(self, text: str, said: str, language: str) -> bool:
        known: dict[str, set[Beside]] = {}
        for figure, beside in in_place(said):
            known.setdefault(figure, set()).add(beside)
        for figure, beside in in_place(text):
            if not any(_fits(beside, place) for place in known.get(figure, ())):
                return False
        counted = {*self.number_words.get("en", ()), *self.number_words.get(language, ())}
        spoken = {word.casefold() for word in WORD.findall(text)} & counted
        return spoken <= {word.casefold() for word in WORD.findall(said)}


def _fits(here: Beside, there: Beside) -> bool:
    """A neighbor is the same as far as its first letters go (`case`, `cases`), or none has any."""
    if here == there:
        return True
    return any(
        one and (one == other or (min(len(one), len(other)) > 3 and one[:4] == other[:4]))
        for one, other in zip(here, there, strict=True)
    )
