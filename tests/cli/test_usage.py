"""`shelftalk usage`: what language models cost, as a table and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.models.metering import Spent
from assistant.models.prices import LISTED
from assistant.settings import Settings, read_settings
from knowledge.records.database import open_database
from knowledge.records.model_usage import RecordedUsage

MODEL = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
TODAY = dt.date(2026, 11, 16)  # the sample company's


def shelftalk(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def usage(
    monkeypatch: pytest.MonkeyPatch, sample_settings: Settings, tmp_path: Path
) -> Iterator[RecordedUsage]:
    """Of the sample company, in a home of its own."""
    shutil.copy(sample_settings.home / "records.db", tmp_path / "records.db")
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield RecordedUsage(open_database(f"sqlite:///{tmp_path / 'records.db'}"), LISTED)
    read_settings.cache_clear()


def test_nothing_asked_is_said_in_a_sentence(usage: RecordedUsage) -> None:
    assert shelftalk("usage").output == "No language model was asked in 30 days.\n"


def test_sums_are_told_by_agent_and_by_user(usage: RecordedUsage) -> None:
    usage.add("rep01", "t", TODAY, Spent(MODEL, "writer", "selling_story", 2_000, 0, 0, 100))
    usage.add("rep02", "t", TODAY, Spent(MODEL, "chat", "", 1_000, 500, 0, 10))
    long_ago = TODAY - dt.timedelta(40)
    usage.add("rep02", "t", long_ago, Spent(MODEL, "chat", "", 9_000, 0, 0, 10))
    table = shelftalk("usage").output.splitlines()
    assert [line.split()[0] for line in table] == ["agent", "writer", "chat"]
    # 2,000 x $3 + 100 x $15, a million of each.
    assert table[1].split() == ["writer", "1", "2000", "0", "0", "100", "0.0075"]
    # 500 x $3 + 500 x $0.30 + 10 x $15, a million of each.
    rows = json.loads(shelftalk("usage", "--by", "user", "--json").output)
    assert [row["of"] for row in rows] == ["rep01", "rep02"]
    assert Decimal(rows[1]["usd"]) == Decimal("0.0018")


def test_a_cost_that_is_not_known_is_not_shown_as_nothing(usage: RecordedUsage) -> None:
    usage.add("rep02", "t", TODAY, Spent("vendor.new-model", "chat", "", 10, 0, 0, 1))
    assert shelftalk("usage", "--by", "model").output.splitlines()[1].split()[-1] == "unknown"
    assert json.loads(shelftalk("usage", "--json").output)[0]["usd"] is None
