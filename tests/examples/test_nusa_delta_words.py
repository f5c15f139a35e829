"""The sample company's objections and brand: complete, sayable, honest, true to its papers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from assistant.guardrails.words import whole_words
from knowledge.facts.slots import SLOTS
from knowledge.pack.checks.texts import slots_of
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.playbook import Objection, Objections
from tests.examples.nusa_delta import LANGUAGES, PACK, TODAY, chunks, load, papers, programs
from tools.story.wording import story_languages

KEYS = [
    "margin-too-low",
    "target-too-high",
    "no-space",
    "no-cash",
    "give-me-credit",
    "rewards-late",
    "distrust-points",
    "too-complicated",
    "just-discount",
    "competitor-pays-more",
    "slow-moving",
    "expiry-returns",
    "deliveries-late",
    "shop-too-small",
    "owner-not-here",
    "no-time",
    "not-interested",
    "already-in-scheme",
    "no-photos",
    "no-id",
    "tax",
    "customers-decide",
    "useless-gifts",
    "miss-by-little",
    "price-just-up",
    "rules-changed",
]
HANDLING = {
    "rewards-late": "case",
    "distrust-points": "case",
    "deliveries-late": "case",
    "tax": "case",
    "owner-not-here": "reschedule",
    "no-time": "reschedule",
    "not-interested": "leave",
    "just-discount": "concede",
}
BREATH = {"vi": 48}
"""Words that can be said in one breath or two, before slots are filled: 32, but Vietnamese writes
every syllable apart."""
ALL = Objections.model_validate(load("playbook/objections.yaml")).objections
BRAND = BrandGuidelines.model_validate(load("brand/guidelines.yaml"))


def replies(objection: Objection) -> Iterator[tuple[str, str, str]]:
    for part in ("explore", "acknowledge", "answer", "fallback", "next_step"):
        for language, text in getattr(objection, part).items():
            yield part, language, text


def test_all_26_objections_of_the_trade_are_there_in_order() -> None:
    assert [o.key for o in ALL] == KEYS


def test_what_needs_a_case_or_another_day_is_not_argued_with() -> None:
    assert {o.key: o.handling for o in ALL if o.handling != "answer"} == HANDLING


@pytest.mark.parametrize("objection", ALL, ids=lambda o: o.key)
def test_an_objection_is_known_and_answered_in_every_language(objection: Objection) -> None:
    assert set(objection.says) == set(story_languages())
    assert all(len(set(said)) >= 6 for said in objection.says.values())
    for part in ("explore", "acknowledge", "answer", "next_step"):
        texts = getattr(objection, part)
        assert set(texts) == set(story_languages()), part
        assert len(set(texts.values())) == len(texts), part  # none is a copy of another's
    assert not objection.fallback or set(objection.fallback) == set(story_languages())


@pytest.mark.parametrize("objection", ALL, ids=lambda o: o.key)
def test_a_reply_is_written_in_the_script_of_its_language(objection: Objection) -> None:
    scripts = {"ar": r"[\u0600-\u06ff]", "hi": r"[\u0900-\u097f]", "th": r"[\u0e00-\u0e7f]"}
    for part, language, text in replies(objection):
        letters = re.sub(r"\{\w+\}|Retail Care|[^\w]|\d", "", text)
        own = len(re.findall(scripts.get(language, r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"), letters))
        assert own >= 0.8 * len(letters), (part, language)


@pytest.mark.parametrize("objection", ALL, ids=lambda o: o.key)
def test_figures_come_in_as_slots_or_not_at_all(objection: Objection) -> None:
    for part, language, text in replies(objection):
        assert not re.search(r"\d", re.sub(r"\{\w+\}", "", text)), (part, language)
        slots = slots_of(text)
        assert slots <= set(SLOTS), (part, language)
        assert slots == (set(objection.answer_needs) if part == "answer" else set()), (
            part,
            language,
        )


@pytest.mark.parametrize("objection", ALL, ids=lambda o: o.key)
def test_a_reply_can_be_said_in_a_breath_or_two(objection: Objection) -> None:
    for part, language, text in replies(objection):
        assert len(text.split()) <= BREATH.get(language, 32), (part, language)
        assert "!" not in text


@pytest.mark.parametrize("objection", ALL, ids=lambda o: o.key)
def test_a_reply_uses_no_word_the_company_never_says(objection: Objection) -> None:
    for part, language, text in replies(objection):
        words = (*BRAND.forbidden[language], *BRAND.forbidden["en"], *BRAND.competitors)
        pattern = whole_words(words)
        assert pattern is not None
        assert pattern.findall(text) == [], (part, language)


def test_proofs_are_clauses_that_can_be_opened() -> None:
    refs = {c.ref.split(".row")[0] for path in papers() for c in chunks(path)}
    assert [r for o in ALL for r in o.proof if r not in refs] == []


def test_no_utterance_stands_for_two_objections() -> None:
    said = Counter(u.casefold() for o in ALL for texts in o.says.values() for u in texts)
    assert [u for u, times in said.items() if times > 1] == []


def test_the_company_is_the_one_of_the_papers() -> None:
    company = Company.model_validate(load("company.yaml"))
    assert company.name == "Nusa Delta Foods"
    assert company.today == TODAY
    assert set(company.languages) > LANGUAGES  # its papers are in four, its readers in ten
    assert set(company.languages) == set(story_languages())


def test_official_program_names_are_protected() -> None:
    for terms in programs().values():
        assert {terms.name, *terms.names.values()} <= set(BRAND.protected_names)


def test_brand_words_are_given_in_every_language() -> None:
    assert set(BRAND.forbidden) >= LANGUAGES
    assert all(len(words) >= 8 for words in BRAND.forbidden.values())


def test_pictures_are_there_described_and_one_is_out_of_date() -> None:
    files = {f.name for f in (PACK / "brand" / "images").iterdir()}
    assert {image.file for image in BRAND.images} == files
    assert {image.program for image in BRAND.images} >= set(programs())
    assert len([i for i in BRAND.images if i.expires_on and i.expires_on < TODAY]) == 1
    for image in BRAND.images:
        assert set(image.alt) == set(story_languages())
        drawing = ElementTree.parse(PACK / "brand" / "images" / image.file)  # noqa: S314 - our own
        assert drawing.getroot().tag == "{http://www.w3.org/2000/svg}svg"
        assert "script" not in {node.tag.rpartition("}")[2] for node in drawing.iter()}
