"""The audit trail and the outbox from the command line, after a shop has joined."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from assistant.bootstrap import Services, build
from assistant.cli import main
from assistant.domain import Action, ReplyStatus, ToolCall, Turn
from assistant.settings import Settings, read_settings

SHOP = "ID-0004"  # UD Al Amin, on rep01's route; may join Full Shelf


def shelftalk(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def home(
    monkeypatch: pytest.MonkeyPatch, sample_settings: Settings, tmp_path: Path
) -> Iterator[Path]:
    """The sample company's records in a home of their own."""
    shutil.copy(sample_settings.home / "records.db", tmp_path / "records.db")
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield tmp_path
    read_settings.cache_clear()


def tapped(services: Services, call: ToolCall) -> dict[str, Action]:
    """One tap of rep01; what may be tapped next, by name."""
    turn = Turn("tap", services.user("rep01"), "thread-1", SHOP, "en", call)
    reply = services.respond(turn)
    assert reply.status in (ReplyStatus.NEEDS_CONFIRMATION, ReplyStatus.DONE), reply.text
    return {action.name: action for action in reply.actions}


@pytest.fixture
def joined(home: Path) -> Services:
    """After the shop has joined, as the chat does it."""
    services = build(Settings(home=home, model="embedded"))
    actions = tapped(services, ToolCall("sign_up", {"outlet": SHOP, "program": "full-shelf"}))
    for name in ("give_consent", "confirm_signup"):
        call = actions[name].call
        assert call is not None
        actions = tapped(services, call)
    return services


@pytest.mark.slow
def test_a_sound_trail_says_where_it_ends_and_a_forged_one_fails(
    joined: Services, home: Path
) -> None:
    sound = shelftalk("audit", "verify")
    assert sound.exit_code == 0
    head = str(joined.sign_ups.audit.head())
    assert head in sound.stdout
    assert shelftalk("audit", "verify", "--anchor", head).exit_code == 0
    assert shelftalk("audit", "verify", "--anchor", f"2:{'0' * 64}").exit_code == 1
    assert shelftalk("audit", "verify", "--anchor", "?").exit_code == 2
    with joined.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_refuses_update"))
        connection.execute(text("UPDATE audit_entries SET who = 'mallory' WHERE number = 1"))
    forged = shelftalk("audit", "verify")
    assert forged.exit_code == 1
    assert "entry 1: it was changed after it was written" in forged.stdout


@pytest.mark.slow
def test_events_are_listed_delivered_and_told_in_json(joined: Services, home: Path) -> None:
    assert shelftalk("outbox", "list", "--state", "dead").stdout == "There are no such events.\n"
    waiting = json.loads(shelftalk("outbox", "list", "--json").stdout)
    assert sorted(event["kind"] for event in waiting) == ["enrollment.joined", "owner.receipt"]
    delivered = shelftalk("outbox", "deliver")
    assert delivered.exit_code == 0
    assert "2 delivered, 0 not taken" in delivered.stdout
    assert json.loads((home / "outbox.jsonl").read_text("utf-8"))["payload"]["outlet"] == SHOP
    assert shelftalk("outbox", "list", "--state", "waiting").stdout.startswith("There are no")
    assert shelftalk("outbox", "replay", "evt-1").exit_code == 2
    assert shelftalk("outbox", "replay").stdout.startswith("0 woken")


@pytest.mark.slow
def test_a_pack_that_is_loaded_again_leaves_the_sign_up_alone(
    joined: Services, home: Path, sample_settings: Settings
) -> None:
    from assistant.loading import load_pack
    from tests.conftest import SAMPLE

    for folder in ("chroma", "insights"):
        if (sample_settings.home / folder).is_dir():
            shutil.copytree(sample_settings.home / folder, home / folder, dirs_exist_ok=True)
    load_pack(SAMPLE, joined.settings, lambda *_: None, check=False, if_empty=False)
    again = build(joined.settings)
    held = again.records.enrollments(again.user("rep01"), SHOP)
    assert [e.program for e in held if e.id.startswith("app-")] == ["full-shelf"]
    assert again.sign_ups.audit.verify(again.sign_ups.anchors())[1] == []
