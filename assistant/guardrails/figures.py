"""No figure without evidence: every number in a reply must come from a tool of this turn."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True)
class FiguresHaveEvidence:
    """Blocks a reply with a figure that no tool of this turn has said."""

    name: str = "figures_have_evidence"

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Compare the figures of the text with those of the tool's own words and quotes."""
        known = set[str]()
        if evidence is not None:
            known = figures(evidence.text)
            known |= {f for c in evidence.citations for f in figures(c.quote)}
        if figures(text) <= known:
            return Verdict(passed=True)
        _ = translate(language)
        return Verdict(
            passed=False,
            reason=_("I could not prove every figure of my answer, so I am not giving it."),
        )
