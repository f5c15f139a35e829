from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


def test_with_low_data_words_come_first_and_a_picture_when_it_is_tapped(
    sit_down: Callable[..., Desk],
) -> None:
    desk = sit_down("low-data")
    page = desk.page
    desk.log_in("rep-nbo")
    page.locator(".st-row:enabled").first.wait_for()
    desk.say("a picture please")
    expect(page.locator(".st-picture svg")).to_have_count(1)

    page.locator("#chat-settings-header-button").click()
    page.locator("#low_data").click()
    desk.look("settings")
    page.locator("#confirm-sidebar").click()
    page.locator("#low_data").wait_for(state="detached")
    desk.say("one more picture")
    button = page.get_by_role("button", name="Show the picture (1 kB)")
    button.wait_for()
    desk.look("put-off")
    expect(page.locator(".st-picture svg")).to_have_count(1)
    button.click()
    expect(page.locator(".st-picture svg")).to_have_count(2)
    desk.look("shown")

    page.goto(f"{desk.server.url}/")  # a later conversation
    page.locator(".st-row:enabled").first.wait_for()
    desk.say("a picture again")
    page.get_by_role("button", name="Show the picture (1 kB)").wait_for()
