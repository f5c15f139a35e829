import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.chat.secret import NAME, session_secret
from assistant.errors import StorageError


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = session_secret(home)
    assert session_secret(home) == first
    assert len(first) >= 32
    assert stat.S_IMODE((home / NAME).stat().st_mode) == 0o600


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert session_secret(tmp_path / "a") != session_secret(tmp_path / "b")


def test_two_servers_that_start_together_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        keys = set(pool.map(session_secret, [tmp_path] * 20))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_an_empty_key_is_no_key(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    with pytest.raises(StorageError, match="Delete it"):
        session_secret(tmp_path)


def test_a_home_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.touch()
    with pytest.raises(StorageError, match="cannot be kept"):
        session_secret(home)
