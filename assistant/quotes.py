"""What a person had said himself, where it is shown back to him."""

from __future__ import annotations

from assistant.domain import ToolResult

QUOTES = "quotes"
"""In a result's `data`: a person's own sentences, as they stand in its text."""


def without_quotes(text: str, evidence: ToolResult | None) -> str:
    """The text that is said in the company's name: without what only repeats a person."""
    for quote in evidence.data.get(QUOTES, ()) if evidence else ():
        text = text.replace(quote, " ")
    return text
