"""What opening and using a database that is not well says to the person who asked."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Executable, delete, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from assistant.errors import StorageError
from knowledge.records import database, migrate
from knowledge.records.api import DataAPI
from knowledge.records.database import is_loaded, open_database, reading, writing
from knowledge.records.migrate import SchemaState, state
from knowledge.records.tables.enrollments import LedgerEntry
from knowledge.records.tables.people import FailedLogin
from tests.knowledge.records import company
from tests.knowledge.records.conftest import NewDatabase

PAID = dt.date(2026, 7, 8)


def _login(name: str) -> FailedLogin:
    return FailedLogin(id=name, name=name, at=company.LOADED_AT)


def test_an_empty_database_opens_and_is_not_loaded(new_database: NewDatabase) -> None:
    engine = open_database(new_database())
    assert not is_loaded(engine)
    engine.dispose()


def test_reading_before_the_first_load_says_to_load(new_database: NewDatabase) -> None:
    engine = open_database(new_database())
    with pytest.raises(StorageError, match=r"run `shelftalk load PACK` first"):
        DataAPI(engine, company.TODAY).company()
    engine.dispose()


def test_a_loaded_database_says_so(engine: Engine, empty: Engine) -> None:
    assert is_loaded(engine)
    assert not is_loaded(empty)


def test_a_database_of_a_newer_version_is_refused(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"made by a newer version .* update Shelftalk"):
        open_database(_url(empty))
    with pytest.raises(StorageError, match="made by a newer version"):
        open_database(_url(empty), upgrade_schema=True)


_NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    {last_step}
"""


