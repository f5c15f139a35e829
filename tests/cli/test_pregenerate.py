"""`shelftalk pregenerate`: stories before anybody asks; killed, run again, for one user only."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.bootstrap import Services, build
from assistant.cli import main
from assistant.errors import NotFoundError
from assistant.settings import Settings, read_settings
from knowledge.records.prepared import RecordedPreparations
from knowledge.records.stories import RecordedStories
from tests.cli.test_commands import is_a_sentence


@pytest.fixture
def home(
    monkeypatch: pytest.MonkeyPatch, sample_settings: Settings, tmp_path: Path
) -> Iterator[Path]:
    """The sample company's records in a home of their own."""
    with (
        closing(sqlite3.connect(sample_settings.home / "records.db")) as there,
        closing(sqlite3.connect(tmp_path / "records.db")) as here,
    ):
        there.backup(here)
        here.execute("DELETE FROM prepared_stories")
        here.execute("DELETE FROM preparations")
        here.commit()
    monkeypatch.setenv("SHELFTALK_HOME", str(tmp_path))
    monkeypatch.setenv("SHELFTALK_MODEL", "embedded")
    read_settings.cache_clear()
    yield tmp_path
    read_settings.cache_clear()


def services(home: Path) -> Services:
    return build(Settings(home=home, model="embedded"))


def shelftalk(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def prepared(home: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "records.db")) as records:
        return records.execute("SELECT * FROM prepared_stories ORDER BY outlet").fetchall()


def of_route(company: Services, user: str) -> list[str]:
    """Some route the user works, with its outlets."""
    found = company.records.visible_outlets(company.records.user(user))
    return [match.code for match in found]


def test_a_users_stories_are_prepared_once_and_then_nothing_changes(home: Path) -> None:
    codes = of_route(services(home), "rep01")
    first = shelftalk("pregenerate", "--user", "rep01", "--json")
    assert first.exit_code == 0, first.stderr
    done = json.loads(first.stdout)
    assert done["outlets"] == done["told"] + done["withheld"] == len(codes)
    rows = prepared(home)
    assert [row[0] for row in rows] == codes
    again = shelftalk("pregenerate", "--user", "rep01")
    assert again.stdout == f"Nothing has changed: all {len(codes)} stories are up to date.\n"
    assert prepared(home) == rows


def test_what_is_prepared_is_what_the_shop_would_be_told(home: Path) -> None:
    shelftalk("pregenerate", "--user", "rep01")
    company = services(home)
    user = company.records.user("rep01")
    kept = RecordedPreparations(company.engine)
    shown = 0
    for code in of_route(company, "rep01")[:6]:
        story = company.tell_story(user, code, None, None, "talk").data
        ready = kept.find(user, code, "", "talk", story["language"])
        assert ready is not None
        assert ready.status == story["status"]
        assert ready.program == story["program"]
        assert [list(beat) for beat in ready.beats] == [
            [beat["name"], beat["text"]] for beat in story["beats"]
        ]
        assert [fact[:3] for fact in ready.facts] == [
            (fact["id"], fact["value"], fact["unit"]) for fact in story["facts"]
        ]
        shown += ready.status == "released"
    assert shown


def test_a_prepared_story_is_shown_until_a_figure_of_the_shop_changes(home: Path) -> None:
    from assistant.domain import Step
    from assistant.ports import ToolContext

    shelftalk("pregenerate", "--user", "rep01")
    company = services(home)
    user = company.records.user("rep01")
    tool = company.tools["selling_story"]

    def steps(code: str) -> list[str]:
        heard: list[Step] = []
        asked = tool.arguments.model_validate({"outlet": code})
        tool.run(asked, ToolContext(user, "id", company.today, "", heard.append))
        return [step.name for step in heard]

    ready = {row[0] for row in prepared(home) if row[3] == "id" and row[5] == "released"}
    code = sorted(ready)[0]
    assert steps(code) == ["story.prepared"]
    with closing(sqlite3.connect(home / "records.db")) as records:
        records.execute("UPDATE outlets SET name = 'Toko Baru' WHERE code = ?", (code,))
        records.commit()
    assert steps(code)[0] == "story.framework"
    assert shelftalk("pregenerate", "--user", "rep01", "--json").exit_code == 0
    assert steps(code) == ["story.prepared"]


def test_a_prepared_story_is_kept_under_the_terms_it_was_told_from(home: Path) -> None:
    """A member of an older version: today's terms of the program are others than his."""
    with closing(sqlite3.connect(home / "records.db")) as records:
        (code,) = records.execute(
            "SELECT outlet FROM enrollments WHERE program = 'growth-club' AND status = 'active' "
            "AND outlet IN (SELECT code FROM outlets WHERE language = 'id') ORDER BY outlet"
        ).fetchone()
        records.execute(
            "UPDATE enrollments SET terms_version = '2', joined_on = '2025-03-01' "
            "WHERE outlet = ? AND program = 'growth-club'",
            (code,),
        )
        records.commit()
    ask = ("--user", "rep01", "--program", "growth-club", "--json")
    assert shelftalk("pregenerate", *ask).exit_code == 0
    ready = next(row for row in prepared(home) if row[0] == code)
    story = json.loads(shelftalk("story", "--outlet", code, *ask).stdout)
    company = services(home)
    assert company.records.program("growth-club").terms_version == "3"
    assert story["terms_version"] == "2"
    sources = {fact["source"] for fact in story["facts"]}
    assert not any("growth-club@3" in source for source in sources)
    assert any("growth-club@2#" in source for source in sources), sources
    kept = RecordedStories(company.engine).told(company.user("rep01"), code, limit=1)[0]
    assert (kept.terms_version, kept.story) == ("2", story["story"])
    assert [b["text"] for b in story["beats"]] == [text for _name, text in json.loads(ready[9])]


