"""Every story language says what English says, as richly, and lets no figure slip in as a word.

Whoever writes `locales/stories/<lang>.yaml` and `locales/words/<lang>.yaml` runs this file.
"""

import re
from collections.abc import Iterator

import pytest

from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.slots import SLOTS
from knowledge.facts.text import slots_in
from knowledge.facts.words import words
from tests.fakes.records import sample_programs
from tools.story.foreign import foreign_words
from tools.story.review import promise_words
from tools.story.wording import STORIES, Alternative, wording

LANGUAGES = tuple(sorted(path.stem for path in STORIES.glob("*.yaml")))
GLUED = re.compile(r"\w\{|\}\w|\}\{")
VARIANTS = 3
"""So that neighbors do not hear the same words."""


def alternatives(language: str) -> Iterator[tuple[str, Alternative]]:
    for block, ways in wording(language).blocks.items():
        for number, alternative in enumerate(ways):
            yield f"{block}[{number}]", alternative


def texts(language: str) -> Iterator[tuple[str, str]]:
    for place, alternative in alternatives(language):
        yield from ((place, text) for text in alternative.say)


def names() -> tuple[str, ...]:
    """What only a slot may say: programs and their tiers, in every language of the pack."""
    spoken = set()
    for program in sample_programs():
        spoken |= {program.name, *program.names.values()}
        spoken |= {name for t in program.targets for name in (t.name, *t.names.values())}
    return tuple(sorted(spoken))


def slot_sets(alternative: Alternative) -> set[frozenset[str]]:
    return {frozenset(slots_in(text)) for text in alternative.say}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_blocks_and_circumstances_of_english_in_the_same_order(language: str) -> None:
    ours = [(place, way.when) for place, way in alternatives("en")]
    theirs = [(place, way.when) for place, way in alternatives(language)]
    assert sorted(theirs) == sorted(ours)
    assert wording(language).headings.keys() == wording("en").headings.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_uses_the_slots_of_an_english_variant_at_its_place(language: str) -> None:
    english = dict(alternatives("en"))
    for place, alternative in alternatives(language):
        assert slot_sets(alternative) <= slot_sets(english[place]), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alternative_can_be_said_with_as_little_known_as_in_english(language: str) -> None:
    english = dict(alternatives("en"))
    for place, alternative in alternatives(language):
        ours, theirs = slot_sets(english[place]), slot_sets(alternative)
        assert frozenset.intersection(*ours) == frozenset.intersection(*theirs), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_three_ways_or_more(language: str) -> None:
    few = [place for place, way in alternatives(language) if len(set(way.say)) < VARIANTS]
    assert few == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_one_that_code_can_fill(language: str) -> None:
    unknown = {(p, s) for p, text in texts(language) for s in slots_in(text) if s not in SLOTS}
    assert unknown == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_figure_money_a_date_a_name_or_a_promise(language: str) -> None:
    known = names()
    for place, text in texts(language):
        assert list(loose_ends(text, language, known)) == [], (place, text)
        assert promise_words(language).findall(text) == [], (place, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_its_own_language(language: str) -> None:
    for place, text in texts(language):
        own, foreign = foreign_words(text, language)
        assert own > foreign or own == foreign == 0, (place, text)


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "th"])
def test_no_slot_is_glued_to_a_letter(language: str) -> None:
    """A prefix or ending glued to `Ksh 1,200` or `١٢ كرتونة` reads wrong; Thai has no spaces."""
    glued = [(place, text) for place, text in texts(language) if GLUED.search(text)]
    assert glued == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_code_says_has_words(language: str) -> None:
    phrases = words(language).phrases
    assert {kind: set(said) for kind, said in phrases.items()} == {
        kind: set(said) for kind, said in words("en").phrases.items()
    }
    assert all(text.strip() for said in phrases.values() for text in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_means_a_figure_is_found_in_a_sentence(language: str) -> None:
    for word in words(language).number_words:
        keys = {found.key for found in loose_ends(f"aa, {word}, bb.", language, ())}
        assert "loose_figure" in keys, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_means_money_is_found_in_a_sentence(language: str) -> None:
    for word in words(language).money_words:
        keys = {found.key for found in loose_ends(f"aa, {word}, bb.", language, ())}
        assert "loose_money" in keys, word
