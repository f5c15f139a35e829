"""Cases opened with a tap, on both databases: once, however many taps come at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from assistant.domain import User
from assistant.errors import NotFoundError
from knowledge.records.api import DataAPI
from knowledge.records.case_file import CaseFile, NewCase
from tests.knowledge.records.company import TODAY

TAPS = 12


@pytest.fixture
def rep(own_engine: Engine) -> User:
    return DataAPI(own_engine, TODAY).user("budi")


def test_taps_at_the_same_moment_open_one_case(own_engine: Engine, rep: User) -> None:
    file, together = CaseFile(own_engine, lambda: TODAY), Barrier(TAPS)
    new = NewCase("tax", "what is withheld?", "A1", None, [])

    def tap() -> str:
        together.wait(timeout=60)
        return file.open(rep, "t1", new).id

    before = len(file.queue(rep))
    with ThreadPoolExecutor(TAPS) as pool:
        opened = {one.result() for one in [pool.submit(tap) for _ in range(TAPS)]}
    assert len(opened) == 1
    assert len(file.queue(rep)) == before + 1


def test_a_shop_of_somebody_else_has_no_case_opened(own_engine: Engine, rep: User) -> None:
    file = CaseFile(own_engine, lambda: TODAY)
    before = len(file.queue(rep))
    with pytest.raises(NotFoundError):
        file.open(rep, "t1", NewCase("tax", "what is withheld?", "nobody's"))
    assert len(file.queue(rep)) == before
