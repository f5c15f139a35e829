import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]


def test_two_reps_side_by_side_see_only_their_own(sit_down: SitDown) -> None:
    sari, wanjiru = sit_down("side-a"), sit_down("side-b")
    sari.log_in("rep-sby")
    wanjiru.log_in("rep-nbo")
    sari.page.get_by_role("button", name="Toko Anugerah").click()
    sari.wait("class A")
    wanjiru.page.locator(".st-row").first.wait_for()
    assert "Toko" not in wanjiru.page.content()

    thread = sari.page.url.rsplit("/", maxsplit=1)[1]
    request = wanjiru.context.request
    url = wanjiru.server.url
    assert request.get(f"{url}/project/thread/{thread}").status == 401
    assert request.put(
        f"{url}/project/thread", data={"threadId": thread, "name": "mine"}
    ).status == 401  # fmt: skip
    assert request.delete(f"{url}/project/thread", data={"threadId": thread}).status == 401
    listed = request.post(
        f"{url}/project/threads", data={"pagination": {"first": 50}, "filter": {}}
    )
    assert thread not in listed.text()
    wanjiru.page.goto(f"{url}/thread/{thread}")
    # Chainlit leaves a conversation that it is not given.
    wanjiru.page.wait_for_url(re.compile(rf"^(?!.*{thread})"))
    wanjiru.page.locator("#chat-input").wait_for()
    assert "Toko Anugerah" not in wanjiru.page.content()


def test_the_whole_screen_speaks_the_users_language_and_can_change(sit_down: SitDown) -> None:
    desk = sit_down("language", locale="id-ID")
    page = desk.page
    desk.wait("Nama pengguna")
    desk.look("masuk")
    desk.log_in("rep-sby")
    page.locator(".st-row").first.wait_for()
    assert page.locator("#chat-input").get_attribute("placeholder") == "Tanya, atau ketik nama toko"
    desk.wait("Ada 11 toko di rute Anda hari ini")
    desk.wait("pesanan terakhir 6 hari lalu")
    assert page.evaluate("document.documentElement.lang").startswith("id")
    assert page.locator("#chat-submit").get_attribute("aria-label") == "Kirim pesan"
    assert page.locator("#chat-settings-header-button").get_attribute("aria-label") == "Pengaturan"

    page.locator("#chat-settings-header-button").click()
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="English").click()
    page.get_by_role("button", name="Ya, lanjutkan").click()
    page.locator("#chat-input[placeholder^=Ask]").wait_for()
    desk.wait("11 shops are on your route today")
    assert page.locator("#chat-submit").get_attribute("aria-label") == "Send message"
    desk.look("changed")

    again = sit_down("language-again", locale="id-ID")
    again.log_in("rep-sby")
    again.wait("11 shops are on your route today")
    again.page.locator("#chat-input[placeholder^=Ask]").wait_for()
    restore = again.page
    restore.locator("#chat-settings-header-button").click()
    restore.get_by_role("combobox").click()
    restore.get_by_role("option", name="Indonesia").click()
    restore.get_by_role("button", name="Confirm").click()
    restore.locator("#chat-input[placeholder^=Tanya]").wait_for()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_support_starts_with_questions_and_no_route(sit_down: SitDown, size: str) -> None:
    desk = sit_down("support", size)
    desk.log_in("support")
    desk.page.locator("#starters button").first.wait_for()
    assert desk.page.locator(".st-row").count() == 0
    desk.page.wait_for_function("getComputedStyle(window['welcome-screen']).opacity == 1")
    desk.look("starters")
    desk.page.locator("#starters button", has_text="How long are points valid?").click()
    desk.wait("Points are valid for 12 months.")


def test_nothing_can_be_uploaded(sit_down: SitDown) -> None:
    desk = sit_down("upload")
    desk.log_in("rep-nbo")
    desk.page.locator(".st-row").first.wait_for()
    assert desk.page.locator("#upload-button").count() == 0
    answer = desk.context.request.post(
        f"{desk.server.url}/project/file?session_id=x",
        multipart={"file": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}},
    )
    assert answer.status == 404


def test_no_scripts_run_from_what_people_type(sit_down: SitDown) -> None:
    desk = sit_down("script")
    desk.log_in("rep-nbo")
    desk.page.locator(".st-row").first.wait_for()
    desk.say("<img src=x onerror=\"document.title='owned'\"> [x](javascript:alert(1))")
    desk.wait("turn 1 of this conversation")
    assert desk.page.title() == "Shelftalk"
    assert desk.page.locator("[href^='javascript']").count() == 0
