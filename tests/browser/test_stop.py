from collections.abc import Callable

import pytest

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


def test_a_turn_that_hangs_is_told_and_stopped_and_the_chat_goes_on(
    sit_down: Callable[..., Desk],
) -> None:
    desk = sit_down("stop")
    page = desk.page
    desk.log_in("rep-nbo")
    page.locator(".st-row").first.wait_for()
    desk.say("think for ever")
    desk.wait("working on it")
    desk.wait("this takes longer than usual")
    desk.look("stalled")
    page.locator("#stop-button").click()
    desk.wait("Stopped. Nothing was changed.")
    assert page.get_by_text("Task manually stopped").count() == 0
    page.get_by_text("this takes longer than usual").wait_for(state="detached")
    desk.look("stopped")
    desk.say("still there?")
    desk.wait("I heard: still there?")


def test_a_tapped_turn_stops_too(sit_down: Callable[..., Desk]) -> None:
    desk = sit_down("stop-tap", "desk")
    page = desk.page
    desk.log_in("support")
    desk.say("offer a long wait")
    page.get_by_role("button", name="Wait for ever").click()
    desk.wait("working on it")
    page.locator("#stop-button").click()
    desk.wait("Stopped. Nothing was changed.")
