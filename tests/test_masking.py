"""Logs name no owner, no number and no secret, also when everything is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.bootstrap import build
from assistant.crash import keep
from assistant.domain import Reply, ReplyStatus, ToolCall, Turn
from assistant.masking import TALKATIVE, mask_logs, masked
from knowledge.records.database import reading, writing
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import SignUpDraftRow
from tests.conftest import load_sample

SHOP = "ID-0004"
NAME, PHONE, TYPED = "Quintilianus Zebedewardhana", "+628115557193", "0811 555 7193"
STROKES = "M 10 10 L 20 25 L 30 12 L 44 31 L 60.339 20 L 71 33 L 80.447 21"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("to +628115557193 now", "to •••193 now"),
        ("to +62 811-555-7193.", "to •••193."),
        ("call 0811 555 7193", "call •••193"),
        ("call 00628115557193", "call •••193"),
        ("{'owner_name': 'Hartini W.', 'n': 1}", "{'owner_name': '•••', 'n': 1}"),
        ('{"owner_name": "Har\\"tini", "phone": "12"}', '{"owner_name": "•••", "phone": "•••"}'),
        ("Card(owner_name='Hartini', phone='x')", "Card(owner_name='•••', phone='•••')"),
        ("shelftalk_0123456789abcdef_s3cr-et_x", "shelftalk_01234567•••"),
        ("Authorization: Bearer abcdef123456.x", "Authorization: Bearer •••"),
        ("key AKIAABCDEFGHIJKLMNOP", "key AKIA•••"),
    ],
)
def test_persons_and_secrets_are_masked(said: str, left: str) -> None:
    assert masked(said) == left


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-16 03:04:05,123 took 0.123456789 s", "Rp2.283.750 in 2026-Q4",
        "entry 1234567890 of NDF-7K4F-2Q9M", "GET /api/v1/outlets/ID-0004 HTTP/1.1",
        "127.0.0.1:52344", "3f6f0f0e-8b0e-4a51-9d0f-0d8f3a1f1e11", "a tap at +00:00",
    ],
)  # fmt: skip
def test_what_is_no_person_stays_readable(text: str) -> None:
    assert masked(text) == text


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Everything that is logged from DEBUG on, as an operator would have it."""
    before, levels = (
        logging.getLogRecordFactory(),
        {n: logging.getLogger(n).level for n in TALKATIVE},
    )
    root, file = logging.getLogger(), tmp_path / "all.log"
    handler, level = logging.FileHandler(file, encoding="utf-8"), root.level
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    mask_logs()
    yield file
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()
    logging.setLogRecordFactory(before)
    for name, kept in levels.items():
        logging.getLogger(name).setLevel(kept)


def _fail() -> None:
    raise RuntimeError(f"no route to {PHONE}")


def test_messages_tracebacks_and_addresses_are_masked(log_file: Path, tmp_path: Path) -> None:
    log = logging.getLogger("anybody")
    log.debug("to %s", PHONE)
    try:
        _fail()
    except RuntimeError as error:
        log.exception("failed")
        keep(error, tmp_path)
    path = f"/api/v1/outlets?q={PHONE}"
    access = ('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", path, "1.1", 200)
    logging.getLogger("uvicorn.access").info(*access)
    for text in (log_file.read_text(), (tmp_path / "crash.log").read_text()):
        assert PHONE not in text
        assert "•••193" in text
    assert "RuntimeError" in log_file.read_text()


@pytest.mark.slow
def test_a_whole_sign_up_with_everything_logged_names_nobody(
    log_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    served = build(load_sample(tmp_path / "home"))
    with writing(served.engine) as session:
        shop = session.get_one(Outlet, SHOP)
        shop.owner_name, shop.phone = NAME, PHONE

    def turn(message: str, call: ToolCall | None = None) -> Reply:
        user = served.user("rep01")
        return served.respond(Turn(message, user, "thread-log", SHOP, "en", call))

    def tap(reply: Reply, name: str, **more: object) -> Reply:
        call = next(a.call for a in reply.actions if a.name == name and a.call)
        return turn("tap", ToolCall(call.name, {**call.arguments, **more}))

    turn("Sign this shop up for Full Shelf")
    turn(f"name {NAME}")
    card = turn(f"phone {TYPED}")
    agreed = tap(card, "give_consent", method="signature", strokes=STROKES)
    assert tap(agreed, "confirm_signup").status is ReplyStatus.DONE
    capfd.readouterr()
    served.sign_ups.courier.deliver_all()
    shown = "".join(capfd.readouterr())
    with reading(served.engine) as session:  # as somebody who hunts a fault would log it
        for personal in session.scalars(select(SignUpDraftRow.personal)):
            kept = {"corrections": personal["corrections"], "consent": personal["consent"]}
            logging.getLogger("hunting").debug("draft %s, to %s", kept, PHONE)
    logged = log_file.read_text()
    assert "•••193" in logged
    for secret in (*NAME.split(), PHONE, PHONE[1:], TYPED, "5557193", STROKES):
        assert secret not in logged
        if secret not in NAME:
            assert secret not in shown
