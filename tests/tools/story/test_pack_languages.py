"""The sample company's own sentences are told in the story's language, whichever it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.records import PACK
from tools.story.foreign import foreign_sentences
from tools.story.wording import story_languages

GOLDEN = Path(__file__).parents[2] / "golden"
FILES = (*sorted((PACK / "programs").glob("*.yaml")), PACK / "rules.yaml",
         PACK / "brand" / "guidelines.yaml")  # fmt: skip
LANGUAGES = frozenset(story_languages())
SISTERS = frozenset({"id", "ms"})
"""They share most words, and some sentences."""


def spoken(node: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Texts by language, wherever a file has them; those of `names` leave English to `name`."""
    if isinstance(node, dict):
        if node.keys() <= LANGUAGES and all(isinstance(text, str) for text in node.values()):
            yield place, node
        for key, below in node.items():
            yield from spoken(below, f"{place}.{key}")
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from spoken(below, f"{place}.{number}")


def texts() -> list[tuple[str, dict[str, str]]]:
    found = (spoken(yaml.safe_load(f.read_text("utf-8")), f.name) for f in FILES)
    return [text for file in found for text in file]


def test_every_sentence_and_name_of_the_pack_is_there_in_every_language() -> None:
    wanted = {True: LANGUAGES - {"en"}, False: LANGUAGES}
    lacking = {
        place: wanted[place.endswith(".names")] - by_language.keys()
        for place, by_language in texts()
    }
    assert len(lacking) >= 140
    assert {place: left for place, left in lacking.items() if left} == {}


def test_no_sentence_is_another_languages_word_by_word() -> None:
    """But for names, which some languages leave as they are."""
    same = [
        (place, tag, text)
        for place, by_language in texts()
        if not place.endswith(".names")
        for tag, text in by_language.items()
        if tag != "en" and text == by_language["en"]
    ]
    assert same == []


def test_malay_is_hardly_ever_indonesian_word_by_word() -> None:
    sentences = [t for place, t in texts() if not place.endswith(".names")]
    same = [t["ms"] for t in sentences if t["ms"] == t["id"]]
    assert len(same) <= len(sentences) / 20, same


@pytest.mark.parametrize("language", sorted(LANGUAGES - SISTERS))
def test_every_sentence_of_the_pack_is_in_its_own_language(language: str) -> None:
    wrong = [
        (place, found)
        for place, by_language in texts()
        if not place.endswith(".names")
        for found in foreign_sentences(by_language.get(language, ""), language)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_golden_story_holds_a_sentence_of_another_language(language: str) -> None:
    others = {
        text
        for place, by_language in texts()
        if not place.endswith(".names")
        for tag, text in by_language.items()
        if tag != language and text != by_language.get(language)
    }
    for path in GOLDEN.glob(f"*/{language}.txt"):
        story = path.read_text("utf-8").partition("\n\n")[2]
        assert [s for s in others if s.rstrip(".।") in story] == [], path
        assert list(foreign_sentences(story, language)) == [], path
