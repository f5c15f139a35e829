"""Tokens of other systems from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from knowledge.records.api_tokens import RecordedTokens
from knowledge.records.database import open_database
from tests.knowledge.records import company


def shelftalk(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def home(fresh_settings: Path) -> Path:
    """A home with the test company's records."""
    engine = open_database(f"sqlite:///{fresh_settings}/records.db", upgrade_schema=True)
    company.fill(engine)
    engine.dispose()
    return fresh_settings


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(home: Path) -> None:
    made = shelftalk("token", "create", "budi", "--scope", "read", "--label", "van app")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    listed = json.loads(shelftalk("token", "list", "--json").stdout)
    assert [(one["user"], one["scopes"], one["state"]) for one in listed] == [
        ("budi", ["read"], "good")
    ]
    assert token.split("_")[2] not in json.dumps(listed)
    tokens = RecordedTokens(open_database(f"sqlite:///{home}/records.db"))
    assert tokens.check(token) is not None
    assert "revoked" in shelftalk("token", "revoke", listed[0]["id"]).stdout
    assert tokens.check(token) is None
    assert f"{listed[0]['id']} revoked" in shelftalk("token", "list").stdout


def test_what_cannot_be_done_is_a_sentence(home: Path) -> None:
    for arguments in (["create", "nobody"], ["revoke", "none"]):
        failed = shelftalk("token", *arguments)
        assert failed.exit_code == 2
        assert "Traceback" not in failed.output
    assert "There are no tokens" in shelftalk("token", "list").stdout
