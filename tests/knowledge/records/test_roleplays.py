"""Practices are kept on both databases: one in a conversation, one line after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.domain import Role, User
from assistant.errors import NotFoundError, RefusedError
from knowledge.records.api import DataAPI
from knowledge.records.roleplays import KeptRolePlay, RecordedRolePlays
from tests.knowledge.records.company import TODAY

SCENE: dict[str, Any] = {
    "persona": "p", "outlet": "A1", "program": "club", "language": "en", "difficulty": "easy",
    "rubric": {"version": "1"},
}  # fmt: skip
TALK: dict[str, Any] = {"lines": [], "ended": "running"}
AT_ONCE = 8


@pytest.fixture
def rep(own_engine: Engine) -> User:
    return DataAPI(own_engine, TODAY).user("budi")


@pytest.fixture
def kept(own_engine: Engine) -> RecordedRolePlays:
    return RecordedRolePlays(own_engine)


def together(tasks: int, run: Any) -> list[object]:
    """What each gave, or the error it ended with."""
    ready = Barrier(tasks)

    def one() -> object:
        ready.wait(timeout=60)
        try:
            return run()
        except RefusedError as error:
            return error

    with ThreadPoolExecutor(tasks) as pool:
        return [task.result() for task in [pool.submit(one) for _ in range(tasks)]]


def test_one_practice_in_a_conversation(kept: RecordedRolePlays, rep: User) -> None:
    made = together(AT_ONCE, lambda: kept.begin(rep, "t1", SCENE, TALK))
    assert sum(isinstance(one, KeptRolePlay) for one in made) == 1
    running = kept.running(rep, "t1")
    assert running is not None
    assert kept.begin(rep, "t2", SCENE, TALK).id != running.id


def test_of_lines_at_the_same_moment_one_is_kept(kept: RecordedRolePlays, rep: User) -> None:
    begun = kept.begin(rep, "t1", SCENE, TALK)
    made = together(AT_ONCE, lambda: kept.go_on(rep, begun, TALK | {"helps": 1}))
    assert sum(isinstance(one, KeptRolePlay) for one in made) == 1
    now = kept.running(rep, "t1")
    assert now is not None
    assert now.revision == begun.revision + 1


def test_a_score_is_written_once_and_frees_the_conversation(
    kept: RecordedRolePlays, rep: User
) -> None:
    begun = kept.begin(rep, "t1", SCENE, TALK)
    card = {"passed": True, "marks": []}
    done = kept.finish(rep, begun, TALK | {"ended": "stopped"}, card, 80)
    assert (done.points, done.passed, done.outcome) == (80, True, "stopped")
    assert kept.running(rep, "t1") is None
    with pytest.raises(NotFoundError):
        kept.finish(rep, begun, TALK, card, 100)
    assert [one.points for one in kept.history(rep)] == [80]


def test_somebody_else_neither_goes_on_nor_sees_it(
    kept: RecordedRolePlays, rep: User, own_engine: Engine
) -> None:
    others = [u for u in DataAPI(own_engine, TODAY).users() if u.role is Role.REP and u != rep]
    begun = kept.begin(rep, "t1", SCENE, TALK)
    for other in others:
        with pytest.raises(NotFoundError):
            kept.go_on(other, begun, TALK)
        assert kept.history(other) == []
    assert others
    assert kept.learners(rep) == []
