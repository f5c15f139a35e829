"""The sample company's rules, playbook and guardrails do what they are there for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.guardrails.words import whole_words
from knowledge.pack.schema.guardrails import GuardrailPolicy
from knowledge.pack.schema.playbook import Frameworks, Personas, Rubric
from knowledge.pack.schema.rules import BusinessRule, Rules
from knowledge.programs.expressions import Standing, evaluate
from knowledge.programs.terms import Texts
from tests.examples.nusa_delta import LANGUAGES, chunks, load, meta, papers, programs, text


def rule(key: str) -> BusinessRule:
    return next(r for r in Rules.model_validate(load("rules.yaml")).rules if r.key == key)


def inputs(**changed: Any) -> dict[str, dict[str, Any]]:
    fine: dict[str, dict[str, Any]] = {
        "outlet": {
            "credit_lock": "none", "channel": "general_trade", "status": "active", "enrolled": [],
            "kyc_level": 2,
        },
        "history": {
            "open_cases": [], "late_payouts": 0.0, "trend_percent": 4.0, "days_since_order": 6,
            "base_monthly": 9_500_000.0,
        },
        "program": {"code": "growth-club", "kind": "growth", "period": "quarter"},
        "story": {"net_return": 120_000.0, "recommendation": "join"},
    }  # fmt: skip
    for path, value in changed.items():
        root, field = path.split("__")
        fine[root][field] = value
    return fine


def test_no_rule_stands_in_the_way_of_a_shop_in_good_order() -> None:
    for each in Rules.model_validate(load("rules.yaml")).rules:
        assert evaluate(each.requires, inputs()) is Standing.MET, each.key


@pytest.mark.parametrize(
    ("key", "changed", "effect"),
    [
        ("settle-delivery-first", {"history__open_cases": ["late_delivery"]}, "wait"),
        ("settle-delivery-first", {"history__open_cases": ["short_delivery"]}, "wait"),
        ("settle-claim-first", {"history__open_cases": ["other", "claim"]}, "wait"),
        ("answer-tax-question-first", {"history__open_cases": ["tax"]}, "wait"),
        ("pay-late-reward-first", {"history__late_payouts": 35_000.0}, "wait"),
        ("no-offer-under-credit-lock", {"outlet__credit_lock": "hard"}, "wait"),
        ("only-if-it-pays", {"story__net_return": -1.0}, "do_not_join"),
        ("not-while-falling", {"history__trend_percent": -42.0}, "wait"),
        ("stock-before-display", {"history__days_since_order": 61}, "wait"),
        ("know-the-base", {"history__base_monthly": 0.0}, "wait"),
        ("check-the-owner", {"outlet__kyc_level": 0}, "note"),
        ("no-programs-in-pharmacies", {"outlet__channel": "pharmacy"}, "withhold"),
        ("no-story-for-closed-shop", {"outlet__status": "closed"}, "withhold"),
    ],
)
def test_a_rule_stops_what_it_is_there_for(key: str, changed: dict[str, Any], effect: str) -> None:
    assert evaluate(rule(key).requires, inputs(**changed)) is Standing.FAILED
    assert rule(key).effect == effect


@pytest.mark.parametrize(
    ("key", "unknown"),
    [
        ("only-if-it-pays", "story__net_return"),
        ("not-while-falling", "history__trend_percent"),
        ("stock-before-display", "history__days_since_order"),
        ("no-offer-under-credit-lock", "outlet__credit_lock"),
    ],
)
def test_what_is_unknown_does_not_speak_against_a_shop(key: str, unknown: str) -> None:
    assert evaluate(rule(key).requires, inputs(**{unknown: None})) is Standing.MET


def test_an_unknown_base_is_not_taken_for_one() -> None:
    assert (
        evaluate(rule("know-the-base").requires, inputs(history__base_monthly=None))
        is Standing.UNKNOWN
    )


def test_a_member_whose_purchases_fall_is_not_told_to_wait() -> None:
    member = inputs(history__trend_percent=-42.0, outlet__enrolled=["growth-club"])
    assert evaluate(rule("not-while-falling").requires, member) is Standing.MET


def test_rules_stand_on_clauses_that_exist() -> None:
    for each in Rules.model_validate(load("rules.yaml")).rules:
        if each.clause:
            refs = [c.ref for c in chunks(each.clause.split("#")[0])]
            assert each.clause in refs, each.clause


def test_every_text_a_rep_may_say_is_there_in_all_four_languages() -> None:
    short = [t for t in texts_said() if not set(t) >= LANGUAGES]
    assert short == []


def texts_said() -> Iterator[Texts]:
    for each in Rules.model_validate(load("rules.yaml")).rules:
        yield from (t for t in (each.message, each.remedy) if t)
    for program in programs().values():
        yield from (program.summary, program.clawback)
        yield from (t for r in program.eligibility for t in (r.message, r.remedy) if t)
        yield from (e.reason for e in program.exclusions)
        yield from (b.reason for b in program.blackouts)
        yield from (t.benefits for t in program.targets if t.benefits)
    policy = GuardrailPolicy.model_validate(load("guardrails.yaml"))
    yield from (t.reply for t in policy.denied_topics)
    yield from (
        f.why for f in Frameworks.model_validate(load("playbook/frameworks.yaml")).frameworks
    )


def situation(**changed: Any) -> dict[str, dict[str, Any]]:
    plain = {
        "recommendation": "join", "state": "steady", "program_kind": "growth", "outlet_class": "B",
        "length": "talk", "enrolled": False, "was_member": False, "trust": "normal",
    }  # fmt: skip
    return {"situation": plain | changed}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, "psf"),
        ({"trust": "low"}, "spin"),
        ({"length": "counter"}, "fab"),
        ({"length": "leaflet"}, "aida"),
        ({"outlet_class": "A", "length": "sitdown"}, "challenger"),
        ({"program_kind": "display"}, "four_p"),
        ({"state": "lapsed", "was_member": True}, "win_back"),
        ({"recommendation": "wait", "length": "counter"}, "psf"),
        ({"recommendation": "do_not_join", "trust": "low"}, "psf"),
        ({"outlet_class": None, "length": "sitdown"}, "psf"),
    ],
)
def test_each_situation_finds_its_way_to_tell_the_story(
    changed: dict[str, Any], wanted: str
) -> None:
    ways = Frameworks.model_validate(load("playbook/frameworks.yaml")).frameworks
    fitting = [f for f in ways if evaluate(f.fits, situation(**changed)) is Standing.MET]
    assert max(fitting, key=lambda f: f.priority).key == wanted


def test_no_length_leaves_out_when_and_by_whom_it_is_paid() -> None:
    for framework in Frameworks.model_validate(load("playbook/frameworks.yaml")).frameworks:
        beats = [b.key for b in framework.beats]
        for told in (*framework.lengths.values(), tuple(beats)):
            assert told[-2:] == ("terms", "next_step"), framework.key
            assert list(told) == [b for b in beats if b in told], framework.key


def test_personas_and_rubric_cover_the_three_countries_and_can_be_failed() -> None:
    people = Personas.model_validate(load("playbook/personas.yaml")).personas
    assert len(people) == 8
    assert {p.language for p in people} == {"id", "sw", "ar"}
    rubric = Rubric.model_validate(load("playbook/rubric.yaml"))
    assert sum(c.points for c in rubric.criteria) == 100
    assert [c.key for c in rubric.criteria if c.blocker] == ["truthful", "no-pressure"]


def test_our_own_papers_say_no_word_that_we_never_say() -> None:
    words = GuardrailPolicy.model_validate(load("guardrails.yaml")).word_lists
    assert set(words) == LANGUAGES
    for path in papers():
        pattern = whole_words(words[meta(path).language])
        assert pattern is not None
        assert not pattern.search(text(path)), path
