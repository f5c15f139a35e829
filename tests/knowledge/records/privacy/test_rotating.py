"""The key to owners' data is changed under the feet of those who use it, and nothing is lost."""

from __future__ import annotations

import base64
import datetime as dt
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Text, func, select, type_coerce

from assistant.errors import CallError
from knowledge.records.database import Engine, open_database, reading, writing
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.keyfiles import KEY_FILE, WRAPPED_FILE, KeyFiles
from knowledge.records.privacy.rotating import BATCH, rotate
from knowledge.records.sealing import Keyring, keyring_of
from knowledge.records.tables.signups import SignUpDraftRow
from tests.knowledge.records.conftest import Databases

ROWS = 2 * BATCH + 7
PROGRAM = """
import sys
from knowledge.records.database import open_database
from knowledge.records.privacy.rotating import rotate
print("begun", flush=True)
rotate(open_database(sys.argv[1]), lambda _label, done, _total: print(done, flush=True))
"""


def _quiet(_label: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def _drafts(names: list[str]) -> list[SignUpDraftRow]:
    now = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)
    plain = dict.fromkeys(
        ("user_id", "thread", "outlet", "program", "terms_version", "language", "step", "key",
         "card_hash", "reason", "enrollment"), "x",
    )  # fmt: skip
    moments = {"opened_at": now, "changed_at": now, "expires_at": now}
    return [
        SignUpDraftRow(
            id=name, open_slot=None, revision=1, interrupted=False, personal={"owner_name": name},
            **plain, **moments,
        )
        for name in names
    ]  # fmt: skip


def _keep(engine: Engine, names: list[str]) -> None:
    with writing(engine) as session:
        session.add_all(_drafts(names))


def _all_open(engine: Engine) -> int:
    """How many there are; each must say what was sealed in it."""
    with reading(engine) as session:
        rows = session.execute(select(SignUpDraftRow.id, SignUpDraftRow.personal)).all()
    assert all(personal == {"owner_name": name} for name, personal in rows)
    return len(rows)


def _keys_in_use(engine: Engine) -> set[str]:
    kept = type_coerce(SignUpDraftRow.personal, Text)
    with reading(engine) as session:
        return set(session.scalars(select(func.substr(kept, 9, 8)).distinct()))


