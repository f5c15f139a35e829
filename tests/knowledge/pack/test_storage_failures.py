"""Failing storage, for real: locks, a full disk, a file that may not be written."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import StorageError
from knowledge.pack.loading import load
from knowledge.records.database import open_database
from tests.knowledge.pack.conftest import Company, PackBuilder


def make_large(pack: PackBuilder, lines: int) -> None:
    text = "".join(
        f"X-{n},1,T-001,2026-10-05,K-100,1,150000,,150000,rina,,,\n" for n in range(lines)
    )
    pack.write("data/invoices.csv", pack.read("data/invoices.csv") + text)


def test_a_locked_database_is_one_sentence_and_changes_nothing(company: Company) -> None:
    company.load()
    before = company.dump()
    company.pack.replace("data/outlets.csv", "Toko Makmur", "Toko Lain")
    with company.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(company.folder / "records.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program"):
        company.load()
    other.rollback()
    other.close()
    assert company.dump() == before
    assert company.load().tables["outlets"].changed == 1


def test_a_full_database_is_one_sentence_and_changes_nothing(company: Company) -> None:
    company.load()
    before = company.dump()
    make_large(company.pack, 3000)
    with company.engine.connect() as connection:
        # The pool gives the same connection to the load: the real SQLITE_FULL of a full disk.
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StorageError, match="is full: make room"):
        company.load()
    assert company.dump() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a disk of 1 MB can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_changes_nothing(
    pack: PackBuilder, small_disk: Path
) -> None:
    engine = open_database(f"sqlite:///{small_disk / 'records.db'}", upgrade_schema=True)
    load(pack.path, engine)
    make_large(pack, 30_000)
    with pytest.raises(StorageError, match=r"is full|has room"):
        load(pack.path, engine)
    with engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM invoice_lines").scalar_one()
        # SQLite can read and go on: nothing of the failed load is there.
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert count == 3
    engine.dispose()


def test_a_file_that_may_not_be_read_is_one_sentence(company: Company) -> None:
    company.pack.remove("data/cases.csv")
    (company.pack.path / "data/cases.csv").symlink_to(company.pack.path / "gone.csv")
    with pytest.raises(Exception, match=r"cases\.csv cannot be read"):
        company.load()
