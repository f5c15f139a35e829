import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, Desk

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_rep_opens_a_shop_tells_its_story_and_finds_it_again(
    sit_down: SitDown, size: str
) -> None:
    desk = sit_down("rep-day", size)
    page = desk.page
    desk.look("login")
    desk.log_in("rep-nbo", "wrong")
    desk.wait("do not match")
    desk.look("wrong-password")

    desk.log_in("rep-nbo")
    desk.wait("3 shops are on your route today")
    page.locator(".st-row").first.wait_for()
    names = page.locator(".st-name").all_inner_texts()
    assert names == ["Mama Njeri Shop", "Kamau General Store", "Baraka Kiosk"]
    desk.look("route")

    page.get_by_role("button", name="Open Mama Njeri Shop").click()
    desk.wait("class A")
    desk.look("brief")
    page.get_by_role("button", name="Tell the selling story").click()
    working = re.compile("choosing how to tell it|writing the story|checking brand|reviewing")
    page.get_by_text(working).first.wait_for()
    desk.look("steps")
    desk.wait("You already buy 112 cases")
    page.get_by_text("done in 6 steps").click()
    desk.wait("writing the story")
    page.get_by_text("done in 6 steps").click()
    desk.look("story")

    page.locator("a.element-link", has_text="435,000").last.click()
    fact = page.locator(".st-fact:has(details[open])").last
    assert "3 % of Rp14,500,000." in fact.inner_text()
    assert "growth-club@3#slabs" in fact.inner_text()
    desk.wait("Payouts are made within 30 days")
    desk.look("sources")

    desk.say("How long are points valid?")
    desk.wait("Points are valid for 12 months.")
    desk.look("answer")
    page.locator(".positive-feedback-off").last.click()
    page.locator("#submit-feedback").click()
    page.locator(".positive-feedback-on").last.wait_for()

    page.reload()
    desk.wait("You already buy 112 cases")
    assert page.locator(".positive-feedback-on").count() == 1
    desk.say("and now?")
    desk.wait("turn 4 of this conversation")
    desk.look("resumed")


@pytest.mark.parametrize("size", sorted(SIZES))
def test_an_earlier_conversation_is_named_after_its_shop_and_goes_on(
    sit_down: SitDown, size: str
) -> None:
    desk = sit_down("history", size)
    page = desk.page
    desk.log_in("rep-sby")
    # A shop of its own for each size: both runs are the same rep, and share his list.
    shop = {"phone": "Toko Sinar", "desk": "Kios Barokah"}[size]
    page.get_by_role("button", name=shop).click()
    desk.wait("class A")
    first = page.url
    page.locator("#header #new-chat-button").click()
    page.locator(".st-row").first.wait_for()
    desk.say("another matter")
    desk.wait("turn 1 of this conversation")
    assert page.url != first

    page.locator("#header #sidebar-trigger-button").click()
    page.locator("#thread-history").get_by_text(shop).first.click()
    desk.wait("class A")
    desk.look("reopened")
    page.locator('[data-mobile="true"]').wait_for(state="detached")
    page.get_by_role("button", name="Tell the selling story").wait_for()
    desk.say("go on")
    desk.wait("turn 2 of this conversation")


def test_the_route_shows_eight_and_more_and_finds_by_name(sit_down: SitDown) -> None:
    desk = sit_down("route")
    page = desk.page
    desk.log_in("rep-sby")
    page.locator(".st-row").first.wait_for()
    page.wait_for_load_state("networkidle")
    rows = page.locator(".st-row")
    expect(rows).to_have_count(8)
    page.locator(".st-wide").click()
    expect(rows).to_have_count(11)
    page.locator(".st-find").fill("warung")
    expect(rows).to_have_count(3)
    page.locator(".st-find").fill("zzz")
    expect(rows).to_have_count(0)
    page.locator(".st-find").fill("melati")
    page.locator(".st-wide").click()
    page.locator(".st-route").nth(1).locator(".st-row").wait_for()
    desk.look("found")


def test_what_a_thumb_must_hit_is_large_enough(sit_down: SitDown) -> None:
    desk = sit_down("targets")
    page = desk.page
    desk.log_in("rep-nbo")
    page.get_by_role("button", name="Open Baraka Kiosk").click()
    desk.wait("class A")
    page.locator(".st-sources summary").first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, input, textarea')]
            .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44)
            .map((e) => e.outerHTML.slice(0, 160))"""
    )
    assert small == []


def test_a_failure_is_a_sentence_with_a_number_and_no_exception(sit_down: SitDown) -> None:
    desk = sit_down("failure", "desk")
    desk.log_in("rep-nbo")
    desk.page.locator(".st-row").first.wait_for()
    desk.say("please explode")
    desk.wait("tell support the number")
    assert "secret connection string" not in desk.page.content()
    assert "secret connection string" in desk.server.log.read_text()
    desk.say("still there?")
    desk.wait("I heard: still there?")


def test_a_shopkeepers_arabic_is_laid_out_from_the_right(sit_down: SitDown) -> None:
    desk = sit_down("arabic")
    desk.log_in("rep-nbo")
    desk.page.locator(".st-row").first.wait_for()
    desk.say("مرحبا بكم في المتجر")
    bubble = desk.page.locator("[data-step-type=user_message] .message-content").last
    bubble.wait_for()
    assert bubble.evaluate("e => getComputedStyle(e).direction") == "rtl"
    desk.look("arabic")
