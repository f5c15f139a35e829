"""What says who an owner is cannot be read from the files or the tables without the key."""

from __future__ import annotations

import base64
import datetime as dt
import json
import multiprocessing
import stat
from pathlib import Path

import pytest
from sqlalchemy import Text, select, text, type_coerce

from assistant.errors import StorageError
from knowledge.records.database import Engine, open_database, reading, writing
from knowledge.records.sealing import KEY_FILE, MARK, WRAPPED_FILE, Keyring, keyring_of
from knowledge.records.sealing_old import seal_plain, sealed_columns
from knowledge.records.tables.signups import SignUpDraftRow
from tests.knowledge.records.conftest import Databases

PHONE, OWNER = "+628115550147", "Hartini Wibowo"


def _draft(name: str, *, phone: str = PHONE) -> SignUpDraftRow:
    now = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)
    plain = dict.fromkeys(
        ("user_id", "thread", "outlet", "program", "terms_version", "language", "step", "key",
         "card_hash", "reason", "enrollment"), "x",
    )  # fmt: skip
    moments = {"opened_at": now, "changed_at": now, "expires_at": now}
    personal = {"corrections": {"phone": phone, "owner_name": OWNER}, "strokes": "M1,2 L3,4"}
    return SignUpDraftRow(
        id=name, open_slot=None, revision=1, interrupted=False, personal=personal,
        **plain, **moments,
    )  # fmt: skip


def _kept(engine: Engine) -> str:
    with engine.connect() as connection:
        found = connection.execute(select(type_coerce(SignUpDraftRow.personal, Text)))
        return str(found.scalar_one())


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path}/records.db", upgrade_schema=True)


def _make_key(folder: str) -> str:
    return Keyring(Path(folder)).seal("Hartini", "a.b")


def test_no_file_of_the_database_holds_a_name_a_number_or_a_signature(
    engine: Engine, tmp_path: Path
) -> None:
    with writing(engine) as session:
        session.add(_draft("D1"))
    written = b"".join(file.read_bytes() for file in tmp_path.glob("records.db*"))
    assert b"sign_up_drafts" in written
    for said in (PHONE, OWNER, "M1,2"):
        assert said.encode() not in written
    with reading(engine) as session:
        assert session.get_one(SignUpDraftRow, "D1").personal["corrections"]["phone"] == PHONE


def test_the_columns_are_sealed_on_every_database(databases: Databases) -> None:
    engine = open_database(databases.new(), upgrade_schema=True)
    with writing(engine) as session:
        session.add(_draft("D1"))
    assert _kept(engine).startswith(MARK)
    with reading(engine) as session:
        assert session.get_one(SignUpDraftRow, "D1").personal["strokes"] == "M1,2 L3,4"
    engine.dispose()


def test_what_is_sealed_is_named() -> None:
    named = {f"{table.name}.{column.name}" for table, column in sealed_columns()}
    assert named == {
        "consents.owner_name", "consents.phone", "consents.evidence",
        "sign_up_drafts.personal", "one_time_codes.code",
    }  # fmt: skip
    for table, column in sealed_columns():
        assert getattr(column.type, "place", "") == f"{table.name}.{column.name}"


def test_equal_values_look_different_and_open_only_in_their_place(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    one, two = ring.seal(PHONE, "consents.phone"), ring.seal(PHONE, "consents.phone")
    assert one != two
    assert Keyring(tmp_path).unseal(one, "consents.phone") == PHONE
    with pytest.raises(StorageError, match="changed or moved"):
        ring.unseal(one, "consents.owner_name")
    head, _, body = one.rpartition(":")
    data = bytearray(base64.b64decode(body))
    data[-1] ^= 1
    with pytest.raises(StorageError, match="changed or moved"):
        ring.unseal(f"{head}:{base64.b64encode(data).decode()}", "consents.phone")


def test_only_the_owner_of_the_process_may_read_the_key(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    assert "no key yet" in ring.state()
    ring.seal("x", "a.b")
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in ring.state()
    assert sorted(p.name for p in tmp_path.iterdir()) == [WRAPPED_FILE, KEY_FILE]
    file.chmod(0o644)
    with pytest.raises(StorageError, match="chmod 600"):
        Keyring(tmp_path).state()


def test_the_data_key_is_nowhere_in_clear(tmp_path: Path) -> None:
    Keyring(tmp_path).seal("x", "a.b")
    wrapped = json.loads((tmp_path / WRAPPED_FILE).read_text())
    (kept,) = wrapped.values()
    assert len(base64.b64decode(kept)) == 12 + 32 + 16  # nonce, key, tag of AES-GCM


@pytest.mark.parametrize("spoiled", [None, b"", b"not a key", base64.b64encode(bytes(32))])
def test_a_lost_or_foreign_key_is_a_sentence_and_makes_no_new_one(
    engine: Engine, tmp_path: Path, spoiled: bytes | None
) -> None:
    with writing(engine) as session:
        session.add(_draft("D1"))
    engine.dispose()
    file = tmp_path / KEY_FILE
    file.unlink()
    if spoiled is not None:
        file.write_bytes(spoiled)
    again = open_database(f"sqlite:///{tmp_path}/records.db")
    with pytest.raises(StorageError, match=r"Put both back"), reading(again) as session:
        session.get(SignUpDraftRow, "D1")
    with pytest.raises(StorageError, match=r"Put both back"), writing(again) as session:
        session.add(_draft("D2"))
    with pytest.raises(StorageError, match="Put both back"):
        keyring_of(again.dialect).state()
    assert file.exists() == (spoiled is not None)


def test_both_files_lost_is_a_sentence_too(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        session.add(_draft("D1"))
    for name in (KEY_FILE, WRAPPED_FILE):
        (tmp_path / name).unlink()
    again = open_database(f"sqlite:///{tmp_path}/records.db")
    with pytest.raises(StorageError, match="Put both back"), reading(again) as session:
        session.get(SignUpDraftRow, "D1")


def test_processes_that_begin_together_make_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        sealed = pool.map(_make_key, [str(tmp_path)] * 8, chunksize=1)
    assert {Keyring(tmp_path).unseal(one, "a.b") for one in sealed} == {"Hartini"}


def test_what_an_older_version_wrote_is_read_and_sealed_at_the_next_load(
    databases: Databases,
) -> None:
    url = databases.new()
    engine = open_database(url, upgrade_schema=True)
    with writing(engine) as session:
        session.add(_draft("D1"))
    plain = json.dumps({"corrections": {"phone": PHONE}})
    with engine.begin() as connection:
        connection.execute(text("UPDATE sign_up_drafts SET personal = :p"), {"p": plain})
    with reading(engine) as session:
        assert session.get_one(SignUpDraftRow, "D1").personal["corrections"]["phone"] == PHONE
    engine.dispose()
    engine = open_database(url, upgrade_schema=True)
    assert _kept(engine).startswith(MARK)
    with reading(engine) as session:
        assert session.get_one(SignUpDraftRow, "D1").personal["corrections"]["phone"] == PHONE
    assert seal_plain(engine) == 0
    if engine.dialect.name == "sqlite":
        folder = Path(str(engine.url.database)).parent
        assert not any(PHONE.encode() in f.read_bytes() for f in folder.glob("*.db*"))
    engine.dispose()
