"""Words, names, casing, length, tone: what is heard keeps to the guidelines, names do not count."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from knowledge.facts.meanings import bent, meaning_languages, meanings
from knowledge.pack.schema.brand import BrandGuidelines, Tone
from tests.fakes.records import PACK, FakeRecords, sample_brand, steady_shop
from tests.tools.story.shops import released
from tools.story.brand import BrandAgent, said_of, without_names
from tools.story.draft import StoryDraft, ToldBeat, WrittenBeat
from tools.story.filling import told
from tools.story.pace import seconds, spoken_words

REAL_NAMES = (
    "Best Foods Mayonnaise", "Pasti Segar 1 L", "Toko Guaranteed", "Rival Cola 330 ml",
    "Toko Dijamin Murah",
)  # fmt: skip
NAMES = Path(__file__).parents[4] / "shared" / "data" / "names"


def draft(text: str) -> StoryDraft:
    records = FakeRecords()
    records.add(steady_shop("ID-0001"))
    story = released(records, "ID-0001", "growth-club")
    told_beats = (*story.told[:-1], ToldBeat("next_step", text))
    return StoryDraft(story.brief, story.framework, written=story.written, told=told_beats)


def keys(text: str, brand: BrandGuidelines | None = None) -> set[str]:
    found = BrandAgent(brand or sample_brand())(draft(text))
    return set() if isinstance(found, StoryDraft) else {r.key for r in found}


@lru_cache(maxsize=1)
def guidelines() -> BrandGuidelines:
    """The sample company's own."""
    text = (PACK / "brand" / "guidelines.yaml").read_text("utf-8")
    return BrandGuidelines.model_validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It is guaranteed.", "forbidden_word"),
        ("The BEST PRICE of all.", "forbidden_word"),
        ("Better than Maju Segar.", "competitor"),
        ("Join GROWTH CLUB now.", "casing"),
        ("Join Growth club now.", "casing"),
        ("This is REALLY good.", "shouting"),
        ("Join now!", "tone"),
        ("word " * 300 + ".", "too_long"),
        ("word " * 60 + ".", "long_sentences"),
    ],
)
def test_what_the_guidelines_forbid_is_found(text: str, key: str) -> None:
    assert key in keys(text)


def test_words_are_whole_words() -> None:
    assert keys("We are not guaranteeing unguaranteed things, Majuku Segarnya.") == set()


def test_plain_words_that_happen_to_be_a_name_are_left_alone() -> None:
    assert keys("You will see how a growth club works.") == set()


def test_all_faults_are_told_at_once() -> None:
    assert {"forbidden_word", "competitor", "casing", "tone"} <= keys(
        "Guaranteed! Rival Cola has nothing like GROWTH CLUB."
    )


def test_a_missing_required_phrase_is_found() -> None:
    brand = sample_brand().model_copy(update={"required": {"en": ("Terms apply.",)}})
    assert keys("Shall we?", brand) == {"required_wording"}


def test_long_sentences_are_found() -> None:
    brand = sample_brand().model_copy(update={"max_words_per_sentence": 5})
    assert "long_sentences" in keys("Shall we?", brand)


def test_a_tone_that_is_not_ours_is_found() -> None:
    brand = sample_brand().model_copy(update={"tone": Tone(avoided={"en": ("hurry",)})})
    assert keys("Hurry, it ends soon.", brand) == {"tone"}


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_shops_real_name_is_no_fault_whatever_it_contains(name: str) -> None:
    records = FakeRecords()
    records.add(steady_shop("ID-0001", name=name))
    for length in ("leaflet", "talk"):
        story = released(records, "ID-0001", "growth-club", length)
        # Another name may take a second longer to say; no name is a fault.
        assert {r.key for r in story.mended} <= {"too_long"}


