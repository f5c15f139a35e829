"""How the return was worked out: every part and assumption can be seen, by a person and by code."""

import re
from decimal import Decimal

import pytest

from assistant.domain import ReplyStatus
from tests.tools.story.shops import PROGRAMS, context, world
from tools.story.arguments import StoryArguments
from tools.story.tool import SellingStory
from tools.story.working import ReturnArguments, ReturnWorking


def shown(program: str | None, shop: str = "STEADY", language: str = "en") -> tuple[str, dict]:  # type: ignore[type-arg]
    asked = ReturnArguments(outlet=shop, program=program)
    result = ReturnWorking(world()).run(asked, context(language))
    assert result.status is ReplyStatus.ANSWERED
    return result.text, result.data["return"]


def test_eye_level_by_hand() -> None:
    # Toko Makmur buys 7 products x 5 cases x 120,000 = 4,200,000 a month. 5 % more = 210,000, a
    # margin of 24 x 5,500 / 120,000 - 1 = 10 %: 21,000. Fee 150,000 less 2 % = 147,000. Stock
    # 210,000 x 18 % x 14/365 = 1,449.86. Shelf 0.6 m x 120,000 = 72,000.
    # Joins: 21,000 + 147,000 - 1,449.86 - 72,000 = 94,550.14. Stays: 147,000 - 72,000 = 75,000.
    # Misses: 21,000 - 1,449.86 - 72,000 = -52,449.86.
    text, data = shown("eye-level")
    nets = {name: case["net"] for name, case in data["cases"].items()}
    assert nets == {"join": "94550.14", "stay": "75000.00", "just_miss": "-52449.86"}
    for said in ("Rp94.550", "Rp75.000", "-Rp52.450", "Rp147.000", "Rp1.450", "0,6"):
        assert said in text
    assert "14 days" in text


def test_full_shelf_by_hand() -> None:
    # Seven of ten; eight are needed: one case more, 120,000. Margin 12,000. Points: seven listed
    # products make all of 4,200,000 + 120,000 = 4,320,000 / 10,000 = 432, with the bonus of 300
    # 732 points at 100 = 73,200. Stock 120,000 x 18 % x 14/365 = 828.49.
    # Joins: 12,000 + 73,200 - 828.49 = 84,371.51. Stays: 420 points = 42,000.
    # Misses: 432 points = 43,200 + 12,000 - 828.49 = 54,371.51.
    data = shown("full-shelf")[1]
    nets = {name: case["net"] for name, case in data["cases"].items()}
    assert nets == {"join": "84371.51", "stay": "42000.00", "just_miss": "54371.51"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_assumption_says_where_it_is_set(program: str) -> None:
    for ground in shown(program)[1]["assumptions"]:
        assert ground["source"].startswith((f"{program}@", "invoices", "products")), ground
    keys = {g["key"] for g in shown(program)[1]["assumptions"]}
    assert {"usual_month", "margin", "stock_days", "cost_of_cash", "months"} <= keys


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    text, data = shown("growth-club", "BLANK")
    assert data["cases"]["join"]["net"] is None
    assert "not known" in text


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_figure_in_it_is_a_fact(program: str) -> None:
    asked = ReturnArguments(outlet="STEADY", program=program)
    result = ReturnWorking(world()).run(asked, context("en"))
    values = {str(abs(f.value.normalize())) for f in result.facts if isinstance(f.value, Decimal)}
    plain = {f"{Decimal(v):f}" for v in values}
    for figure in re.findall(r"\d[\d.,]*", result.text):
        number = figure.rstrip(".,").replace(".", "").replace(",", ".")
        assert number in plain, figure


def test_a_story_carries_the_sums_it_stands_on_and_offers_to_show_them() -> None:
    asked = StoryArguments(outlet="STEADY", program="eye-level")
    result = SellingStory(world()).run(asked, context("en"))
    assert result.data["return"] == shown("eye-level")[1]
    assert "shop_return" in {action.name for action in result.actions}


def test_without_a_program_it_is_the_one_a_story_would_be_about() -> None:
    story = SellingStory(world()).run(StoryArguments(outlet="STEADY"), context("en"))
    assert shown(None)[1] == story.data["return"]
