"""The record tools over the sample company: no figure without a fact, no English left over."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from assistant.bootstrap import Services
from assistant.domain import Fact, ToolResult, User
from assistant.guardrails.figures import figures
from assistant.language.collect import messages
from assistant.ports import ToolContext
from tests.conftest import SAMPLE
from tools.outlets.tool import record_tools

Said = Callable[[str], list[ToolResult]]
LANGUAGES = ("en", "id", "sw", "ar")
ABOUT_A_SHOP = ("outlet_brief", "purchases", "program_progress", "points_balance", "eligibility",
                "what_if", "peers")  # fmt: skip
SLOT = re.compile(r"\{\w+\}")


def run(
    sample: Services, name: str, user: User, language: str, message: str = "?", **asked: str
) -> ToolResult:
    tool = next(t for t in record_tools(sample.records) if t.name == name)
    context = ToolContext(user, language, sample.today, message)
    return tool.run(tool.arguments.model_validate(asked), context)


def outlets_of_every_kind() -> list[dict[str, str]]:
    """Every eleventh shop of the sample: all countries, channels and standings."""
    with (SAMPLE / "data" / "outlets.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))[::11]


def answers(sample: Services, language: str) -> Iterator[ToolResult]:
    manager = sample.user("manager01")
    for outlet in outlets_of_every_kind():
        for name in (*ABOUT_A_SHOP, "program_list"):
            yield run(sample, name, manager, language, outlet=outlet["code"])
        yield run(sample, "eligibility", manager, language, outlet=outlet["code"],
                  program="growth-club")  # fmt: skip
        yield run(sample, "program_progress", manager, language, outlet=outlet["code"],
                  program="growth-club")  # fmt: skip
        yield run(sample, "what_if", manager, language, outlet=outlet["code"],
                  program="star-points", more_percent="12.5")  # fmt: skip
        yield run(sample, "what_if", manager, language, outlet=outlet["code"],
                  program="growth-club", more_amount="2500")  # fmt: skip
    for number in range(1, 9):
        yield run(sample, "todays_route", sample.user(f"rep0{number}"), language)


@pytest.fixture(scope="module")
def said(sample: Services) -> Callable[[str], list[ToolResult]]:
    """Every answer in a language, worked out once."""

    @cache
    def in_language(language: str) -> list[ToolResult]:
        return list(answers(sample, language))

    return in_language


def figures_of(fact: Fact) -> set[str]:
    if isinstance(fact.value, date):
        return {str(fact.value.day), str(fact.value.year)}
    if isinstance(fact.value, Decimal):
        return figures(f"{abs(fact.value):f}")
    return figures(fact.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_every_answer_is_a_fact(said: Said, language: str) -> None:
    for result in said(language):
        known = {f for fact in result.facts for f in figures_of(fact)}
        assert figures(result.text) <= known, result.text


def english_fragments() -> set[str]:
    """What is written between the slots of our messages, where it is two words or more."""
    found: set[str] = set()
    for message in messages():
        if not message.id or not any("outlets" in file for file, _line in message.locations):
            continue
        for text in [message.id] if isinstance(message.id, str) else message.id:
            parts = (part.strip(" .,;:“”()…") for part in SLOT.split(text))
            found |= {part for part in parts if len(part.split()) > 1}
    return found


@pytest.mark.parametrize("language", ["id", "sw", "ar"])
def test_no_english_sentence_is_left_in_an_answer(said: Said, language: str) -> None:
    fragments = english_fragments()
    assert "is in no program. This is where it would stand" in fragments
    for result in said(language):
        text = result.text
        for fact in result.facts:  # the records' own words stay as they were written
            if isinstance(fact.value, str):
                text = text.replace(fact.value, "")
        text += "".join(f"\n{fact.sentence}" for fact in result.facts)
        text += "".join(f"\n{action.label}" for action in result.actions)
        left = [f for f in fragments if re.search(rf"\b{re.escape(f)}\b", text)]
        assert not left, (left, result.text)


def test_every_condition_is_told_with_its_clause(sample: Services) -> None:
    with (SAMPLE / "data" / "outlets.csv").open(encoding="utf-8-sig", newline="") as file:
        shop = next(
            row
            for row in csv.DictReader(file)
            if row["country"] == "ID" and row["outlet_class"] == "C" and not row["overdue"]
        )
    text = run(sample, "eligibility", sample.user("manager01"), "en", outlet=shop["code"],
               program="Klub Tumbuh").text  # fmt: skip
    assert "Growth Club: no, not now" in text
    assert "✗ Growth Club is for shops of class A and B" in text
    assert "? We do not know yet: whether an amount is overdue. (§2.4)" in text
    assert "→ Classes are reviewed every January and July." in text
    terms = sample.records.program("growth-club")
    assert all(f"§{requirement.clause}" in text for requirement in terms.eligibility)


def test_a_blackout_says_until_when(sample: Services) -> None:
    text = run(sample, "eligibility", sample.user("manager01"), "en", outlet="EG-0004",
               program="cool-corner").text  # fmt: skip
    pause = next(
        b for b in sample.records.program("cool-corner").blackouts
        if b.starts_on <= sample.today <= b.ends_on
    )  # fmt: skip
    assert "Cool Corner: no, not now" in text
    assert pause.reason["en"] in text
    assert f"Nobody can join until {pause.ends_on.day} " in text


def test_another_program_of_the_same_kind_is_named(sample: Services) -> None:
    text = run(sample, "eligibility", sample.user("rep01"), "id", outlet="ID-0001",
               program="star-points").text  # fmt: skip
    assert "Sekarang ikut Klub Tumbuh." in text


def test_who_may_join_is_offered_to_sign_up_by_those_who_may_do_that(sample: Services) -> None:
    def offers(user: str) -> list[str]:
        found = run(sample, "eligibility", sample.user(user), "en", outlet="ID-0002")
        return [action.name for action in found.actions]

    assert "sign_up" in offers("rep01")
    assert "sign_up" not in offers("trainer01")


def test_a_long_route_ends_with_how_many_more(sample: Services) -> None:
    rep = sample.user("rep01")
    stops = sample.records.route(rep)
    result = run(sample, "todays_route", rep, "en")
    lines = result.text.splitlines()
    assert len(stops) > 12
    assert len(lines) == 14  # the total, twelve shops, the rest
    assert lines[-1] == f"- … and {len(stops) - 12} more."
    assert [a.payload["outlet"] for a in result.actions] == [s.outlet for s in stops[:12]]


@pytest.mark.parametrize("name", ["todays_route", *ABOUT_A_SHOP, "program_list"])
def test_an_answer_takes_less_than_40_milliseconds(sample: Services, name: str) -> None:
    rep = sample.user("rep01")
    asked = {} if name == "todays_route" else {"outlet": "ID-0001"}
    spent = []
    for _ in range(8):
        started = time.process_time()
        run(sample, name, rep, "id", **asked)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.040


def test_the_searches_of_these_tests_find_what_they_look_for(said: Said) -> None:
    fragments = english_fragments()
    result = next(r for r in said("en") if "Last visit" in r.text)
    assert any(f in result.text for f in fragments)
    assert not figures(result.text) <= set()