@pytest.fixture
def url(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database whose keys are its own: they lie in `tmp_path`."""
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path))
    new = databases.new()
    return f"sqlite:///{tmp_path}/records.db" if new.startswith("sqlite") else new


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = open_database(url, upgrade_schema=True)
    yield made
    made.dispose()


def test_everything_stands_on_a_new_key_and_the_old_ones_are_gone(
    engine: Engine, url: str, tmp_path: Path
) -> None:
    names = [f"D{n:05d}" for n in range(ROWS)]
    _keep(engine, names)
    (old,) = _keys_in_use(engine)
    old_files = {name: (tmp_path / name).read_bytes() for name in (KEY_FILE, WRAPPED_FILE)}
    steps: list[tuple[str, int, int]] = []
    done = rotate(engine, lambda *step: steps.append(step))
    assert (done.rows, done.retired) == (ROWS, True)
    assert [step[1:] for step in steps] == [(BATCH, ROWS), (2 * BATCH, ROWS), (ROWS, ROWS)]
    (new,) = _keys_in_use(engine)
    assert new != old
    assert list(json.loads((tmp_path / WRAPPED_FILE).read_text())) == [new]
    assert (tmp_path / KEY_FILE).read_bytes() not in old_files[KEY_FILE]
    assert _all_open(engine) == ROWS
    again = open_database(url)
    assert _all_open(again) == ROWS
    again.dispose()
    # The stolen old key opens nothing of what is kept now, not even in pages that were freed.
    for file in tmp_path.glob("records.db*"):
        assert f"sealed1:{old}:".encode() not in file.read_bytes()
    assert [e.kind for e in RecordedAudit(engine).about("personal-data")] == ["privacy.rotated"]
    assert RecordedAudit(engine).verify()[1] == []


def test_the_old_secret_does_not_open_the_new_keys(engine: Engine, tmp_path: Path) -> None:
    _keep(engine, ["D1"])
    old = (tmp_path / KEY_FILE).read_bytes()
    rotate(engine, _quiet)
    (tmp_path / "stolen").mkdir()
    (tmp_path / "stolen" / KEY_FILE).write_bytes(old)
    (tmp_path / "stolen" / WRAPPED_FILE).write_bytes((tmp_path / WRAPPED_FILE).read_bytes())
    with pytest.raises(Exception, match="Put both back"):
        Keyring(tmp_path / "stolen").state()
    assert len(base64.b64decode((tmp_path / KEY_FILE).read_bytes())) == 32


def test_what_was_never_sealed_has_no_key_to_change(engine: Engine) -> None:
    with pytest.raises(CallError, match="Nothing is sealed yet"):
        rotate(engine, _quiet)


def test_two_changes_at_once_are_refused(engine: Engine, tmp_path: Path) -> None:
    _keep(engine, ["D1"])
    with KeyFiles(tmp_path).changing(), pytest.raises(CallError, match="being changed already"):
        rotate(engine, _quiet)
    assert rotate(engine, _quiet).retired


def _steps_of_a_change(folder: Path) -> list[tuple[bytes, bytes]]:
    """The two files as a kill between any two writes leaves them, in order."""
    ring = Keyring(folder)
    ring.seal("x", "a.b")
    files = KeyFiles(folder)
    zero = (files.secret.read_bytes(), files.wrapped.read_bytes())
    files.begin()
    two = (files.secret.read_bytes(), files.wrapped.read_bytes())
    files.retire()
    end = (files.secret.read_bytes(), files.wrapped.read_bytes())
    return [zero, (two[0], zero[1]), two, (two[0], end[1]), end]


def test_a_kill_between_any_two_writes_of_the_files_leaves_them_open_and_is_gone_on_with(
    tmp_path: Path,
) -> None:
    for number, (secret, wrapped) in enumerate(_steps_of_a_change(tmp_path / "model")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / KEY_FILE).write_bytes(secret)
        (folder / WRAPPED_FILE).write_bytes(wrapped)
        files = KeyFiles(folder)
        before = files.read(make=False)
        assert list(before) == list(json.loads(wrapped))
        name = files.begin()
        during = files.read(make=False)
        assert next(iter(during)) == name
        assert before.items() <= during.items()
        files.retire()
        assert files.read(make=False) == {name: during[name]}
        assert len(files.secret.read_bytes().splitlines()) == 1


def test_a_process_that_runs_on_uses_the_new_key_at_once(engine: Engine, url: str) -> None:
    _keep(engine, ["D1"])
    other = open_database(url)
    assert _all_open(other) == 1
    rotate(engine, _quiet)
    _keep(other, ["D2"])
    assert len(_keys_in_use(engine)) == 1
    assert _all_open(other) == _all_open(engine) == 2
    other.dispose()


def test_writers_at_work_lose_nothing_while_keys_are_changed(engine: Engine, url: str) -> None:
    _keep(engine, [f"D{n:05d}" for n in range(BATCH)])
    stop, written, failures = threading.Event(), [0, 0], []

    def write(worker: int) -> None:
        own = open_database(url)
        try:
            while not stop.is_set():
                _keep(own, [f"W{worker}-{written[worker]:06d}"])
                written[worker] += 1
                time.sleep(0.001)
        except Exception as error:
            failures.append(error)
        finally:
            own.dispose()

    workers = [threading.Thread(target=write, args=(n,)) for n in (0, 1)]
    for worker in workers:
        worker.start()
    try:
        assert all(rotate(engine, _quiet).retired for _round in range(4))
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert failures == []
    assert min(written) > 0
    assert _all_open(engine) == BATCH + sum(written)
    assert len(keyring_of(engine.dialect).files.read(make=False)) == 1  # type: ignore[union-attr]


@pytest.mark.slow
def test_a_change_that_is_killed_again_and_again_gets_done(engine: Engine, url: str) -> None:
    count = 5 * BATCH
    _keep(engine, [f"D{n:05d}" for n in range(count)])
    (first,) = _keys_in_use(engine)
    for lines in (1, 2, 3, 2, 1):  # killed at different places: before, amid and behind batches
        killed = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url], stdout=subprocess.PIPE, text=True
        )
        assert killed.stdout is not None
        for _line in range(lines):
            killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert _all_open(engine) == count
    assert rotate(engine, _quiet).retired
    assert _all_open(engine) == count
    (last,) = _keys_in_use(engine)
    assert last != first