# One word of each language as the list has it, as a sentence bends it, and one that only looks so.
BENT = [
    ("en", "guarantee", "We guaranteed it.", "The guarantor left."),
    ("id", "jamin", "Untungnya dijaminkan toko.", "Itu jaminanku saja."),
    ("ms", "jamin", "Untungnya menjaminkan kedai.", "Ini jasmin wangi."),
    ("vi", "rẻ nhất", "Đây là loại RẺ NHẤT.", "Đây là loại rẻ nhấtt."),
    ("th", "การันตี", "เรารับการันตีกำไร", "เรามีการทำงานดี"),
    ("fil", "garantisado", "Garantisadong kita ito.", "May garantiya sa papel."),
    ("sw", "hakikisha", "Anahakikishani faida.", "Uhakika wa mzigo."),
    ("ar", "مضمون", "هذا ربح مضمونة، والمضمون لك.", "ضمنا نتفق."),
    ("fr", "garanti", "C’est un gain garanties.", "Le garant est venu."),
    ("hi", "सस्ता", "यह सबसे सस्ता है।", "यह सस्तापन नहीं।"),
]


@pytest.mark.parametrize(("language", "word", "said", "other"), BENT)
def test_a_word_is_found_however_its_language_bends_it(
    language: str, word: str, said: str, other: str
) -> None:
    assert bent(word, language).search(said)
    assert not bent(word, language).search(other)


def test_every_language_of_the_catalogs_has_words_we_never_say_and_a_tone() -> None:
    brand = guidelines()
    assert set(brand.forbidden) == set(meaning_languages())
    assert set(brand.tone.avoided) == set(meaning_languages())


def real_names() -> Iterator[str]:
    for file, column in (("products.csv", "product_name"), ("stores.csv", "name")):
        with (NAMES / file).open(encoding="utf-8", newline="") as lines:
            yield from (row[column] for row in csv.DictReader(lines))


@pytest.mark.skipif(not NAMES.is_dir(), reason="no real names here: ../shared/data/names")
@pytest.mark.parametrize("language", meaning_languages())
def test_no_real_product_or_shop_is_called_a_word_we_never_say(language: str) -> None:
    """Not even where a writer would have to write it out himself."""
    brand = guidelines()
    flagged = [
        (name, found)
        for name in real_names()
        for lists in (brand.forbidden, brand.tone.avoided)
        for found in said_of(lists, name, language)
    ]
    assert flagged == []


@pytest.mark.slow
@pytest.mark.skipif(not NAMES.is_dir(), reason="no real names here: ../shared/data/names")
def test_a_real_name_is_never_flagged_in_a_story_even_by_guidelines_that_forbid_it() -> None:
    records = FakeRecords()
    records.add(steady_shop("ID-0001"))
    story = released(records, "ID-0001", "growth-club", "leaflet")
    written = (*story.written, WrittenBeat("greeting", "Shown at {outlet_name} today."))
    for name in real_names():
        brand = sample_brand().model_copy(
            update={"forbidden": {"en": (name,)}, "competitors": (name,)}
        )
        fact = replace(story.brief.facts["outlet_name"], value=name)
        brief = replace(story.brief, facts={**story.brief.facts, "outlet_name": fact})
        if not name.strip() or name.casefold() in {"shop", "you", "a", "at", "today"}:
            continue
        tried = StoryDraft(brief, story.framework, written=written, told=told(brief, written))
        if name.casefold() in story.text.casefold():  # a shop called March or More
            continue
        assert name not in without_names(tried) or len(name) < 4, name
        found = BrandAgent(brand)(tried)
        keys_found = set() if isinstance(found, StoryDraft) else {r.key for r in found}
        assert not keys_found & {"forbidden_word", "competitor", "casing", "shouting"}, name


# Counted by hand: "About two hundred ten thousand rupiah within twenty days" is nine words.
@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("About Rp210.000 within 20 days", "en", 3 + 3 + 1),
        ("Call Retail Care, WhatsApp +62 811 5550 147", "en", 5),
        ("نحو ٢١٠٬٠٠٠ خلال ٢٠ يوما", "ar", 3 + 3 + 1),
        ("สวัสดีครับ", "th", 2),
    ],
)
def test_figures_are_counted_as_they_are_spoken(text: str, language: str, words: int) -> None:
    assert spoken_words(text, language) == words


@pytest.mark.parametrize("language", meaning_languages())
def test_a_minute_holds_a_minutes_words(language: str) -> None:
    held = meanings(language)
    letters = 1 if held.spaced else round(held.letters_per_word)
    unit = "ก" * letters if not held.spaced else "kata"
    text = " ".join([unit] * round(60 * held.pace.words_per_second))
    assert 58 <= seconds(text, language) <= 62
