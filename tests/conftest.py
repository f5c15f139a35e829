"""What is dear to make, made once: the sample company loaded, a PostgreSQL server."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Services, build
from assistant.loading import load_pack
from assistant.settings import Settings, read_settings
from tests.injected.planting import clean_desk, planted_desk
from tests.postgres import GIVEN_SERVER, ServerDatabases, find_binaries, running_cluster

__all__ = ["clean_desk", "planted_desk"]  # fixtures that two folders share

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "nusa_delta"
KEPT = ROOT / "tests" / "artifacts" / "sample"
LOADED_BY = (
    *(f"knowledge/{room}/**/*.py" for room in ("documents", "insights", "pack", "records")),
    *("knowledge/programs/*.py", "assistant/loading.py", "examples/nusa_delta/**/*", "*.lock"),
)
KEPT_LOADS = 4


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
    if kept.is_dir():
        shutil.copytree(kept, home, dirs_exist_ok=True)
        return settings
    load_pack(SAMPLE, settings, lambda *_: None, check=False, if_empty=False)
    _keep(home, kept)
    return settings


def _keep(home: Path, kept: Path) -> None:
    """All at once, so that a test session beside this one never sees half of it."""
    half = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copytree(home, half)
    try:
        half.rename(kept)
    except OSError:  # the other session was first
        shutil.rmtree(half)
    for old in sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_LOADS]:
        shutil.rmtree(old, ignore_errors=True)


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


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server on which databases may be made."""
    given = os.environ.get(GIVEN_SERVER)
    if given:
        yield given
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(
            "PostgreSQL is NOT tested: no server found. Install Debian's `postgresql` package, or "
            f"set {GIVEN_SERVER} to a server where databases may be made."
        )
    with running_cluster(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def server_databases(server: str) -> Iterator[ServerDatabases]:
    """Makes databases on that server."""
    made = ServerDatabases(server)
    yield made
    if GIVEN_SERVER in os.environ:  # a private server goes away with all it holds
        made.drop_all()
