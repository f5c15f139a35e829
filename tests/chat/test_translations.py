import json
import re
from pathlib import Path
from typing import Any

import chainlit
import pytest

from assistant.language.catalogs import offered

ROOT = Path(__file__).parents[2]
OURS = ROOT / ".chainlit" / "translations"
THEIRS = Path(chainlit.__file__).parent / "translations" / "en-US.json"
ONLY_OURS = {"auth.login.errors.unauthorized"}
"""Chainlit looks this one up and does not ship it."""
LANGUAGES = ("id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi")
SAME = {
    "chat.messages.status.using", "chat.messages.status.used", "chat.watermark",
    "navigation.user.menu.settingsKey",
}  # fmt: skip
"""Signs, not words."""
BORROWED = {
    "ms": {"alerts.idea"},
    "id": {"alerts.info", "alerts.debug", "alerts.beta"},
    "fil": {
        "auth.login.form.email.label", "auth.login.form.password.label", "navigation.header.chat",
    },
    "fr": {"threadHistory.sidebar.title", "threadHistory.thread.untitled"},
}  # fmt: skip
"""Words that the language has taken over from English, or shares with it."""


def _flat(tree: dict[str, Any], above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{above}.{key}" if above else key
        flat |= _flat(value, path) if isinstance(value, dict) else {path: value}
    return flat


def _texts(path: Path) -> dict[str, str]:
    return _flat(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["en-US", *LANGUAGES])
def test_no_text_of_the_screen_is_missing(language: str) -> None:
    assert set(_texts(OURS / f"{language}.json")) == set(_texts(THEIRS)) | ONLY_OURS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_itself_and_keeps_the_slots(language: str) -> None:
    english, own = _texts(OURS / "en-US.json"), _texts(OURS / f"{language}.json")
    same = {key for key, text in own.items() if text == english[key]}
    assert same == SAME | BORROWED.get(language, set())
    slots = re.compile(r"{{\w+}}")
    for key, text in own.items():
        assert slots.findall(text) == slots.findall(english[key]), key
        assert bool(text) == bool(english[key]), key


def test_every_language_of_the_catalogs_has_its_screen_and_its_help() -> None:
    assert set(LANGUAGES) | {"en"} == set(offered())
    english = (ROOT / "chainlit.md").read_text(encoding="utf-8")
    for language in LANGUAGES:
        page = (ROOT / f"chainlit_{language}.md").read_text(encoding="utf-8")
        assert page.count("\n- ") == english.count("\n- "), language
        assert "Shelftalk" in page


def test_theirs_never_stands_in_front_of_ours() -> None:
    """Chainlit takes the file of the exact locale first, and lays its own down beside ours."""
    for theirs in THEIRS.parent.glob("*.json"):
        base = theirs.stem.split("-")[0]
        if base in LANGUAGES:
            ours = OURS / f"{base}.json"
            assert (OURS / theirs.name).read_bytes() == ours.read_bytes(), theirs.name


def test_what_is_closed_stays_closed() -> None:
    import tomllib

    config = tomllib.loads((ROOT / ".chainlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["project"]["allow_origins"] == []
    features = config["features"]
    assert not features["unsafe_allow_html"]
    assert not features["spontaneous_file_upload"]["enabled"]
    assert not features["mcp"]["enabled"]
    assert not features["mcp"]["user_servers"]["enabled"]
    assert not features["allow_thread_sharing"]
    assert not features["edit_message"]


def test_nothing_public_names_another_host() -> None:
    for path in (ROOT / "public").rglob("*"):
        if path.is_file() and path.suffix != ".png":
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://", text), path
