"""Words, names, casing and length: what is heard keeps to the guidelines, names are left alone."""

import pytest

from tests.fakes.records import FakeRecords, sample_brand, steady_shop
from tests.tools.story.shops import released
from tools.story.brand import BrandAgent, says
from tools.story.draft import StoryDraft, ToldBeat

REAL_NAMES = (
    "Best Foods Mayonnaise", "Pasti Segar 1 L", "Toko Guaranteed", "Rival Cola 330 ml",
    "Toko Dijamin Murah",
)  # fmt: skip


def draft(text: str) -> StoryDraft:
    records = FakeRecords()
    records.add(steady_shop("ID-0001"))
    story = released(records, "ID-0001", "growth-club")
    told = (*story.told[:-1], ToldBeat("next_step", text))
    return StoryDraft(story.brief, story.framework, written=story.written, told=told)


def keys(text: str) -> set[str]:
    found = BrandAgent(sample_brand())(draft(text))
    return set() if isinstance(found, StoryDraft) else {r.key for r in found}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It is guaranteed.", "forbidden_word"),
        ("The BEST PRICE of all.", "forbidden_word"),
        ("Better than Maju Segar.", "competitor"),
        ("Join GROWTH CLUB now.", "casing"),
        ("Join Growth club now.", "casing"),
        ("This is REALLY good.", "shouting"),
        ("word " * 300 + ".", "too_long"),
    ],
)
def test_what_the_guidelines_forbid_is_found(text: str, key: str) -> None:
    assert key in keys(text)


def test_words_are_whole_words() -> None:
    assert keys("We are not guaranteeing unguaranteed things, Majuku Segarnya.") == set()


def test_plain_words_that_happen_to_be_a_name_are_left_alone() -> None:
    assert keys("You will see how a growth club works.") == set()


def test_all_faults_are_told_at_once() -> None:
    assert {"forbidden_word", "competitor", "casing"} <= keys(
        "Guaranteed! Rival Cola has nothing like GROWTH CLUB."
    )


def test_a_missing_required_phrase_is_found() -> None:
    brand = sample_brand().model_copy(update={"required": {"en": ("Terms apply.",)}})
    found = BrandAgent(brand)(draft("Shall we?"))
    assert not isinstance(found, StoryDraft)
    assert [r.key for r in found] == ["required_wording"]


def test_long_sentences_are_found() -> None:
    brand = sample_brand().model_copy(update={"max_words_per_sentence": 5})
    found = BrandAgent(brand)(draft("Shall we?"))
    assert not isinstance(found, StoryDraft)
    assert "long_sentences" in {r.key for r in found}


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_shops_real_name_is_no_fault_whatever_it_contains(name: str) -> None:
    records = FakeRecords()
    records.add(steady_shop("ID-0001", name=name))
    for length in ("leaflet", "talk"):
        story = released(records, "ID-0001", "growth-club", length)
        assert story.rounds == 1


def test_phrases_are_found_in_any_casing_but_only_whole() -> None:
    assert says("Yes, DIJAMIN murah", "dijamin")
    assert not says("terjamin", "jamin")
