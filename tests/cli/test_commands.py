"""The command line as its users type it: words, JSON, exit statuses, and sentences for mistakes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.bootstrap import Services
from assistant.cli import main
from assistant.settings import Settings, read_settings
from knowledge.records.stories import RecordedStories
from tests.conftest import SAMPLE

SHOP = "ID-0001"  # Toko Makmur, on rep01's route
FOREIGN = "EG-0001"  # nobody's in Indonesia


@pytest.fixture
def in_sample(monkeypatch: pytest.MonkeyPatch, sample_settings: Settings) -> Iterator[None]:
    """Commands run against the sample company."""
    monkeypatch.setenv("SHELFTALK_HOME", str(sample_settings.home))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def shelftalk(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def is_a_sentence(text: str) -> bool:
    return bool(text.strip()) and "Traceback" not in text and text.strip()[-1] in ".:?!)"


@pytest.mark.usefixtures("in_sample")
def test_a_story_is_the_contracts_json() -> None:
    result = shelftalk(
        "story", "--user", "rep01", "--outlet", SHOP, "--language", "en", "--length", "talk",
        "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    story = json.loads(result.stdout)
    assert set(story) >= {
        "status", "outlet", "program", "language", "framework", "length", "story", "beats",
        "facts", "citations", "recommendation", "review", "usage",
    }  # fmt: skip
    assert story["outlet"] == SHOP
    assert story["status"] == "released"
    assert all({"id", "value", "unit", "source"} <= set(f) for f in story["facts"])
    assert [b["text"] for b in story["beats"]]


@pytest.mark.usefixtures("in_sample")
def test_every_story_is_kept_as_it_was_told(sample: Services) -> None:
    told = json.loads(
        shelftalk("story", "--user", "rep01", "--outlet", SHOP, "--language", "id", "--json").stdout
    )
    kept = RecordedStories(sample.engine).told(sample.user("rep01"), SHOP, limit=1)[0]
    assert (kept.story, kept.program, kept.language) == (told["story"], told["program"], "id")
    assert kept.terms_version == sample.records.program(told["program"]).terms_version


@pytest.mark.usefixtures("in_sample")
def test_ask_prints_pure_json_and_a_thread_goes_on() -> None:
    first = shelftalk(
        "ask", "How far is this shop from Gold in Growth Club?", "--user", "rep01",
        "--outlet", SHOP, "--json",
    )  # fmt: skip
    assert first.exit_code == 0, first.stderr
    reply = json.loads(first.stdout)
    assert reply["tools"][0]["name"] == "program_progress"
    second = shelftalk(
        "ask", "and for Silver?", "--user", "rep01", "--thread", reply["thread"], "--json"
    )
    follow_up = json.loads(second.stdout)
    assert follow_up["tools"][0]["name"] == "program_progress"
    assert "Silver" in follow_up["reply"]


@pytest.mark.usefixtures("in_sample")
@pytest.mark.parametrize("outlet", [FOREIGN, "NO-SUCH"])
def test_a_foreign_and_an_unknown_outlet_get_the_same_words(outlet: str) -> None:
    story = shelftalk("story", "--user", "rep01", "--outlet", outlet)
    assert story.exit_code == 2
    assert is_a_sentence(story.stderr)
    assert story.stderr.replace(outlet, "X") == shelftalk(
        "story", "--user", "rep01", "--outlet", "NEVER-SEEN"
    ).stderr.replace("NEVER-SEEN", "X")
    asked = shelftalk("ask", "tell me the story", "--user", "rep01", "--outlet", outlet, "--json")
    assert asked.exit_code == 0
    assert json.loads(asked.stdout)["status"] == "refused"


@pytest.mark.usefixtures("in_sample")
@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "", "--user", "rep01"),
        ("ask", "   ", "--user", "rep01"),
        ("ask", "hi", "--user", "nobody"),
        ("ask", "hi", "--user", "rep01", "--language", "tlh"),
        ("story", "--user", "rep01", "--outlet", SHOP, "--language", "xx"),
        ("story", "--user", "rep01", "--outlet", SHOP, "--program", "no-such-program"),
        ("story", "--user", "rep01", "--outlet", SHOP, "--length", "novel"),
        ("eval", "no-such-suite.jsonl"),
        ("load", "no-such-folder"),
        ("ask", "hi"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence_with_status_2(arguments: tuple[str, ...]) -> None:
    result = shelftalk(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert is_a_sentence(result.stderr)


@pytest.mark.usefixtures("in_sample")
def test_a_message_of_20000_characters_is_refused_not_crashed() -> None:
    result = shelftalk("ask", "x" * 20_000, "--user", "rep01", "--json")
    assert result.exit_code == 0
    reply = json.loads(result.stdout)
    assert reply["status"] == "refused"
    assert is_a_sentence(reply["reply"])


@pytest.mark.usefixtures("in_sample")
def test_another_users_thread_is_not_there() -> None:
    mine = json.loads(shelftalk("ask", "hello", "--user", "rep01", "--json").stdout)
    result = shelftalk("ask", "hello", "--user", "rep02", "--thread", mine["thread"])
    assert result.exit_code == 2
    assert is_a_sentence(result.stderr)


@pytest.mark.usefixtures("in_sample")
def test_doctor_finds_the_sample_company_whole() -> None:
    result = shelftalk("doctor")
    assert result.exit_code == 0, result.stdout
    assert "Nusa Delta Foods" in result.stdout
    assert "MEND" not in result.stdout


@pytest.mark.usefixtures("fresh_settings")
def test_with_nothing_loaded_every_command_names_the_one_that_mends_it() -> None:
    for arguments in (
        ("ask", "hi", "--user", "rep01"),
        ("story", "--user", "rep01", "--outlet", SHOP),
        ("chat",),
        ("password", "rep01", "--password", "correct horse"),
    ):
        result = shelftalk(*arguments)
        assert result.exit_code == 1, result.output
        assert "shelftalk load" in result.stderr
    examined = shelftalk("doctor")
    assert examined.exit_code == 1
    assert "shelftalk load" in examined.stdout


def test_a_broken_pack_is_refused_whole_with_every_error(
    fresh_settings: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(SAMPLE.parent / "smallest", pack)
    (pack / "data" / "nonsense.csv").write_text("a,b\n1,2\n")
    (pack / "company.yaml").write_text("name: X\n")
    result = shelftalk("load", str(pack))
    assert result.exit_code == 1
    assert "nonsense.csv" in result.stderr
    assert "company.yaml" in result.stderr
    assert "Traceback" not in result.stderr
    assert "shelftalk load" in shelftalk("ask", "hi", "--user", "rep01").stderr
    assert fresh_settings.exists()


@pytest.mark.usefixtures("fresh_settings")
def test_checking_a_pack_loads_nothing() -> None:
    pack = str(SAMPLE.parent / "smallest")
    assert shelftalk("load", pack, "--check").exit_code == 0
    assert "shelftalk load" in shelftalk("ask", "hi", "--user", "rep01").stderr


def test_checking_a_pack_makes_no_database(fresh_settings: Path) -> None:
    result = shelftalk("load", str(SAMPLE.parent / "smallest"), "--check")
    assert result.exit_code == 0, result.stderr
    assert not Path(read_settings().records_url.removeprefix("sqlite:///")).exists()
    assert not fresh_settings.exists() or not list(fresh_settings.iterdir())


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_checking_a_pack_beside_a_database_of_another_version_leaves_it_as_it_is(
    fresh_settings: Path, version: str
) -> None:
    pack = str(SAMPLE.parent / "smallest")
    database = Path(read_settings().records_url.removeprefix("sqlite:///"))
    fresh_settings.mkdir(exist_ok=True)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    assert f"made by a{'n older' if version == '0001' else ' newer'}" in shelftalk("chat").stderr
    result = shelftalk("load", pack, "--check")
    assert result.exit_code == 0, result.stderr
    assert "is right" in result.stdout
    with closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert kept == (version,)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "nonsense"])
@pytest.mark.usefixtures("fresh_settings")
def test_checking_a_pack_needs_no_database_that_can_be_reached(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SHELFTALK_DATABASE_URL", url)
    read_settings.cache_clear()
    result = shelftalk("load", str(SAMPLE.parent / "smallest"), "--check")
    assert result.exit_code == 0, result.stderr


@pytest.mark.usefixtures("fresh_settings")
def test_loading_twice_changes_nothing() -> None:
    pack = str(SAMPLE.parent / "smallest")
    assert shelftalk("load", pack).exit_code == 0
    again = shelftalk("load", pack)
    assert again.exit_code == 0
    assert "Nothing changed" in again.stdout


def test_a_bad_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELFTALK_MODEL", "clairvoyant")
    read_settings.cache_clear()
    result = shelftalk("doctor")
    read_settings.cache_clear()
    assert result.exit_code == 2
    assert "SHELFTALK_MODEL" in result.stderr


def test_what_nobody_foresaw_is_a_sentence_and_kept(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("assistant.doctor.examine", explode)
    result = shelftalk("doctor")
    assert result.exit_code == 1
    assert "secret detail" not in result.output
    assert "secret detail" in (fresh_settings / "crash.log").read_text()


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    seen = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assistant.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    heavy = {"langchain_core", "chromadb", "chainlit", "sqlalchemy", "numpy", "pydantic"}
    assert not {line.rsplit("|", 1)[-1].strip() for line in seen.splitlines()} & heavy
