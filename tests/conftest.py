"""The sample company, loaded once for every test that needs a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Services, build
from assistant.loading import load_pack
from assistant.settings import Settings, read_settings

SAMPLE = Path(__file__).parents[1] / "examples" / "nusa_delta"


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the sample company; read it, never write to it."""
    settings = Settings(home=tmp_path_factory.mktemp("sample"), model="embedded")
    load_pack(SAMPLE, settings, lambda *_: None, check=False, if_empty=False)
    return settings


@pytest.fixture(scope="session")
def sample(sample_settings: Settings) -> Services:
    """The services over the sample company, as every entry point builds them."""
    return build(sample_settings)


@pytest.fixture
def fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A home of its own for a command line test; settings are read again for it."""
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield tmp_path / "home"
    read_settings.cache_clear()
