"""A citation is proven only by the paper as it is now."""

from __future__ import annotations

from assistant.domain import Citation, Passage
from assistant.guardrails.quotes import is_proven, unproven

PAPER = Passage("terms.md#pay", "Terms › Pay", "Rewards are paid within 20 days. By credit note.")
PAID = Citation("document", "terms.md#pay", "Rewards are paid within 20 days.")
INVENTED = Citation("document", "terms.md#pay", "Rewards are paid within 2 days.")
GONE = Citation("document", "old.md#pay", "Rewards are paid within 20 days.")


def resolve(ref: str) -> Passage | None:
    return PAPER if ref == PAPER.ref else None


def test_a_quote_is_proven_only_word_for_word_and_in_its_place() -> None:
    assert is_proven(PAID, resolve)
    assert unproven([PAID, INVENTED, GONE], resolve) == [INVENTED, GONE]
    assert not is_proven(Citation("document", "terms.md#pay", " "), resolve)
