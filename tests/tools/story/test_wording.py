"""The authored words: every one may be released, in every language, with every variant."""

import itertools
from collections.abc import Iterator

import pytest
from babel.numbers import list_currencies

from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.slots import SLOTS
from knowledge.facts.text import SLOT, fill, plain, slots_in
from knowledge.pack.schema.playbook import Frameworks
from tests.fakes.records import sample_frameworks, sample_programs
from tools.story.foreign import foreign_words
from tools.story.review import promise_words
from tools.story.wording import composition, story_languages, wording

LANGUAGES = story_languages()


def texts(language: str) -> Iterator[tuple[str, str]]:
    for block, alternatives in wording(language).blocks.items():
        for alternative in alternatives:
            for text in alternative.say:
                yield block, text


def names() -> tuple[str, ...]:
    return tuple(
        name
        for program in sample_programs()
        for name in (program.name, *program.names.values(), *(t.name for t in program.targets))
    )


def test_there_are_stories_in_english_and_indonesian() -> None:
    assert {"en", "id"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_authored_text_holds_a_figure_a_name_or_a_promise(language: str) -> None:
    for block, text in texts(language):
        assert list(loose_ends(text, language, names())) == [], (block, text)
        assert promise_words(language).findall(text) == [], (block, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_authored_text_is_in_its_own_language(language: str) -> None:
    for block, text in texts(language):
        own, foreign = foreign_words(text, language)
        assert own > foreign or own == foreign == 0, (block, text)


def test_languages_have_the_same_blocks_for_the_same_circumstances() -> None:
    first, *others = LANGUAGES
    for language in others:
        ours, theirs = wording(first).blocks, wording(language).blocks
        assert ours.keys() == theirs.keys()
        for block in ours:
            assert [a.when for a in ours[block]] == [a.when for a in theirs[block]], block


def test_languages_fill_the_same_slots_in_every_alternative() -> None:
    first, *others = LANGUAGES
    for language in others:
        for block, alternatives in wording(first).blocks.items():
            for mine, its in zip(alternatives, wording(language).blocks[block], strict=True):
                least = [set.intersection(*({*slots_in(t)} for t in a.say)) for a in (mine, its)]
                assert least[0] == least[1], (block, mine.say, its.say)


def test_every_block_of_the_composition_is_written() -> None:
    wanted = set(itertools.chain.from_iterable(composition().beats.values()))
    for beats in composition().own.values():
        wanted |= set(itertools.chain.from_iterable(beats.values()))
    wanted = {block.rstrip("*") for block in wanted} - {"reason", "change", "now"}
    for language in LANGUAGES:
        assert wanted <= wording(language).blocks.keys()


def test_every_beat_of_the_sample_playbook_has_words() -> None:
    playbook: Frameworks = sample_frameworks()
    beats = {f"{f.key}.{b.key}" for f in playbook.frameworks for b in f.beats}
    assert beats <= composition().beats.keys()


def test_every_fact_the_sample_playbook_needs_exists() -> None:
    needs = {n for f in sample_frameworks().frameworks for b in f.beats for n in b.needs}
    assert needs <= SLOTS.keys()


@pytest.mark.parametrize(
    "loose",
    [
        "12", "½", "٣", "Ⅳ", "fifteen", "twenty-five", "5%", "٪", "Rp", "US$", "KES", "rupiah",
        "in March", "on Tuesday", "join Growth Club", "reach Gold",
    ],
)  # fmt: skip
def test_what_must_be_a_slot_is_found(loose: str) -> None:
    assert list(loose_ends(f"You get {loose} soon.", "en", (*names(), "Gold")))


@pytest.mark.parametrize(
    "fine",
    [
        "You may march on.",
        "Everyone knows someone.",
        "Gold is only a color here.",
        "Often, a tent.",
    ],
)
def test_plain_words_are_left_alone(fine: str) -> None:
    assert list(loose_ends(fine, "en", ("Gold",))) == []


def test_filling_never_looks_at_what_was_filled_in() -> None:
    assert fill("{a} and {b}.", lambda slot: "{b}" if slot == "a" else "x") == "{b} and x."


def test_names_are_shown_without_markup_or_invisible_controls() -> None:
    assert plain("To\u202eko <b>*Makmur*</b>\n{x}") == "To ko b Makmur /b x"
    assert len(plain("x" * 500)) == 120


def test_slots_are_not_taken_for_currencies() -> None:
    assert not {s.upper() for s in SLOTS} & set(list_currencies())
    assert SLOT.findall("{a}{b_c} {D}") == ["a", "b_c"]
