"""AWS KMS wraps the keys to owners' data: nothing on the disk opens them without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from assistant.company_records import open_records
from assistant.errors import StorageError
from assistant.models.bedrock import clients
from assistant.settings import Settings
from knowledge.records.database import Engine, _key_folder, writing
from knowledge.records.key_service import KmsKeys
from knowledge.records.keyfiles import KEY_FILE, WRAPPED_FILE
from knowledge.records.privacy.rotating import rotate
from knowledge.records.sealing import Keyring, keyring_of
from tests.knowledge.records.privacy.kms_server import Kms, running_kms
from tests.knowledge.records.privacy.test_rotating import _all_open, _drafts, _keys_in_use, _quiet

ALIAS = "alias/shelftalk"


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kms]:
    """The server, found by AWS's own variables only."""
    with running_kms() as server:
        server.add("shelftalk")
        monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", server.url)
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "eu-west-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
        clients.client.cache_clear()
        yield server
        clients.client.cache_clear()


def _opened(home: Path, key: str | None = ALIAS) -> Engine:
    settings = Settings(home=home, kms_key=key, _env_file=None)
    return open_records(settings, upgrade_schema=True)


def _keep(engine: Engine, *names: str) -> None:
    with writing(engine) as session:
        session.add_all(_drafts(list(names)))


def test_what_is_sealed_opens_with_the_service_and_not_without(kms: Kms, tmp_path: Path) -> None:
    engine = _opened(tmp_path)
    _keep(engine, "D1", "D2")
    assert not (tmp_path / KEY_FILE).exists()
    ((name, wrapped),) = json.loads((tmp_path / WRAPPED_FILE).read_text()).items()
    assert wrapped.startswith(f"kms:{kms.aliases[ALIAS]}|")
    again = _opened(tmp_path)
    assert _all_open(again) == _all_open(again) == 2
    operations = [operation for operation, _asked in kms.calls]
    assert operations == ["GenerateDataKey", *["Decrypt"] * (len(operations) - 1)]
    assert len(operations) <= 4  # not one for each value: a process asks when the file is new to it
    context = {"application": "shelftalk", "data_key": name}
    assert all(asked["EncryptionContext"] == context for _operation, asked in kms.calls)
    with pytest.raises(StorageError, match="set SHELFTALK_KMS_KEY"):
        _all_open(_opened(tmp_path, None))
    assert f"the key is wrapped by AWS KMS, {ALIAS}" in keyring_of(again.dialect).state()


def test_rotation_moves_from_the_file_to_the_service_and_to_another_key(
    kms: Kms, tmp_path: Path
) -> None:
    file_only = _opened(tmp_path, None)
    _keep(file_only, "D1", "D2")
    (first,) = _keys_in_use(file_only)
    engine = _opened(tmp_path)
    assert "after the next `shelftalk privacy rotate`" in keyring_of(engine.dialect).state()
    assert rotate(engine, _quiet).retired
    assert not (tmp_path / KEY_FILE).exists()
    (second,) = _keys_in_use(engine)
    other = kms.add("next")
    moved = _opened(tmp_path, "alias/next")
    assert _all_open(moved) == 2
    assert rotate(moved, _quiet).retired
    (third,) = _keys_in_use(moved)
    assert len({first, second, third}) == 3
    assert list(json.loads((tmp_path / WRAPPED_FILE).read_text())) == [third]
    del kms.keys[kms.aliases[ALIAS]]  # the first key is not needed any more
    assert _all_open(_opened(tmp_path, other)) == 2


@pytest.mark.parametrize(
    ("operation", "code", "told"),
    [
        ("GenerateDataKey", "AccessDeniedException", "allow kms:GenerateDataKey on it"),
        ("Decrypt", "AccessDeniedException", "allow kms:Decrypt on it"),
        ("Decrypt", "DisabledException", "the key is disabled: enable it"),
        ("Decrypt", "KMSInvalidStateException", "waits for its deletion"),
        ("Decrypt", "SomethingNewException", "it answered SomethingNewException"),
    ],
)
def test_each_refusal_is_a_sentence_that_names_what_is_missing(
    kms: Kms, tmp_path: Path, operation: str, code: str, told: str
) -> None:
    _keep(_opened(tmp_path), "D1")
    kms.refuse[operation] = code
    with pytest.raises(StorageError, match=told):
        keyring_of(_opened(tmp_path).dialect).state()
    if operation == "Decrypt":
        with pytest.raises(StorageError, match=told):
            keyring_of(_opened(tmp_path).dialect).warm()


def test_doctor_tries_before_anything_was_sealed_and_makes_nothing(
    kms: Kms, tmp_path: Path
) -> None:
    ring = Keyring(tmp_path, KmsKeys(ALIAS))
    assert f"wrapped by AWS KMS, {ALIAS}" in ring.state()
    assert not (tmp_path / WRAPPED_FILE).exists()
    with pytest.raises(StorageError, match="there is no such key"):
        Keyring(tmp_path, KmsKeys("alias/nobody")).state()
    assert all(asked["DryRun"] for _operation, asked in kms.calls)


def test_keys_that_were_moved_to_another_name_do_not_open(kms: Kms, tmp_path: Path) -> None:
    Keyring(tmp_path, KmsKeys(ALIAS)).seal("x", "a.b")
    file = tmp_path / WRAPPED_FILE
    (wrapped,) = json.loads(file.read_text()).values()
    file.write_text(json.dumps({"0badc0de": wrapped}))
    with pytest.raises(StorageError, match="were changed"):
        Keyring(tmp_path, KmsKeys(ALIAS)).warm()


def test_a_service_out_of_reach_is_a_sentence(
    kms: Kms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Keyring(tmp_path, KmsKeys(ALIAS)).seal("x", "a.b")
    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:9")
    clients.client.cache_clear()
    with pytest.raises(StorageError, match="cannot be reached"):
        Keyring(tmp_path, KmsKeys(ALIAS)).warm()


def test_keys_of_a_server_lie_in_the_home_of_the_settings(tmp_path: Path) -> None:
    """Also where SHELFTALK_HOME stands in `.env` and not in the environment."""
    assert _key_folder(make_url("postgresql+psycopg://h/d"), tmp_path) == tmp_path
