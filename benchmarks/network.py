"""`make bench-network`: bytes, requests and seconds of the chat on a phone's line.

The sample company in a real browser at 360 × 640 behind a line of `RATE` bit/s and `TRIP` seconds a
round trip (tests/browser/bad_line.py), which counts every byte both ways: headers, web socket, all.
A budget that is not kept makes the run fail.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from benchmarks.sample import load_sample
from tests.browser.bad_line import BadLine
from tests.browser.conftest import CHROMIUM, FLAGS, PASSWORD, app_root, serve

RATE = int(os.environ.get("RATE", "400000"))
TRIP = float(os.environ.get("TRIP", "0.3"))
BUDGETS = {
    "first load": (1_300_000, None),
    "return": (60_000, 3.0),
    "first answer": (150_000, None),
}
"""Bytes, and seconds until a shop can be tapped or is answered."""
PATIENCE = 180_000
SETTLED = 2.0
"""Seconds without a byte after which a step of the day is over."""


@dataclass(frozen=True)
class Row:
    """Of one step of the day."""

    step: str
    kilobytes: float
    requests: int
    usable_s: float


@contextmanager
def phone(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A browser that keeps its cache between visits, as a phone does."""
    context = playwright.chromium.launch_persistent_context(
        str(folder),
        executable_path=CHROMIUM,
        args=list(FLAGS),
        viewport={"width": 360, "height": 640},
        has_touch=True,
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


class Watch:
    """Counts a step's bytes and requests and takes its time."""

    def __init__(self, line: BadLine, page: Page) -> None:
        self.line, self.rows, self.requests = line, list[Row](), 0
        page.context.on("request", self._note)

    def step(self, name: str, act: Callable[[], None]) -> None:
        """Do it, wait until the line is quiet, keep what it took."""
        self.line.counted()
        self.requests = 0
        started = time.monotonic()
        act()
        usable = time.monotonic() - started
        self._settle()
        row = Row(name, round(self.line.counted() / 1000, 1), self.requests, round(usable, 2))
        self.rows.append(row)
        sys.stderr.write(f"{row}\n")

    def _note(self, _request: object) -> None:
        self.requests += 1

    def _settle(self) -> None:
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < SETTLED:
            now = self.line.down + self.line.up
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(0.1)


def visit(page: Page, url: str) -> None:
    """Open the chat and wait for the route."""
    page.goto(url, wait_until="commit")
    page.locator(".st-row:enabled").first.wait_for()


def log_in(page: Page, url: str) -> None:
    """From nothing to the login form, and through it to the route."""
    page.goto(url, wait_until="commit")
    page.locator("#email").fill("rep01")
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator(".st-row:enabled").first.wait_for()


def answer(page: Page) -> None:
    """Tap the first shop and wait for its brief."""
    page.locator(".st-row").first.click()
    page.locator(".st-sources").first.wait_for()


def story(page: Page) -> None:
    """Ask for the story and wait for its sources."""
    before = page.locator(".st-sources").count()
    page.locator("#chat-input").fill("give me the selling story")
    page.locator("#chat-submit").click()
    page.locator(".st-sources").nth(before).wait_for()


def play(playwright: Playwright, line: BadLine, folder: Path) -> list[Row]:
    """A rep's first day and the next morning."""
    with phone(playwright, folder) as context:
        page = context.pages[0]
        watch = Watch(line, page)
        watch.step("first load", lambda: log_in(page, line.url))
        watch.step("first answer", lambda: answer(page))
        watch.step("a story", lambda: story(page))
    rows = watch.rows
    with phone(playwright, folder) as context:
        page = context.pages[0]
        watch = Watch(line, page)
        watch.step("return", lambda: visit(page, line.url))
        watch.step("reload", lambda: visit(page, line.url))
        rows += watch.rows
    return rows


def broken(rows: list[Row]) -> list[str]:
    """Budgets that were not kept."""
    said = []
    for row in rows:
        most, seconds = BUDGETS.get(row.step, (None, None))
        if most is not None and row.kilobytes * 1000 > most:
            said.append(f"{row.step}: {row.kilobytes} kB of {most / 1000:.0f}")
        if seconds is not None and row.usable_s > seconds:
            said.append(f"{row.step}: {row.usable_s} s of {seconds}")
    return said


def main() -> None:
    """One run; the last line on stdout has the figures."""
    with tempfile.TemporaryDirectory() as name:
        root = app_root(Path(name))
        load_sample(root / "home")
        serving = serve("app.py", root / "home", root)
        with BadLine(next(serving).url) as line, sync_playwright() as playwright:
            line.rate, line.delay = RATE / 8, TRIP / 2
            rows = play(playwright, line, root / "phone")
        next(serving, None)
    print(f"{'step':14}{'kB':>9}{'requests':>10}{'usable s':>10}")
    for row in rows:
        print(f"{row.step:14}{row.kilobytes:9.1f}{row.requests:10}{row.usable_s:10.2f}")
    print(json.dumps([asdict(row) for row in rows]))
    if said := broken(rows):
        raise SystemExit("over budget: " + "; ".join(said))


if __name__ == "__main__":
    main()
