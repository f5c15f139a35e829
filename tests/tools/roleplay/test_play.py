"""A shopkeeper who stays one: good work convinces him, nothing else does."""

from __future__ import annotations

import pytest

from tests.tools.roleplay.scenes import play, scene
from tests.tools.roleplay.scripts import SCRIPTS
from tools.roleplay.judging import judge
from tools.roleplay.play import turns

GOOD = SCRIPTS["en"]["good"]


def test_good_work_convinces_him() -> None:
    transcript = play(scene(), *GOOD)
    intents = [line.intent for line in transcript.lines if line.who == "shopkeeper"]
    assert transcript.ended == "convinced", intents
    assert "reveals" in intents


def test_who_only_praises_the_program_is_never_believed() -> None:
    transcript = play(scene(), *SCRIPTS["en"]["bad"] * 8)
    assert transcript.ended == "left"
    assert all(line.intent != "agrees" for line in transcript.lines)


def test_nobody_talks_him_out_of_his_role() -> None:
    transcript = play(scene(), *SCRIPTS["en"]["injecting"])
    said = [line.intent for line in transcript.lines if line.who == "shopkeeper"]
    assert set(said) <= {"greets", "puzzled", "leaves"}


def test_asking_alone_is_not_enough_and_neither_is_a_figure_before_the_concern() -> None:
    asked = play(scene(), "What worries you?", "What else?", "Which month?", "Shall we start?")
    assert asked.ended != "convinced"
    early = play(scene(), GOOD[0], "I understand.", "Shall we start on Monday?")
    assert early.ended == "running"


def test_the_same_figure_again_earns_nothing() -> None:
    transcript = play(scene(), GOOD[1], *["Your base is 2,040,000 rupiah."] * 4)
    trust = [turn.after.trust for turn in turns(scene(), transcript)]
    assert trust[1] == trust[2] == trust[3]


def test_after_a_false_promise_he_signs_nothing_however_good_the_rest() -> None:
    transcript = play(scene(), "I guarantee you a profit.", *GOOD)
    assert transcript.ended != "convinced"
    assert not judge(scene(), transcript).passed


def test_the_hard_one_needs_more_than_the_easy_one() -> None:
    for difficulty, ended in (("easy", "convinced"), ("hard", "running")):
        lines = [GOOD[1], "I understand. Your base is 2,040,000 rupiah.", GOOD[5]]
        assert play(scene(difficulty=difficulty), *lines).ended == ended


def test_in_a_noisy_shop_a_line_is_lost_and_has_to_be_said_again() -> None:
    transcript = play(scene(noisy=True), *GOOD)
    lost = [line for line in transcript.lines if line.who == "noise"]
    assert len(lost) == 1
    assert transcript.ended == "running"
    again = [*GOOD[:3], *GOOD[2:], GOOD[5]]
    assert play(scene(noisy=True), *again).ended == "convinced"


@pytest.mark.parametrize(
    "line",
    [
        "You get 20% on everything.",
        "You will get twenty percent on top.",
        "The reward is 2,040,000 rupiah.",
        "It pays 5 million a month.",
        "I can get you more days to pay, extend your credit.",
        "You cannot lose with this.",
        "All your neighbors have joined.",
        "Sign now, this is the last chance.",
        "The money is paid tomorrow.",
        "You get 20 points.",
        "I do not lie I guarantee it.",
        "You would earn twice what you earn today.",
        "No shop ever lost money with us.",
        "If not, your supply may stop: I will tell my boss.",
        "Your neighbors earn well with it, all the neighbors.",
    ],
)
def test_a_false_word_fails_the_session_with_the_sentence_as_proof(line: str) -> None:
    transcript = play(scene(patience=10), *GOOD[:5], line, GOOD[5])
    card = judge(scene(patience=10), transcript)
    broken = [mark for mark in card.marks if mark.broken]
    assert broken
    assert broken[0].quote == line
    assert not card.passed


@pytest.mark.parametrize(
    "line",
    [
        "Nothing is guaranteed, and I cannot promise you credit.",
        "The last salesman guaranteed you something, and that was wrong.",
        "I cannot guarantee that.",
        "You were promised a discount, I know.",
        "You bought 2.3 million in October.",
        "At the target the reward is about 310 thousand rupiah.",
        "It is paid within twenty days after the quarter.",
        "You can join until 31 December 2026.",
        "I come back on Tuesday at 10:30.",
        "Shall I come at 3 o'clock?",
        "I can't extend your credit.",
        "How many cartons do you sell, 20 or 30?",
    ],
)
def test_an_honest_word_is_never_taken_for_a_false_one(line: str) -> None:
    card = judge(scene(), play(scene(), line))
    assert [mark.quote for mark in card.marks if mark.broken] == []


def test_three_pushes_after_a_no_are_pressure() -> None:
    transcript = play(scene(patience=10), *["Shall we start on Monday?"] * 3)
    broken = {mark.key for mark in judge(scene(patience=10), transcript).marks if mark.broken}
    assert broken == {"no-pressure"}


def test_who_thanks_and_goes_after_two_noes_has_ended_it_well() -> None:
    lines = ["Shall we start on Monday?", "May I come tomorrow?", "Thank you for your time."]
    transcript = play(scene(patience=10), *lines)
    assert transcript.ended == "parted"
    card = judge(scene(), transcript)
    assert next(m for m in card.marks if m.key == "next-step").points == 10


def test_every_point_stands_on_a_sentence_that_was_said() -> None:
    transcript = play(scene(), *GOOD)
    card = judge(scene(), transcript)
    assert card.passed
    said = " ".join(transcript.of_rep)
    assert all(mark.quote in said for mark in card.marks)
    kept = {"truthful", "no-pressure"}
    assert all(mark.quote for mark in card.marks if mark.points and mark.key not in kept)


def test_nothing_said_is_nothing_earned() -> None:
    card = judge(scene(), play(scene()))
    assert (card.points, card.passed) == (0, False)


def test_a_criterion_that_code_cannot_judge_is_left_to_the_trainer() -> None:
    read = scene().rubric.model_dump()
    read["criteria"][0]["key"] = "charm"
    own = scene(rubric=read)
    card = judge(own, play(own, *GOOD))
    assert [m.key for m in card.marks if not m.judged] == ["charm"]
    assert card.of == 90


def test_each_shopkeeper_is_moved_by_what_his_persona_says() -> None:
    asked, heard = GOOD[1], "I understand."
    figure, terms = "Your base is 2,040,000 rupiah.", "It is paid by Nusa Delta Foods."
    for moved_by, said, moves in (
        (("own_figure",), figure, True), (("own_figure",), terms, False),
        (("who_pays",), terms, True), (("who_pays",), figure, False),
    ):  # fmt: skip
        about = scene(moved_by=moved_by, difficulty="easy")
        *_before, last = turns(about, play(about, asked, heard, said))
        assert last.after.proven is moves, (moved_by, said)
