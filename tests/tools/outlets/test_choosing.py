"""Which shop and which program are meant, and what is said when that is not clear."""

from __future__ import annotations

import pytest

from assistant.domain import ReplyStatus
from assistant.errors import NotFoundError, RetryableToolError
from assistant.ports import Tool
from tests.tools.outlets.conftest import Ask

ABOUT_A_SHOP = ("outlet_brief", "purchases", "program_progress", "points_balance", "eligibility",
                "what_if", "peers")  # fmt: skip


@pytest.mark.parametrize("name", [*ABOUT_A_SHOP, "program_list"])
def test_a_foreign_shop_is_unknown_in_the_same_words(ask: Ask, name: str) -> None:
    said = []
    for code in ("B1", "Z9"):  # of another rep; of nobody
        with pytest.raises(NotFoundError) as caught:
            ask(name, user="budi", outlet=code)
        said.append(str(caught.value).replace(code, "…"))
    assert said[0] == said[1]
    assert "…" in said[0]


def test_a_foreign_name_is_unknown_in_the_same_words(ask: Ask) -> None:
    said = []
    for shop in ("Depot Baru", "Xyzzy Qwrtp"):
        with pytest.raises(NotFoundError) as caught:
            ask("purchases", user="budi", outlet=shop)
        said.append(str(caught.value).replace(shop, "…"))
    assert said[0] == said[1]


@pytest.mark.parametrize("said", ["Toko Makmur", "A1|B1"])
def test_two_shops_of_one_name_are_asked_back(ask: Ask, said: str) -> None:
    result = ask("purchases", user="maya", outlet=said, message="what do they buy")
    assert result.status is ReplyStatus.CLARIFICATION
    assert "Which shop do you mean?" in result.text
    assert [a.name for a in result.actions] == ["open_outlet", "open_outlet"]
    assert {a.payload["outlet"] for a in result.actions} == {"A1", "B1"}
    assert {a.payload["message"] for a in result.actions} == {"what do they buy"}
    assert result.facts == ()


@pytest.mark.parametrize("said", ["A1", "toko makmur", "Tokko Makmur", "A1|B1"])
def test_one_shop_of_ones_own_is_taken_as_meant(ask: Ask, said: str) -> None:
    result = ask("purchases", user="budi", outlet=said)
    assert result.status is ReplyStatus.ANSWERED
    assert result.outlet == "A1"


def test_codes_that_are_all_foreign_are_unknown(ask: Ask) -> None:
    with pytest.raises(NotFoundError):
        ask("purchases", user="budi", outlet="B1|B2")


@pytest.mark.parametrize("name", ABOUT_A_SHOP)
def test_without_a_shop_it_asks_and_offers_those_of_today(ask: Ask, name: str) -> None:
    result = ask(name)
    assert result.status is ReplyStatus.CLARIFICATION
    assert result.text.startswith("Which shop do you mean?")
    assert [a.payload["outlet"] for a in result.actions] == ["A1"]


def test_an_unknown_program_names_those_there_are(ask: Ask) -> None:
    with pytest.raises(RetryableToolError, match="Growth Club"):
        ask("eligibility", outlet="A1", program="Lucky Draw")


def test_a_program_that_does_not_run_there_cannot_be_joined(ask: Ask) -> None:
    text = ask("eligibility", user="wanjiru", outlet="N1", program="star-points").text
    assert "Star Points: no, not now" in text
    assert "✗ The program does not run in this shop's country." in text


def test_a_shop_in_no_program_gets_one_line_for_each(ask: Ask) -> None:
    lines = ask("program_progress", outlet="A3").text.splitlines()
    assert "is in no program" in lines[0]
    assert len(lines) == 3  # the heading, two programs


def test_every_tool_has_examples_in_four_languages(tools: dict[str, Tool]) -> None:
    assert list(tools) == [
        "todays_route", "outlet_brief", "purchases", "program_progress", "points_balance",
        "eligibility", "what_if", "peers", "program_list",
    ]  # fmt: skip
    assert all(len(tool.examples) >= 20 for tool in tools.values())


def test_every_tap_is_a_call_that_its_tool_takes(ask: Ask, tools: dict[str, Tool]) -> None:
    for name in (*ABOUT_A_SHOP, "program_list"):
        for action in ask(name, outlet="A1").actions:
            assert action.payload["outlet"] == "A1"
            assert action.payload["message"]
            assert action.call
            tool = tools.get(action.call.name)
            if tool is None:
                assert action.call.name in ("selling_story", "sign_up")
            else:
                arguments = action.call.arguments
                fields = tool.arguments.model_validate(arguments).model_dump(exclude_unset=True)
                assert fields == arguments
