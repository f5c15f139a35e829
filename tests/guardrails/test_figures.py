"""A figure in a reply is one that a tool has said, of the same thing."""

from __future__ import annotations

import pytest

from assistant.domain import Citation, ReplyStatus, ToolResult
from assistant.guardrails.figures import FiguresHaveEvidence

RAIL = FiguresHaveEvidence({"en": frozenset({"three", "seventy"}), "id": frozenset({"tiga"})})
SAID = ToolResult(
    ReplyStatus.ANSWERED,
    "**Growth Club, Toko Makmur**\n"
    "- The period ends on 31 December 2026, in 45 days\n"
    "- Slab 3: Rp6.735.157 missing, that is Rp1.047.691 a week\n"
    "- Must-sell list so far: 7 products",
    citations=(Citation("document", "x.md#1", "The payout is 2.5% of net purchases."),),
)


@pytest.mark.parametrize(
    "text",
    [
        SAID.text,
        "You have 7 products from the must-sell list.",
        "It runs until 31 December 2026, so 45 days are left.",
        "Slab 3 is Rp 6.735.157 away, about Rp1.047.691 every week.",
        "The payout is 2.5 % of what you buy.",
        "No figure at all.",
    ],
)
def test_what_a_tool_has_said_may_be_said_in_other_words(text: str) -> None:
    assert RAIL.check(text, SAID, "en").passed


@pytest.mark.parametrize(
    "text",
    [
        "Only 3 products are missing.",
        "You have 45 products.",
        "It pays 7% back.",
        "Slab 7 is near.",
        "You get Rp9.735.157.",
        "It ends on 24 December 2026.",
        "It ends on 31 December 2027.",
        "Three products are missing.",
        "You get seventy percent.",
        "3",
    ],
)
def test_a_figure_of_something_else_or_of_nothing_blocks(text: str) -> None:
    verdict = RAIL.check(text, SAID, "en")
    assert not verdict.passed
    assert verdict.reason


def test_a_number_word_of_english_or_of_the_readers_language_is_a_figure_too() -> None:
    assert not RAIL.check("Kurang tiga produk.", SAID, "id").passed
    assert RAIL.check("Kurang tiga produk.", SAID, "en").passed


def test_without_evidence_no_figure_passes() -> None:
    assert not RAIL.check("You get 100 points.", None, "en").passed
    assert RAIL.check("Hello.", None, "en").passed
