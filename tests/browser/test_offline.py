"""A rep's line: airplane mode, a lift, a server that dies in the middle of an answer."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.bad_line import BadLine
from tests.browser.conftest import CHROMIUM, FLAGS, PASSWORD, PATIENCE, Server, app_root, serve

pytestmark = pytest.mark.browser
AIRPLANE = float(os.environ.get("AIRPLANE", "15"))
"""Seconds."""
LOCKED = float(os.environ.get("LOCKED", "3"))
"""Seconds of silence; a phone in a pocket has minutes of it."""
FAKE = "tests/browser/serve_fake.py"
WORKING = re.compile("choosing how to tell it|writing the story|checking|reviewing|done in")
"""What is read while a story is being made; a slow machine may miss the first of it."""


class Chat:
    """A server that may die and come back on the same port, with a bad line before it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.running = serve(FAKE, root / "home", root)
        self.server: Server = next(self.running)
        self.port = int(self.server.url.rsplit(":", 1)[1])

    def die(self) -> None:
        """As by a power cut."""
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait(20)
        self.end()

    def end(self) -> None:
        with suppress(StopIteration):
            next(self.running)

    def start(self) -> None:
        self.running = serve(FAKE, self.root / "home", self.root, self.port)
        self.server = next(self.running)


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    opened = Chat(app_root(tmp_path_factory.mktemp("offline")))
    yield opened
    opened.end()


@pytest.fixture
def line(chat: Chat) -> Iterator[BadLine]:
    with BadLine(chat.server.url) as opened:
        yield opened


@pytest.fixture
def context(browser: Browser, line: BadLine) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def log_in(page: Page, url: str, user: str = "rep-nbo") -> None:
    page.goto(f"{url}/login")
    page.locator("#email").fill(user)
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator(".st-row:enabled").first.wait_for()
    page.wait_for_function("document.querySelector('#chat-input')")


@pytest.fixture
def page(context: BrowserContext, line: BadLine) -> Page:
    opened = context.new_page()
    log_in(opened, line.url)
    return opened


def bubbles(page: Page, text: str) -> int:
    said = page.locator("[data-step-type=user_message] .message-content", has_text=text)
    return said.count()


def say(page: Page, text: str) -> None:
    page.locator("#chat-input").fill(text)
    page.locator("#chat-input").press("Enter")


def once(page: Page, chat: Chat, said: str, heard: str) -> None:
    """One bubble and one answer, and after a reload the history says the same."""
    for look in range(2):
        if look:
            page.reload()
        page.get_by_text(heard).filter(visible=True).last.wait_for()
        expect(page.locator(".st-line")).to_have_count(0)
        page.wait_for_timeout(1500)
        assert bubbles(page, said) == 1
        assert page.locator(".ai-message", has_text=heard).count() == 1


def test_what_is_typed_in_an_airplane_is_sent_once_when_it_has_landed(
    page: Page, line: BadLine, chat: Chat
) -> None:
    say(page, "good morning")
    page.get_by_text("I heard: good morning").wait_for()
    with line.airplane():
        page.context.set_offline(True)
        page.locator(".st-line").wait_for()
        say(page, "is tea in the club?")
        page.locator(".st-line-text", has_text="is tea in the club?").wait_for()
        page.wait_for_timeout(AIRPLANE * 1000)
        page.context.set_offline(False)
    once(page, chat, "is tea in the club?", "I heard: is tea in the club?")


def test_an_answer_given_while_the_line_is_cut_is_shown_once_when_it_is_back(
    page: Page, line: BadLine, chat: Chat
) -> None:
    say(page, "tell me the story")
    page.get_by_text(WORKING).filter(visible=True).first.wait_for()
    with line.airplane():
        page.wait_for_timeout(6000)  # the story takes two seconds
    once(page, chat, "tell me the story", "You already buy 112 cases")


def test_a_tap_whose_answer_was_cut_off_is_done_once(page: Page, line: BadLine, chat: Chat) -> None:
    page.get_by_role("button", name="Open Baraka Kiosk").click()
    page.locator("[data-step-type=user_message]").first.wait_for()
    with line.airplane():
        page.wait_for_timeout(4000)
    expect(page.locator(".st-error")).to_have_count(0)
    once(page, chat, "Brief me on Baraka Kiosk", "class A")
    assert page.get_by_role("button", name="Tell the selling story").count() == 1


def test_what_is_said_into_silence_arrives_once(page: Page, line: BadLine, chat: Chat) -> None:
    say(page, "good morning")
    page.get_by_text("I heard: good morning").wait_for()
    with line.lift():
        say(page, "anybody there?")
        page.wait_for_timeout(LOCKED * 1000)
        page.locator(".st-line").wait_for()
    once(page, chat, "anybody there?", "I heard: anybody there?")


def test_a_server_that_dies_in_the_middle_of_an_answer_answers_when_it_is_back(
    page: Page, chat: Chat
) -> None:
    say(page, "tell me the story now")
    page.get_by_text(WORKING).filter(visible=True).first.wait_for()
    chat.die()
    page.locator(".st-line").wait_for()
    say(page, "how long are points valid?")
    page.locator(".st-line-text").wait_for()
    chat.start()
    once(page, chat, "tell me the story now", "You already buy 112 cases")
    once(page, chat, "how long are points valid?", "Points are valid for 12 months")


