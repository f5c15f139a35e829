"""A shop joins for real; its owner is shown everything, erased, and found in no table or file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, insert, text

from assistant.bootstrap import Services, build
from assistant.chat.history_tables import METADATA
from assistant.chat.history_tables import migrate as make_chat
from assistant.cli import main
from assistant.crash import keep as keep_crash
from assistant.domain import Reply, ReplyStatus, ToolCall, Turn
from assistant.loading import load_pack
from assistant.settings import read_settings
from knowledge.records.database import reading, writing
from knowledge.records.privacy.tombstones import owner_hash
from knowledge.records.tables.outlets import Outlet
from tests.conftest import SAMPLE, load_sample

pytestmark = pytest.mark.slow
SHOP, MANAGER = "ID-0004", "manager01"
FIRST, LAST, PHONE = "Quintilianus", "Zebedewardhana", "+628115557193"
STROKES = "M 10 10 L 20 25 L 30 12 L 44 31 L 60.339 20 L 71 33 L 80.447 21"
TYPED = "0811 555 7193"
SECRETS = (FIRST, LAST, PHONE, PHONE[3:], TYPED, "555 7193", STROKES)
THREAD = "3f6f0f0e-8b0e-4a51-9d0f-0d8f3a1f1e11"


class Counter:
    """One rep at the counter; what the browser would keep is kept as the chat keeps it."""

    def __init__(self, served: Services) -> None:
        self.served = served
        self.last: Reply | None = None
        file = served.settings.home / "chat.db"
        make_chat(f"sqlite:///{file}")
        self.chat = create_engine(f"sqlite:///{file}")
        self.steps = 0

    def says(self, message: str, call: ToolCall | None = None) -> Reply:
        user = self.served.user("rep01")
        self.last = self.served.respond(Turn(message, user, THREAD, SHOP, "en", call))
        self._shown(message, self.last)
        return self.last

    def taps(self, name: str, **more: object) -> Reply:
        assert self.last is not None
        call = next(a.call for a in self.last.actions if a.name == name and a.call)
        return self.says("tap", ToolCall(call.name, {**call.arguments, **more}))

    def _shown(self, message: str, reply: Reply) -> None:
        steps, elements = METADATA.tables["steps"], METADATA.tables["elements"]
        with self.chat.begin() as connection:
            for said in (message, reply.text):
                self.steps += 1
                connection.execute(
                    insert(steps).values(id=f"s{self.steps}", threadId=THREAD, output=said)
                )
            props = json.dumps({"card": reply.data}, default=str)
            element = {"id": f"e{self.steps}", "threadId": THREAD, "props": props}
            connection.execute(insert(elements).values(**element))


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """A company in which the shop has joined, talked about, told of, corrected, and signed."""
    home = tmp_path_factory.mktemp("erasing") / "home"
    served = build(load_sample(home))
    with writing(served.engine) as session:
        shop = session.get_one(Outlet, SHOP)
        shop.owner_name, shop.phone = f"{FIRST} {LAST}", PHONE
    here = Counter(served)
    here.says(f"Pak {LAST} says he has no space, his number is {TYPED}")
    here.says("Tell me the story for this shop")
    card = here.says("Sign this shop up for Full Shelf")
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION, card.text
    here.says(f"name {FIRST} {LAST}")
    card = here.says(f"phone {TYPED}")
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION, card.text
    here.taps("give_consent", method="signature", strokes=STROKES)
    done = here.taps("confirm_signup")
    assert done.status is ReplyStatus.DONE, done.text
    served.sign_ups.courier.deliver_all()
    keep_crash(RuntimeError(f"planted: {FIRST} {LAST} at {PHONE}"), home)
    with here.chat.begin() as connection:  # a page that was freed still holds it
        left = f"{FIRST} {LAST} " * 300
        connection.execute(insert(METADATA.tables["steps"]).values(id="gone", output=left))
    with here.chat.begin() as connection:
        connection.execute(text("DELETE FROM steps WHERE id = 'gone'"))
    here.chat.dispose()
    return served


@pytest.fixture(autouse=True)
def _in_its_home(joined: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SHELFTALK_HOME", str(joined.settings.home))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def shelftalk(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=said)


def found_in_files(home: Path) -> set[str]:
    """Files in which anything of him can be read, as bytes."""
    forms = [s.encode(c) for s in SECRETS for c in ("utf-8", "utf-16-le")]
    return {
        str(file.relative_to(home))
        for file in home.rglob("*")
        if file.is_file() and any(form.lower() in file.read_bytes().lower() for form in forms)
    }


def found_in_tables(home: Path) -> set[str]:
    found = set()
    for name in ("records.db", "chat.db"):
        with closing(sqlite3.connect(home / name)) as connection:
            for line in connection.iterdump():
                if any(secret.lower() in line.lower() for secret in SECRETS):
                    found.add(f"{name}: {line[:60]}")
    return found


def test_an_owner_is_shown_everything_then_erased_from_every_table_and_file(
    joined: Services, tmp_path: Path
) -> None:
    home = joined.settings.home
    planted = found_in_files(home)
    assert {"records.db", "chat.db", "crash.log"} <= {name.removesuffix("-wal") for name in planted}
    out = tmp_path / "owner.json"
    assert shelftalk("privacy", "export", SHOP, "--user", "rep01", "--out", str(out)).exit_code == 1
    assert not out.exists()
    done = shelftalk("privacy", "export", PHONE, "--user", MANAGER, "--out", str(out))
    assert done.exit_code == 0, done.stderr
    kept = json.loads(out.read_text())["kept"]
    assert kept["outlets"][0]["owner_name"] == f"{FIRST} {LAST}"
    (consent,) = [c for c in kept["consents"] if c["evidence"]]
    assert (consent["phone"], consent["evidence"]) == (PHONE, STROKES)
    assert any(TYPED in turn["message"] for turn in kept["turns"])
    assert f"{FIRST} {LAST}" in out.with_suffix(".txt").read_text()
    assert out.stat().st_mode & 0o077 == 0

    erase = ("privacy", "erase", SHOP, "--user")
    assert shelftalk(*erase, "rep01", "--yes").exit_code == 1
    assert shelftalk(*erase, MANAGER, said="n\n").exit_code == 1
    assert found_in_files(home) == planted
    done = shelftalk(*erase, MANAGER, "--yes")
    assert done.exit_code == 0, done.stderr
    assert "Kept, because the law asks for proof of a consent: " in done.stdout
    assert found_in_tables(home) == set()
    assert found_in_files(home) == set()
    with reading(joined.engine) as session:
        held = session.execute(text(
            "SELECT c.method, c.text IS NOT NULL, c.evidence_sha256 FROM consents c JOIN "
            "enrollments e ON e.id = c.enrollment "
            "WHERE e.outlet = 'ID-0004' AND c.method = 'signature'"
        )).one()  # fmt: skip
    assert held[:2] == ("signature", 1)
    assert len(held[2]) == 64
    assert shelftalk("audit", "verify").exit_code == 0
    again = shelftalk(*erase, MANAGER, "--yes")
    assert again.exit_code == 0
    assert "nothing was left to erase" in again.stdout
    assert [e.kind for e in joined.sign_ups.audit.about(SHOP)] == [
        "privacy.exported", "privacy.erased",
    ]  # fmt: skip
    owner = {**joined.sign_ups.audit.about(SHOP)[-1].details}
    assert owner["owner"] == owner_hash(f"{FIRST} {LAST}", PHONE, owner["salt"])


def test_an_erased_owner_does_not_come_back_with_the_next_load(
    joined: Services, tmp_path: Path
) -> None:
    shop, pack = "ID-0002", tmp_path / "pack"
    shutil.copytree(SAMPLE, pack)
    assert shelftalk("privacy", "erase", shop, "--user", MANAGER, "--yes").exit_code == 0
    file = pack / "data" / "outlets.csv"
    file.write_text(f"{file.read_text()}\n")  # changed, so that it is read again
    load_pack(pack, joined.settings, lambda *_: None, check=False, if_empty=False)
    with reading(joined.engine) as session:
        assert session.get_one(Outlet, shop).owner_name is None
        assert session.get_one(Outlet, "ID-0003").owner_name is not None
