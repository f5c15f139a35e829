"""What a model says of the papers stands, sentence by sentence, on quotes that code can find."""

from __future__ import annotations

import pytest

from assistant.domain import Citation, Passage, ReplyStatus, ToolResult
from assistant.guardrails.grounding import SentencesAreGrounded, sentences, ungrounded
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


def test_decimals_do_not_end_a_sentence() -> None:
    found = sentences("You get 1.75% back. [1] Ask Retail Care! [2]")
    assert found == ["You get 1.75% back. [1]", "Ask Retail Care! [2]"]


@pytest.mark.parametrize(
    ("said", "is_well"),
    [
        ("The reward comes within 20 days. [1]", True),
        ("The reward comes within 20 days.", False),  # no mark
        ("The reward comes within 20 days. [7]", False),  # a mark for nothing
        ("It comes within 2 days. [2]", False),  # the quote is not in the paper
        (
            "It comes within 20 days. [1] The rep brings it.",
            False,
        ),  # one sentence stands on nothing
        ("تصل المكافأة خلال 20 يوما. [1]", True),
    ],
)
def test_every_sentence_needs_a_quote_that_stands(said: str, is_well: bool) -> None:
    assert (not list(ungrounded(said, [PAID, INVENTED], resolve))) is is_well


def test_a_models_words_are_blocked_and_the_tools_own_are_not() -> None:
    guard = SentencesAreGrounded(resolve)
    told = ToolResult(ReplyStatus.ANSWERED, "Terms say: Rewards …", citations=(PAID,))
    assert guard.check(told.text, told, "en").passed
    assert guard.check("It comes within 20 days. [1]", told, "en").passed
    refused = guard.check("It comes very soon.", told, "en")
    assert not refused.passed
    assert refused.reason


def test_answers_from_records_need_no_marks() -> None:
    told = ToolResult(
        ReplyStatus.ANSWERED, "8 cases", citations=(Citation("record", "invoices:O-1", "8 cases"),)
    )
    assert SentencesAreGrounded(resolve).check("He needs 8 cases.", told, "en").passed
