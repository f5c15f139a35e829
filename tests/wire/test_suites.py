"""The evaluation suite over the wire: a good model loses nothing, a hostile one gains nothing.

Every 24th case here; `make bench-wire` plays all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Services, build
from assistant.evaluation import Report, run_suite
from assistant.settings import Settings
from benchmarks.wire import SUITE, part_of
from tests.conftest import load_sample
from tests.wire.conftest import Serve
from tests.wire.minds import MISDEEDS, Hostile, Planned
from tests.wire.suites import Watched, rows_in

pytestmark = pytest.mark.slow
EVERY = 24


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return part_of(SUITE, EVERY, tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of its own: what models cost is counted."""
    return load_sample(tmp_path_factory.mktemp("suites")).home


@pytest.fixture(scope="module")
def sample(home: Path) -> Services:
    return build(Settings(home=home, model="embedded", _env_file=None))


def with_bedrock(home: Path) -> Services:
    return build(Settings(home=home, model="bedrock", _env_file=None))


def play(suite: Path, services: Services | Watched) -> Report:
    return run_suite(suite, services, lambda *_: None)


def test_over_the_wire_the_suite_comes_out_as_it_does_without_a_model(
    suite: Path, sample: Services, home: Path, serve: Serve
) -> None:
    server = serve(Planned(sample.planner))
    watched = Watched(with_bedrock(home), server)
    assert play(suite, watched).figures() == play(suite, sample).figures()
    assert watched.wrong == []
    assert server.complaints == []


def test_a_hostile_model_makes_nothing_wrong_appear_and_nothing_written(
    suite: Path, sample: Services, home: Path, serve: Serve
) -> None:
    hostile = Hostile(sample.planner)
    watched = Watched(with_bedrock(home), serve(hostile), hostile)
    records = home / "records.db"
    before = rows_in(records)
    play(suite, watched)
    assert watched.wrong == []
    assert rows_in(records) == before
    assert set(hostile.done) >= MISDEEDS
