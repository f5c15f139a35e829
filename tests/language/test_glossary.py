"""The words of the trade are the same in every glossary, and our own texts keep to them."""

import pytest

from assistant.language.catalogs import LOCALES
from assistant.language.check_catalogs import forms
from assistant.language.collect import read_catalog
from assistant.language.glossary import avoided, glossary, glossary_languages
from knowledge.facts.spelling import Listed
from tools.story.wording import STORIES, wording

LANGUAGES = glossary_languages()
WANTED = {
    "program", "outlet", "shop", "route", "tier", "slab", "must-sell", "display", "cooler",
    "points", "reward", "payout", "credit note", "mobile money", "base", "target", "case", "piece",
    "sign-up", "dispute", "claim", "late delivery", "rep", "shopkeeper", "invoice",
}  # fmt: skip


def test_the_sample_languages_have_one() -> None:
    assert {"ar", "id", "sw"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_trade_is_in_it(language: str) -> None:
    assert glossary(language).keys() >= WANTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_both_said_and_avoided(language: str) -> None:
    said = {term.say.casefold() for term in glossary(language).values()}
    assert said.isdisjoint(word.casefold() for word in avoided(language))


@pytest.mark.parametrize(
    "language", [tag for tag in LANGUAGES if (STORIES / f"{tag}.yaml").exists()]
)
def test_stories_use_no_avoided_word(language: str) -> None:
    listed = Listed(avoided(language))
    for block, alternatives in wording(language).blocks.items():
        for text in (text for alternative in alternatives for text in alternative.say):
            assert listed.findall(text) == [], (block, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogs_use_no_avoided_word(language: str) -> None:
    listed = Listed(avoided(language))
    path = LOCALES / language / "LC_MESSAGES" / "shelftalk.po"
    if not path.is_file():
        pytest.skip("no catalog yet")
    for message in read_catalog(path):
        said = " ".join(forms(message.string))
        if message.id:  # the header has none
            assert listed.findall(said) == [], said


def test_a_language_without_a_glossary_has_no_words_to_keep_to() -> None:
    assert glossary("xx") == {}
    assert avoided("xx") == ()
