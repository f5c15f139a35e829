import json
import re
from pathlib import Path
from typing import Any

import chainlit
import pytest

ROOT = Path(__file__).parents[2]
OURS = ROOT / ".chainlit" / "translations"
THEIRS = Path(chainlit.__file__).parent / "translations" / "en-US.json"
ONLY_OURS = {"auth.login.errors.unauthorized"}
"""Chainlit looks this one up and does not ship it."""
SAME_IN_INDONESIAN = {
    "alerts.info", "alerts.debug", "alerts.beta",
    "chat.messages.status.using", "chat.messages.status.used", "chat.watermark",
    "navigation.user.menu.settingsKey",
}  # fmt: skip


def _flat(tree: dict[str, Any], above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{above}.{key}" if above else key
        flat |= _flat(value, path) if isinstance(value, dict) else {path: value}
    return flat


def _texts(path: Path) -> dict[str, str]:
    return _flat(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["en-US", "id"])
def test_no_text_of_the_screen_is_missing(language: str) -> None:
    assert set(_texts(OURS / f"{language}.json")) == set(_texts(THEIRS)) | ONLY_OURS


def test_indonesian_is_indonesian_and_keeps_the_slots() -> None:
    english, indonesian = _texts(OURS / "en-US.json"), _texts(OURS / "id.json")
    same = {key for key, text in indonesian.items() if text == english[key]}
    assert same <= SAME_IN_INDONESIAN
    slots = re.compile(r"{{\w+}}")
    for key, text in indonesian.items():
        assert slots.findall(text) == slots.findall(english[key]), key


def test_there_is_a_welcome_page_for_each() -> None:
    for name in ("chainlit.md", "chainlit_id.md"):
        assert "Shelftalk" in (ROOT / name).read_text(encoding="utf-8")


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
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://", text), path
