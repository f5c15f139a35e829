"""An approved answer with this shop's facts, or the one without figures; never half of it."""

from __future__ import annotations

from decimal import Decimal

from assistant.domain import Fact
from graphrag.objection_path import objection_path
from knowledge.facts.rendering import Renderer
from knowledge.pack.schema.playbook import Objection

NO_SPACE = Objection.model_validate(
    {
        "key": "no-space",
        "name": "No space",
        "says": {"en": ["The shelf is full"]},
        "explore": {"en": "Which row earns least?"},
        "acknowledge": {"en": "I see that."},
        "answer": {
            "en": "{program_name} brings {reward_at_target}.",
            "id": "{program_name} memberi.",
        },
        "answer_needs": ["program_name", "reward_at_target"],
        "fallback": {"en": "We need no new shelf."},
        "next_step": {"en": "May I look?"},
        "proof": ["eye-level-terms.md#3-1"],
    }
)
NAME = Fact("program_name", "Eye Level", "name", "eye-level@2#name")
REWARD = Fact("reward_at_target", Decimal(150_000), "IDR", "eye-level@2#4.1")
WORDS = Renderer("en", "ID")


def test_every_fact_of_the_answer_is_shown_with_it() -> None:
    facts = {f.id: f for f in (NAME, REWARD)}
    way = objection_path(NO_SPACE, facts, WORDS.render, "en")
    assert way.answer.startswith("Eye Level brings Rp")
    assert "150,000" in way.answer or "150.000" in way.answer
    assert way.facts == (NAME, REWARD)
    assert way.proof == ("eye-level-terms.md#3-1",)


def test_an_unknown_fact_gives_the_answer_without_figures() -> None:
    way = objection_path(NO_SPACE, {"program_name": NAME}, WORDS.render, "en")
    assert way.answer == "We need no new shelf."
    assert way.facts == ()
    assert way.missing == ("reward_at_target",)


def test_a_needed_fact_counts_even_where_a_language_does_not_tell_it() -> None:
    assert objection_path(NO_SPACE, {"program_name": NAME}, WORDS.render, "id").missing == (
        "reward_at_target",
    )


def test_a_language_without_an_answer_of_its_own_gets_the_english_one() -> None:
    facts = {f.id: f for f in (NAME, REWARD)}
    assert objection_path(NO_SPACE, facts, WORDS.render, "sw").answer.startswith("Eye Level brings")
