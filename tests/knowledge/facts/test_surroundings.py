"""The words around a slot must say what the slot is; what they say otherwise is found."""

import pytest

from knowledge.facts.meanings import meaning_languages, meanings
from knowledge.facts.slots import SLOTS
from knowledge.facts.surroundings import misread, negated


def keys(text: str, language: str = "en", period: str = "quarter") -> set[str]:
    return {found.key for found in misread(text, language, period)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("You buy {extra_buy} more a year.", "wrong_period"),
        ("It pays {display_fee} a week.", "wrong_period"),
        ("That brings {reward_at_target} a month.", "wrong_period"),  # measured by the quarter
        ("Every month you have {days_left} left.", "wrong_period"),
        ("You keep {must_sell_needed} cases.", "wrong_unit"),
        ("You saved {payout_percent} points.", "wrong_unit"),
        ("It pays {display_fee} points.", "wrong_unit"),
        ("You buy {trend_down} more than before.", "wrong_direction"),
        ("Your orders went up by {trend_down}.", "wrong_direction"),
        ("Your orders are down by {trend_up}.", "wrong_direction"),
        ("Buy {extra_buy} less a month.", "wrong_direction"),
    ],
)
def test_another_unit_period_or_direction_is_found(text: str, key: str) -> None:
    assert keys(text) == {key}


@pytest.mark.parametrize(
    "text",
    [
        "You buy about {extra_buy} more a month, and {trend_down} less than before.",
        "It pays {display_fee} a month and {audits} a month are looked at.",
        "That brings {reward_at_target} a quarter.",
        "You keep {facings} in plain sight.",
        "With your {base_monthly} a month you are well on the way.",
        "We come every week and look at the shelf.",
    ],
)
def test_words_that_say_what_the_slot_is_are_left_alone(text: str) -> None:
    assert keys(text) == set()


def test_a_programs_own_period_may_be_said_of_what_it_pays() -> None:
    assert keys("That brings {reward_at_target} a month.", period="month") == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You do not get {reward_at_target}."),
        ("en", "You won't be paid within {pay_days}."),
        ("id", "Anda tidak dapat {reward_at_target}."),
        ("ms", "Anda tak dapat {reward_at_target}."),
        ("vi", "Anh không nhận được {reward_at_target}."),
        ("th", "คุณไม่ได้รับ {reward_at_target}"),
        ("fil", "Hindi mo makukuha ang {reward_at_target}."),
        ("sw", "Si kweli kwamba unapata {reward_at_target}."),
        ("ar", "لن تحصل على {reward_at_target}."),
        ("fr", "Vous n’aurez {reward_at_target} qu’à la fin."),
        ("hi", "आपको {reward_at_target} नहीं मिलेगा।"),
    ],
)
def test_a_sentence_that_denies_its_fact_is_found(language: str, text: str) -> None:
    assert negated(text, language)


def test_a_denial_without_a_fact_denies_none() -> None:
    assert negated("It does not cost you anything.", "en") is None


def test_every_language_says_all_rates_and_both_directions() -> None:
    assert len(meaning_languages()) == 10
    for language in meaning_languages():
        held = meanings(language)
        assert set(held.rates) == {"week", "month", "quarter", "year"}, language
        assert held.more, language
        assert held.less, language
        assert not set(held.more) & set(held.less), language


def test_every_slot_has_a_kind_and_money_has_a_period_of_its_own_or_none() -> None:
    for name, slot in SLOTS.items():
        assert slot.kind, name
        if slot.kind == "quantity":
            assert slot.unit, name