def test_a_new_server_says_no_second_hello_to_a_page_that_has_heard_it(
    page: Page, chat: Chat
) -> None:
    chat.die()
    page.locator(".st-line").wait_for()
    chat.start()
    expect(page.locator(".st-line")).to_have_count(0)
    page.wait_for_timeout(1500)
    assert page.locator(".st-route").count() == 1
    page.get_by_role("button", name="Open Baraka Kiosk").click()
    page.get_by_text("class A").wait_for()


def test_a_draft_survives_a_reload_and_goes_when_it_is_sent(page: Page) -> None:
    page.locator("#chat-input").fill("half a sentence")
    page.reload()
    expect(page.locator("#chat-input")).to_have_value("half a sentence")
    page.locator("#chat-submit").click()
    page.get_by_text("I heard: half a sentence").wait_for()
    page.reload()
    page.get_by_text("I heard: half a sentence").wait_for()
    expect(page.locator("#chat-input")).to_have_value("")


def settled(page: Page) -> None:
    """The worker serves this page and has put away what it needs."""
    page.wait_for_function(
        """async () => navigator.serviceWorker.controller
            && (await (await caches.open('shelftalk-shell')).match('/'))
            && (await (await caches.open('shelftalk-own')).keys()).length"""
    )


def seen(page: Page) -> str:
    return str(page.evaluate("async () => (await caches.match('/seen.json'))?.text() ?? ''"))


def test_without_a_line_what_was_seen_is_readable_with_its_time(
    page: Page, line: BadLine, chat: Chat
) -> None:
    page.get_by_role("button", name="Open Baraka Kiosk").click()
    page.get_by_role("button", name="Tell the selling story").click()
    page.get_by_text("You already buy 112 cases").wait_for()
    say(page, "How long are points valid?")
    page.get_by_text("Points are valid for 12 months.").first.wait_for()
    page.wait_for_function(
        "async () => (await (await caches.match('/seen.json')).text()).includes('are earned')"
    )
    settled(page)
    with line.airplane():
        page.context.set_offline(True)
        page.reload()
        page.get_by_role("heading", name="What was seen before").wait_for()
        assert page.locator("ol li b").all_inner_texts() == [
            *("Mama Njeri Shop", "Kamau General Store", "Baraka Kiosk"),
        ]
        terms = page.locator("details", has_text="Points are valid")
        terms.locator("blockquote", has_text="they are earned").wait_for(state="attached")
        story = page.locator("details", has_text="You already buy 112 cases")
        story.locator(".text", has_text="Growth Club pays you").wait_for(state="attached")
        assert page.locator("time").count() == 4
        stamp = page.locator("time").first.get_attribute("datetime") or ""
        assert stamp.startswith(time.strftime("%Y-%m-%dT", time.gmtime()))
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        page.context.set_offline(False)
    page.get_by_role("link", name="Open the chat").click()
    page.locator(".st-row:enabled").first.wait_for()


def test_what_was_seen_is_gone_with_the_user(
    page: Page, line: BadLine, context: BrowserContext
) -> None:
    page.wait_for_function("async () => (await caches.match('/seen.json'))?.ok")
    assert "Baraka Kiosk" in seen(page)
    settled(page)
    context.clear_cookies()
    other = context.new_page()
    page.close()
    log_in(other, line.url, "rep-sby")
    other.wait_for_function(
        "async () => (await (await caches.match('/seen.json'))?.text() ?? '').includes('Makmur')"
    )
    assert "Baraka Kiosk" not in seen(other)
    other.evaluate("fetch('/logout', {method: 'POST'})")
    other.wait_for_function("async () => !(await caches.keys()).includes('shelftalk-seen')")
    other.wait_for_function("() => !localStorage.getItem('shelftalk-owner')")


def test_no_login_and_no_conversation_lies_in_a_cache(page: Page) -> None:
    settled(page)
    page.reload()
    page.locator(".st-row:enabled").first.wait_for()
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)
        ))).flat()"""
    )
    assert "/project/settings" in kept
    allowed = ("/public/", "/assets/", "/avatars/", "/favicon", "/logo", "/auth/config")
    rest = [path for path in kept if not path.startswith(allowed)]
    assert set(rest) <= {"/", "/project/translations", "/project/settings", "/seen.json"}


def test_the_chat_can_be_installed(page: Page, line: BadLine) -> None:
    scope = page.evaluate("async () => (await navigator.serviceWorker.ready).scope")
    assert scope == f"{line.url}/"
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"] == f"{line.url}/manifest.webmanifest"
    assert manifest["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )


def test_with_every_other_host_a_black_hole_nobody_waits_for_one(
    browser: Browser, chat: Chat
) -> None:
    # 192.0.2.1 is nobody's by RFC 5737: what is asked of it is never answered.
    hole = "--host-resolver-rules=MAP * 192.0.2.1, EXCLUDE 127.0.0.1"
    alone = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, hole])
    page = alone.new_page()
    asked = list[str]()
    page.context.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(PATIENCE)
    log_in(page, chat.server.url)
    settled(page)
    page.wait_for_load_state("networkidle")
    alone.close()
    elsewhere = [url for url in asked if not url.startswith((chat.server.url, "data:", "blob:"))]
    assert len(asked) > 10
    assert elsewhere == []
