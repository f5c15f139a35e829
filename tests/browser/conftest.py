"""The real app.py in a process of its own, and Debian's chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts" / "browser"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SIZES = {"phone": (360, 640), "desk": (1280, 800)}
PATIENCE = 45_000
"""Milliseconds to wait for what is to be seen: a busy machine is slow, and not wrong."""
PASSWORD = "shelftalk-demo"  # noqa: S105  (the demo company's, printed at every start)


def free_port() -> int:
    """A port nobody listens on, on the loopback only."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def app_root(folder: Path) -> Path:
    """A copy of what Chainlit reads beside app.py, so that it writes nothing into ours."""
    for name in (".chainlit", "public"):
        shutil.copytree(ROOT / name, folder / name)
    for page in ROOT.glob("chainlit*.md"):
        shutil.copy(page, folder)
    return folder


@dataclass
class Server:
    """A running chat."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


def serve(target: str, home: Path, root: Path, port: int | None = None) -> Iterator[Server]:
    """Start `chainlit run target`, wait for it, end it."""
    port = port or free_port()
    log = root / "server.log"
    settings = {"SHELFTALK_HOME": str(home), "CHAINLIT_APP_ROOT": str(root)}
    command = [sys.executable, "-m", "chainlit", "run", target, "-h", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings, stdout=output, stderr=output
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, process, log)
            yield Server(url, log, process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _try in range(240):
        if process.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(f"{url}/health"):  # noqa: S310
            return
        time.sleep(0.25)
    pytest.fail(f"the chat did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The chat on the fake company."""
    root = app_root(tmp_path_factory.mktemp("chat"))
    yield from serve("tests/browser/serve_fake.py", root / "home", root)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; without it these tests prove nothing, and say so.

    Per module: while it is open, Playwright keeps an event loop that no async test may share.
    """
    if CHROMIUM is None:
        warnings.warn("NO CHROMIUM: the chat was NOT tested in a browser", stacklevel=1)
        pytest.skip("NO CHROMIUM: install Debian's package `chromium` to test the chat")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@dataclass
class Desk:
    """A page of one person, and every request it made to another host."""

    page: Page
    context: BrowserContext
    name: str
    server: Server
    elsewhere: list[str] = field(default_factory=list)
    shots: int = 0

    def log_in(self, user: str, password: str = PASSWORD) -> None:
        """Fill in the login form and send it."""
        self.page.locator("#email").fill(user)
        self.page.locator("#password").fill(password)
        self.page.locator("button[type=submit]").click()

    def say(self, text: str) -> None:
        """Type a message and send it."""
        self.page.locator("#chat-input").fill(text)
        self.page.locator("#chat-submit").click()

    def wait(self, text: str) -> None:
        """Until this text is to be seen."""
        self.page.get_by_text(text).filter(visible=True).last.wait_for()

    def look(self, what: str) -> None:
        """Keep a picture; nothing may stick out to the side or have come from elsewhere."""
        self.shots += 1
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{self.name}-{self.shots:02}-{what}.png")
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{what}: {wide} px to scroll sideways"
        assert self.elsewhere == []


@pytest.fixture
def sit_down(browser: Browser, server: Server) -> Iterator[Callable[..., Desk]]:
    """Opens the chat for somebody; every host but the chat's own is blocked."""
    contexts: list[BrowserContext] = []

    def open_desk(
        name: str, size: str = "phone", locale: str = "en-US", of: Server = server
    ) -> Desk:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            has_touch=size == "phone",
            service_workers="block",  # what is asked for is seen here; test_offline has one
        )
        contexts.append(context)
        desk = Desk(context.new_page(), context, f"{name}-{size}", of)

        def gate(route: Route) -> None:
            if route.request.url.startswith(of.url):
                route.continue_()
            else:
                desk.elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", gate)
        desk.page.set_default_timeout(PATIENCE)
        desk.page.goto(f"{of.url}/login")
        desk.page.locator("#email").wait_for()
        return desk

    yield open_desk
    for context in contexts:
        context.close()
