"""The suite of questions is made from the company's own files, and is as its script makes it."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.suites import read_suite
from examples.nusa_delta import make_suite
from examples.nusa_delta.make_answers import figure
from examples.nusa_delta.make_proof import PaperFacts
from examples.nusa_delta.make_tables import Tables


def test_the_script_makes_the_suite_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = make_suite.SUITE.read_text("utf-8")
    facts = PaperFacts(make_suite.PACK, make_suite.questions("papers"))
    cases = [
        *make_suite.paper_cases(facts),
        *make_suite.unanswerable_cases(),
        *make_suite.thread_cases(facts),
        *make_suite.record_cases(),
    ]
    assert "\n".join(make_suite.lines(cases)) + "\n" == kept


def test_it_asks_enough_of_every_kind_in_ten_languages() -> None:
    cases = list(read_suite(make_suite.SUITE))
    turns = sum(len(case.turns) for case in cases)
    assert turns >= 300
    languages = Counter(case.language for case in cases)
    assert set(languages) == {"en", "id", "sw", "ar", "ms", "vi", "th", "fil", "hi", "fr"}
    assert min(languages.values()) >= 15
    kinds = {"paper", "record", "mixed", "multi-hop", "unanswerable", "follow-up", "conflict"}
    assert {case.kind for case in cases} == kinds


def test_no_fact_is_in_both_halves() -> None:
    papers = [c for c in read_suite(make_suite.SUITE) if c.kind == "paper"]
    asked = {c.turns[0].say: c for c in papers}
    for fact in make_suite.questions("papers"):
        halves = {int(asked[q[1]].id[:3]) % 2 for q in fact["ask"] if q[1] in asked}
        assert len(halves) <= 1, fact["id"]


def test_an_expectation_that_no_paper_says_is_refused() -> None:
    raw = [{"id": "x", "says": ["within 3 days"], "in": ["growth-club-terms.md#5-1"], "ask": []}]
    with pytest.raises(ValueError, match="no paper says"):
        PaperFacts(make_suite.PACK, raw).expectation("x", "rep01")


def test_figures_are_known_however_they_are_grouped() -> None:
    assert {"1,234", "1.234", "1234"} <= set(figure(1234))


def test_the_tables_know_the_shop_that_is_one_product_from_gold() -> None:
    tables = Tables()
    has, lacks = tables.must_sell("ID-0001")
    assert (len(has), lacks) == (7, ["TEA-LEM-1500", "MLK-UHT-200", "SNA-CAS-60"])
    assert tables.rep_of("ID-0001") == "rep01"
