"""The whole product in a browser: the sample company, the real services, nothing faked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import SIZES, Desk, Server, app_root, serve
from tests.conftest import load_sample

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The chat on the sample company."""
    root = app_root(tmp_path_factory.mktemp("sample-chat"))
    home = Path(root / "home")
    load_sample(home)
    yield from serve("app.py", home, root)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_rep_goes_from_the_route_to_a_story_and_to_the_papers(
    sit_down: SitDown, company: Server, size: str
) -> None:
    desk = sit_down("sample-rep", size, of=company)
    page = desk.page
    desk.log_in("rep01")
    page.locator(".st-row").first.wait_for()
    desk.look("route")
    page.locator("input").first.fill("Makmur")
    page.get_by_role("button", name="Toko Makmur").first.click()
    page.get_by_text("ID-0001").first.wait_for()
    desk.look("brief")
    desk.say("give me the selling story in English")
    page.get_by_text("Retail Care").filter(visible=True).last.wait_for()
    desk.look("story")
    share = page.locator(".st-share").last
    share.locator("summary").click()
    assert "Retail Care" in share.locator("pre").inner_text()
    assert "For you:" not in share.locator("pre").inner_text()
    page.get_by_role("button", name="Indonesia").last.wait_for()
    desk.look("share")
    page.locator("a.element-link").last.click()
    page.locator(".st-fact:has(details[open])").last.wait_for()
    desk.look("sources")
    desk.say("How long are points valid in Star Points?")
    # The last one stands in the sources, which are folded.
    page.locator("blockquote", has_text="12 months").first.wait_for()
    desk.look("paper")


def test_support_asks_and_gets_the_clause(sit_down: SitDown, company: Server) -> None:
    desk = sit_down("sample-support", "desk", of=company)
    desk.log_in("support01")
    desk.page.get_by_role("button", name="?").first.wait_for()
    desk.look("opening")
    desk.say("How long are points valid in Star Points?")
    answer = desk.page.locator("blockquote").first
    answer.wait_for()
    assert "12 months" in answer.inner_text()
    desk.look("answer")


def test_a_rep_of_another_country_never_sees_the_shop(sit_down: SitDown, company: Server) -> None:
    desk = sit_down("sample-other", of=company)
    desk.log_in("rep07")
    desk.page.locator(".st-row").first.wait_for()
    desk.say("brief me on ID-0001")
    desk.page.get_by_text("ID-0001").nth(1).wait_for()
    desk.look("refused")
    assert "Hartini" not in desk.page.content()


def test_a_complaint_becomes_a_case_that_support_sees(sit_down: SitDown, company: Server) -> None:
    desk = sit_down("sample-case", of=company)
    page = desk.page
    desk.log_in("rep01")
    page.locator("input").first.fill("Makmur")
    page.get_by_role("button", name="Toko Makmur").first.click()
    page.get_by_text("ID-0001").first.wait_for()
    desk.say("he says his reward never came")
    button = page.get_by_role("button", name="Open a case")
    button.wait_for()
    desk.look("complaint")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    page.get_by_text("Support sees it now").filter(visible=True).last.wait_for()
    desk.look("case")
    support = sit_down("sample-case-support", of=company)
    support.log_in("support01")
    support.page.get_by_role("button", name="?").first.wait_for()
    support.say("which cases are open?")
    support.page.get_by_text("Open cases:").filter(visible=True).last.wait_for()
    support.look("queue")


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_rep_practises_with_a_shopkeeper_and_gets_his_score(
    sit_down: SitDown, company: Server, size: str
) -> None:
    desk = sit_down("sample-practice", size, of=company)
    page = desk.page
    desk.log_in("rep05")
    page.locator(".st-row").first.wait_for()
    desk.say("I want to practise a call with Mama Wanjiku")
    page.get_by_role("button", name="Mama Wanjiku · Swahili", exact=True).last.click()
    page.get_by_role("button", name="Stop and score").last.wait_for()
    desk.look("scene")
    for line in ("Habari. Ni nini kinachokuzuia?", "Nakuhakikishia faida mara mbili."):
        desk.say(line)
        page.get_by_text("Mama Wanjiku:").nth(-1).wait_for()
    desk.look("talk")
    page.get_by_role("button", name="Stop and score").last.click()
    page.get_by_role("button", name="Once more").last.wait_for()
    page.locator("td", has_text="Nakuhakikishia faida mara mbili.").first.wait_for()
    desk.look("score")
