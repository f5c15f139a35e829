"""The sample company, loaded once for every test that needs a whole one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Services, build
from assistant.loading import load_pack
from assistant.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "nusa_delta"
KEPT = ROOT / "tests" / "artifacts" / "sample"
LOADED_BY = ("knowledge/**/*.py", "assistant/*.py", "examples/nusa_delta/**/*", "*.lock")


def _fingerprint() -> str:
    """Of everything a load depends on, so that a kept one is never stale."""
    digest = hashlib.sha256()
    files = {file for pattern in LOADED_BY for file in ROOT.glob(pattern) if file.is_file()}
    for file in sorted(f for f in files if "__pycache__" not in f.parts):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def load_sample(home: Path) -> Settings:
    """Load the sample company into a home, or copy the one an earlier session loaded.

    Embedding its papers takes most of a minute, and nothing of it changes from run to run.
    """
    kept = KEPT / _fingerprint()
    settings = Settings(home=home, model="embedded")
    if not kept.is_dir():
        shutil.rmtree(KEPT, ignore_errors=True)
        load_pack(SAMPLE, settings, lambda *_: None, check=False, if_empty=False)
        shutil.copytree(home, kept)
    else:
        shutil.copytree(kept, home, dirs_exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the sample company; tests share it and load nothing else."""
    return load_sample(tmp_path_factory.mktemp("sample"))


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
