"""The page before login speaks the phone's language, all ten, without a word of another."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.browser.conftest import ROOT, Desk

pytestmark = pytest.mark.browser
LOCALES = {
    "en": "en-US", "id": "id-ID", "ms": "ms-MY", "vi": "vi-VN", "th": "th-TH", "fil": "fil-PH",
    "sw": "sw-KE", "ar": "ar-EG", "fr": "fr-FR", "hi": "hi-IN",
}  # fmt: skip
"""Ours → what a phone of the country says."""


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_the_login_is_in_the_phones_language(sit_down: Callable[..., Desk], language: str) -> None:
    desk = sit_down(f"login-{language}", "phone", LOCALES[language])
    name = "en-US" if language == "en" else language
    kept = ROOT / ".chainlit" / "translations" / f"{name}.json"
    texts = json.loads(kept.read_text("utf-8"))["auth"]["login"]
    desk.wait(texts["title"])
    form = texts["form"]
    assert desk.page.locator("label[for=email]").inner_text() == form["email"]["label"]
    assert desk.page.locator("label[for=password]").inner_text() == form["password"]["label"]
    assert desk.page.locator("button[type=submit]").inner_text() == form["actions"]["signin"]
    direction = desk.page.evaluate("getComputedStyle(document.documentElement).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")
    eye = desk.page.locator("#password + button").bounding_box()
    assert eye
    assert (eye["x"] < 180) == (language == "ar"), "a password begins under the eye"
    desk.look("login")