def _ship_newer_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last_step: str = "pass"
) -> None:
    """From here on, the program is one migration ahead of the databases made before."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions/9999_later.py").write_text(
        _NEXT_MIGRATION.format(head=head, last_step=last_step), encoding="utf-8"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)


def test_a_database_of_an_older_version_is_upgraded_by_the_command_that_is_named(
    own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ship_newer_version(monkeypatch, tmp_path)
    with pytest.raises(StorageError, match=r"older version .* `shelftalk load PACK`"):
        open_database(_url(own_engine))
    open_database(_url(own_engine), upgrade_schema=True).dispose()
    engine = open_database(_url(own_engine))
    assert inspect(engine).has_table("later")
    assert is_loaded(engine)
    engine.dispose()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ship_newer_version(monkeypatch, tmp_path, last_step='raise RuntimeError("power cut")')
    with pytest.raises(RuntimeError, match="power cut"):
        open_database(_url(own_engine), upgrade_schema=True)
    assert not inspect(own_engine).has_table("later")
    assert state(own_engine) is SchemaState.OLDER


def test_upgrading_twice_changes_nothing(own_engine: Engine) -> None:
    database.upgrade(own_engine)
    assert state(own_engine) is SchemaState.CURRENT
    assert is_loaded(own_engine)


def test_what_fails_half_way_leaves_nothing(empty: Engine) -> None:
    with pytest.raises(NoResultFound):
        _write_then_fail(empty)
    with reading(empty) as session:
        assert session.get(FailedLogin, "a") is None


def test_foreign_keys_are_kept(empty: Engine) -> None:
    with pytest.raises(IntegrityError), empty.begin() as connection:
        connection.execute(insert(LedgerEntry).values(**_entry(outlet="nobody")))


@pytest.mark.parametrize("change", ["update", "delete", "replace", "truncate"])
def test_the_ledger_refuses_every_change_but_a_new_row(own_engine: Engine, change: str) -> None:
    sqlite = own_engine.dialect.name == "sqlite"
    statements: dict[str, Executable] = {
        "update": update(LedgerEntry).values(points=1),
        "delete": delete(LedgerEntry),
        "replace": text("INSERT OR REPLACE INTO ledger SELECT * FROM ledger"),
        "truncate": text("TRUNCATE ledger"),
    }
    if (change == "replace" and not sqlite) or (change == "truncate" and sqlite):
        pytest.skip(f"{own_engine.dialect.name} knows no {change}")
    with pytest.raises(IntegrityError, match="append-only"), own_engine.begin() as connection:
        connection.execute(statements[change])


def test_a_payout_gets_its_pay_day_once_and_nothing_else(own_engine: Engine) -> None:
    late = _entry(outlet="A1", id="P1", kind="payout", paid_on=None)
    row = update(LedgerEntry).where(LedgerEntry.id == "P1")
    with own_engine.begin() as connection:
        connection.execute(insert(LedgerEntry).values(**late))
    for bad in ({"paid_on": PAID, "amount": Decimal(1)}, {"paid_on": PAID, "id": "P2"}):
        with pytest.raises(IntegrityError, match="append-only"), own_engine.begin() as connection:
            connection.execute(row.values(**bad))
    with own_engine.begin() as connection:
        connection.execute(row.values(paid_on=PAID))
    for again in (company.TODAY, None):
        with pytest.raises(IntegrityError, match="append-only"), own_engine.begin() as connection:
            connection.execute(row.values(paid_on=again))


def test_a_new_row_in_the_ledger_is_taken(own_engine: Engine) -> None:
    with own_engine.begin() as connection:
        connection.execute(insert(LedgerEntry).values(**_entry(outlet="A1")))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not a database address"),
        ("mysql://u:p@h/d", "not in mysql"),
        ("postgresql+nonsense://h/d", None),
    ],
)
def test_a_wrong_address_is_a_sentence(url: str, says: str | None) -> None:
    with pytest.raises(StorageError, match=says):
        open_database(url)


class TestSqliteFiles:
    """Failures of a file."""

    def test_the_folder_is_made(self, tmp_path: Path) -> None:
        open_database(f"sqlite:///{tmp_path}/a/b/records.db").dispose()
        assert (tmp_path / "a/b/records.db").exists()

    def test_it_runs_with_write_ahead_log_and_foreign_keys(self, tmp_path: Path) -> None:
        engine = open_database(f"sqlite:///{tmp_path}/records.db")
        with engine.connect() as connection:
            kept = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
            }
        engine.dispose()
        # synchronous 1 is NORMAL
        assert kept == {
            "journal_mode": "wal",
            "foreign_keys": 1,
            "synchronous": 1,
            "busy_timeout": 10_000,
        }

    def test_a_file_that_is_no_database_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "notes.db"
        file.write_text("Dear diary, " * 500, encoding="utf-8")
        with pytest.raises(StorageError, match=r"notes\.db is not a Shelftalk database"):
            open_database(f"sqlite:///{file}")
        assert file.read_text(encoding="utf-8").startswith("Dear diary")

    def test_a_folder_where_the_file_should_be_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match="cannot be opened"):
            open_database(f"sqlite:///{tmp_path}")

    def test_a_file_where_the_folder_should_be_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("", encoding="utf-8")
        with pytest.raises(StorageError, match=r"cannot be made .* SHELFTALK_HOME"):
            open_database(f"sqlite:///{tmp_path}/home/records.db")

    def test_a_locked_database_says_to_wait(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "BUSY_SECONDS", 0)
        engine = open_database(f"sqlite:///{tmp_path}/records.db", upgrade_schema=True)
        other = sqlite3.connect(tmp_path / "records.db")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="locked by another program"), writing(engine):
            pass
        other.close()
        engine.dispose()

    def test_a_writer_waits_for_another_instead_of_failing(self, tmp_path: Path) -> None:
        engine = open_database(f"sqlite:///{tmp_path}/records.db", upgrade_schema=True)
        with writing(engine) as session:
            session.add(_login("a"))
            session.flush()
            with reading(engine) as reader:
                assert reader.get(FailedLogin, "a") is None
        engine.dispose()

    def test_a_full_disk_is_said_and_nothing_is_half_written(self, tmp_path: Path) -> None:
        engine = open_database(f"sqlite:///{tmp_path}/records.db", upgrade_schema=True)
        with pytest.raises(StorageError, match="is full"):
            _write_into_ten_pages_more(engine)
        engine.dispose()
        again = open_database(f"sqlite:///{tmp_path}/records.db")
        with reading(again) as session:
            assert session.get(FailedLogin, f"{0:060}") is None
        again.dispose()

    def test_a_read_only_database_is_said(self, tmp_path: Path) -> None:
        # Root may write anywhere, so the connection is made read-only instead of the file.
        file = tmp_path / "records.db"
        open_database(f"sqlite:///{file}", upgrade_schema=True).dispose()
        engine = open_database(f"sqlite:///file:{file}?mode=ro&uri=true")
        with pytest.raises(StorageError, match="cannot be written"), writing(engine) as session:
            session.add(_login("a"))
        engine.dispose()

    def test_a_damaged_database_is_said(self, tmp_path: Path) -> None:
        file = tmp_path / "records.db"
        engine = open_database(f"sqlite:///{file}", upgrade_schema=True)
        with writing(engine) as session:
            session.add_all([_login(f"{n:060}") for n in range(2000)])
        engine.dispose()
        raw = bytearray(file.read_bytes())
        raw[4096:] = b"\xff" * (len(raw) - 4096)
        file.write_bytes(bytes(raw))
        with pytest.raises(StorageError, match="damaged"):
            open_database(f"sqlite:///{file}")


@pytest.mark.postgres
class TestServer:
    """Failures of a PostgreSQL server."""

    def test_a_wrong_password_is_said_and_not_shown(self, server: str) -> None:
        url = make_url(server).set(password="wrong-secret")  # noqa: S106 - it is the wrong one
        with pytest.raises(StorageError, match="refused the password") as caught:
            open_database(url.render_as_string(hide_password=False))
        assert "wrong-secret" not in str(caught.value)

    def test_an_unknown_database_is_said(self, server: str) -> None:
        url = make_url(server).set(database="nothing_here")
        with pytest.raises(StorageError, match="does not exist"):
            open_database(url.render_as_string(hide_password=False))

    def test_both_ways_to_write_the_scheme_are_taken(self, server: str) -> None:
        rest = server.split("://", 1)[1]
        for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
            open_database(f"{scheme}://{rest}").dispose()


@pytest.mark.parametrize("host", ["127.0.0.1:1", "no-such-host.invalid"])
def test_an_unreachable_server_is_said(host: str) -> None:
    with pytest.raises(StorageError, match=r"cannot be reached"):
        open_database(f"postgresql://user:secret@{host}/records")


def _write_then_fail(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(_login("a"))
        session.flush()
        session.execute(select(FailedLogin).where(FailedLogin.id == "b")).one()


def _write_into_ten_pages_more(engine: Engine) -> None:
    with writing(engine) as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")
        session.add_all([_login(f"{n:060}") for n in range(5000)])
        session.flush()


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def _entry(outlet: str, **other: object) -> dict[str, object]:
    return {
        "id": "NEW",
        "outlet": outlet,
        "program": "star-points",
        "date": company.TODAY,
        "kind": "earn",
        "points": 1,
        **other,
    }


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A mounted file system of one megabyte, where this user may mount one."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)],
        check=False,
        capture_output=True,
    )
    if not shutil.which("umount") or done.returncode:
        pytest.skip("this user may not mount a small disk")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_disk_that_is_really_full_is_said(small_disk: Path) -> None:
    engine = open_database(f"sqlite:///{small_disk}/records.db", upgrade_schema=True)
    with pytest.raises(StorageError, match=r"is full|has room"), writing(engine) as session:
        session.add_all([_login(f"{n:060}") for n in range(20_000)])
    engine.dispose()
