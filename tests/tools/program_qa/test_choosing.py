"""What a question asks for decides between clauses that are alike."""

from __future__ import annotations

import pytest

from assistant.domain import Passage
from tools.program_qa.choosing import Asking, Candidate, choose
from tools.program_qa.reading import read_passage, read_question

PAY = Passage(
    "t.md#5-1", "Terms › 5.1 When you are paid", "We pay within 20 days after the quarter.",
    score=0.88, language="en",
)  # fmt: skip
CAP = Passage(
    "t.md#4-4", "Terms › 4.4 The cap", "Reward and addition are at most 3 times Slab 1.",
    score=0.90, language="en",
)  # fmt: skip
CASH = Passage(
    "t.md#4-3", "Terms › 4.3 Points", "Points cannot be paid out in cash.",
    score=0.89, language="en",
)  # fmt: skip


def best(question: str, language: str = "en", new: str = "") -> str:
    asking = Asking(question, language, None, lambda _passage: False, new)
    found = [Candidate(p, p.score - CAP.score, 0.0) for p in (PAY, CAP, CASH)]
    return choose(asking, found)[0].passage.ref


@pytest.mark.parametrize(
    ("question", "language", "ref"),
    [
        ("By which day is the reward paid?", "en", PAY.ref),  # likeness alone prefers the cap
        ("Berapa hari setelah kuartal imbalan dibayar?", "id", PAY.ref),
        ("จ่ายรางวัลภายในกี่วันหลังจบไตรมาส", "th", PAY.ref),
        ("Is there a ceiling on the reward?", "en", CAP.ref),
        ("Pointi zinaweza kulipwa kwa pesa taslimu?", "sw", CASH.ref),
    ],
)
def test_the_clause_that_has_what_is_asked_for_wins(question: str, language: str, ref: str) -> None:
    assert best(question, language) == ref


def test_equal_weights_come_in_a_fixed_order() -> None:
    twins = [Passage(f"t.md#{n}", "Terms › Same", "The same words.", score=0.9) for n in "ba"]
    asking = Asking("same?", "en", None, lambda _passage: False)
    chosen = choose(asking, [Candidate(p, 0.0, 0.0) for p in twins])
    assert [c.passage.ref for c in chosen] == ["t.md#a", "t.md#b"]


def test_a_follow_up_puts_one_tier_in_anothers_place() -> None:
    asking = Asking(
        "how many for Silver? and for Gold?", "en", None, lambda _p: False, "and for Gold?"
    )
    assert "gold" in asking.read.concepts
    assert "silver" not in asking.read.concepts


def test_a_question_tells_its_unit_and_its_number_words() -> None:
    asked = read_question("sepuluh persen, berapa hari?")
    assert {"day", "percent"} <= asked.units
    assert "10" in asked.figures


def test_a_passage_tells_what_it_has() -> None:
    assert read_passage("T › Pay", "within 20 days").units == {"day"}
    assert "time" in read_passage("T › Pause", "from 24 December to 3 January").offers
    assert "time" not in read_passage("T › Cash", "Points cannot be paid in cash.").offers
