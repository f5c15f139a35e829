"""A membership changed from the command line: shown first, written once, by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.bootstrap import build
from assistant.cli import main
from assistant.settings import read_settings
from tests.conftest import load_sample

SHOP, PROGRAM = "ID-0001", "growth-club"
LEAVE = ("membership", "change", "leave", SHOP, PROGRAM, "--user", "rep01")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A sample company of its own."""
    load_sample(tmp_path)
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield tmp_path
    read_settings.cache_clear()


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


def status() -> str:
    served = build(read_settings())
    held = served.records.enrollments(served.user("rep01"), SHOP)
    return next(e.status for e in held if e.program == PROGRAM)


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_a_preview_and_anything_but_the_shops_code_write_nothing() -> None:
    shown = run(*LEAVE, "--preview")
    assert shown.exit_code == 0, shown.output
    assert "§6.3" in shown.stdout
    for typed in ("", "\n", "yes\n", "id-0001\n"):
        told = run(*LEAVE, typed=typed)
        assert "Traceback" not in told.output
    assert status() == "active"


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_the_typed_code_writes_once_and_the_card_again_gives_the_same_receipt() -> None:
    card = run(*LEAVE, "--preview").stdout.split("card ")[1].strip()
    first = run(*LEAVE, typed=f"{SHOP}\n")
    assert first.exit_code == 0, first.output
    assert status() == "left"
    again = run(*LEAVE, "--card", card)
    assert again.exit_code == 0, again.output
    assert again.stdout.strip() in first.stdout
    changed = run(*LEAVE)
    assert changed.exit_code == 1
    assert "Traceback" not in changed.output


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_who_may_not_and_a_card_of_something_else_are_refused() -> None:
    for arguments in (
        ("membership", "change", "leave", SHOP, PROGRAM, "--user", "support01"),
        ("membership", "change", "suspend", SHOP, PROGRAM, "--user", "rep01"),
        ("membership", "change", "leave", "EG-0001", PROGRAM, "--user", "rep01"),
        (*LEAVE, "--card", "0" * 64),
    ):
        refused = run(*arguments)
        assert refused.exit_code in (1, 2), refused.output
        assert refused.stderr.strip()
        assert "Traceback" not in refused.output
    assert status() == "active"