def test_a_prepared_text_that_somebody_changed_is_not_shown(home: Path) -> None:
    shelftalk("pregenerate", "--user", "rep01")
    company = services(home)
    user = company.records.user("rep01")
    code = next(row[0] for row in prepared(home) if row[5] == "released")
    with closing(sqlite3.connect(home / "records.db")) as records:
        lie = json.dumps([["next_step", "You get Rp999.000.000 tomorrow."]])
        records.execute("UPDATE prepared_stories SET beats = ?", (lie,))
        records.commit()
    assert "999" not in company.tell_story(user, code, None, None, "talk").data["story"]


def test_nobody_reads_or_prepares_what_is_not_his(home: Path) -> None:
    shelftalk("pregenerate", "--user", "rep01")
    company = services(home)
    mine = set(of_route(company, "rep01"))
    assert {row[0] for row in prepared(home)} == mine
    shelftalk("pregenerate", "--user", "rep02")
    kept = RecordedPreparations(company.engine)
    stranger = next(
        code for code in (row[0] for row in prepared(home)) if code not in mine
    )  # another rep's
    with pytest.raises(NotFoundError):
        kept.find(company.records.user("rep01"), stranger, "", "talk", "id")
    with pytest.raises(NotFoundError):
        company.tell_story(company.records.user("rep01"), stranger, None, None, "talk")


def test_a_route_is_prepared_by_its_code(home: Path) -> None:
    company = services(home)
    codes = of_route(company, "rep01")
    territory = company.records.outlet(company.records.user("rep01"), codes[0]).territory
    done = json.loads(shelftalk("pregenerate", "--route", territory, "--json").stdout)
    assert 0 < done["outlets"] <= len(codes)
    assert {row[0] for row in prepared(home)} <= set(codes)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--user", "nobody"), "nobody"),
        (("--route", "NOWHERE"), "NOWHERE"),
        (("--program", "no-such"), "no-such"),
        (("--language", "xx"), "xx"),
        (("--length", "epic"), "epic"),
        (("--processes", "0"), "0"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_a_status(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = shelftalk("pregenerate", *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert is_a_sentence(result.stderr)
    assert result.stdout == ""
    assert prepared(home) == []


def test_a_run_that_is_stopped_goes_on_where_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant import pregeneration

    monkeypatch.setattr(pregeneration, "CHUNK", 5)
    work = pregeneration.Worker.__call__

    def dies_at_the_third(limit: int) -> Callable[..., Any]:
        done = 0

        def call(self: Any, codes: Any) -> Any:
            nonlocal done
            done += 1
            if done > limit:
                raise KeyboardInterrupt
            return work(self, codes)

        return call

    asked = pregeneration.Asked(user="rep01", processes=1)
    settings = Settings(home=home, model="embedded")
    monkeypatch.setattr(pregeneration.Worker, "__call__", dies_at_the_third(2))
    with pytest.raises(KeyboardInterrupt):
        pregeneration.pregenerate(settings, asked, lambda *_: None)
    assert len(prepared(home)) == 10
    monkeypatch.setattr(pregeneration.Worker, "__call__", work)
    report = pregeneration.pregenerate(settings, asked, lambda *_: None)
    total = len(of_route(services(home), "rep01"))
    assert report.resumed
    assert report.tally.outlets == total - 10
    assert len(prepared(home)) == total
    finished = pregeneration.pregenerate(settings, asked, lambda *_: None)
    assert (finished.resumed, finished.tally.unchanged) == (False, total)


@pytest.mark.slow
def test_a_run_killed_outright_loses_nothing_and_leaves_no_process_behind(home: Path) -> None:
    command = [sys.executable, "-m", "assistant.cli", "pregenerate", "--processes", "2", "--json"]
    code = (
        "from assistant import pregeneration as p; p.CHUNK = 20; from assistant.cli import main; "
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", code + "main(['pregenerate', '--processes', '2'])"],
        env=dict(os.environ), start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while len(prepared(home)) < 60 and time.monotonic() < until:
            time.sleep(0.1)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        until = time.monotonic() + 20
        while _alive(killed.pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _alive(killed.pid), "a worker outlived its parent"
    finally:
        if killed.poll() is None:
            killed.kill()
    before = len(prepared(home))
    assert before >= 60
    done = subprocess.run(command, capture_output=True, check=True, env=dict(os.environ))
    report = json.loads(done.stdout)
    assert report["resumed"]
    assert report["outlets"] < 300
    assert len(prepared(home)) == 300
    again = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert (again["unchanged"], again["told"], again["withheld"]) == (300, 0, 0)


def _alive(group: int) -> bool:
    """Whether a process of the killed one's group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
