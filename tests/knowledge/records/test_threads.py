"""Conversations and stories are kept, and each is one user's."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from assistant.domain import Fact, Reply, ReplyStatus, ToolCall, Turn, User
from assistant.errors import CallError, NotFoundError
from assistant.ports import Threads
from knowledge.records.api import DataAPI
from knowledge.records.database import reading
from knowledge.records.stories import RecordedStories, ToldStory
from knowledge.records.tables.conversations import TurnTaken
from knowledge.records.threads import RecordedThreads
from tests.knowledge.records.company import TODAY

NOON = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)


@pytest.fixture
def threads(own_engine: Engine) -> RecordedThreads:
    return RecordedThreads(own_engine, lambda: NOON)


@pytest.fixture
def budi(own_engine: Engine) -> User:
    return DataAPI(own_engine, TODAY).user("budi")


@pytest.fixture
def sari(own_engine: Engine) -> User:
    return DataAPI(own_engine, TODAY).user("sari")


def say(threads: Threads, user: User, message: str, thread: str = "t1", outlet: str = "A1") -> None:
    """Goes through the port, so that the adapter is held to it."""
    threads.append(
        Turn(message=message, user=user, thread=thread),
        Reply(
            thread=thread,
            status=ReplyStatus.ANSWERED,
            language="id",
            text=f"re: {message}",
            tools=(ToolCall("outlet_brief", {"outlet": outlet}),),
            facts=(Fact("gap", Decimal("8.5"), "case", "invoices"),),
            outlet=outlet,
        ),
    )


def test_a_thread_that_has_not_begun_has_no_past(threads: RecordedThreads, budi: User) -> None:
    assert threads.past("new", budi) == []
    assert threads.latest("new", budi) is None


def test_the_last_turns_come_oldest_first(threads: RecordedThreads, budi: User) -> None:
    for number in range(15):
        say(threads, budi, str(number))
    past = threads.past("t1", budi, limit=3)
    assert [turn.message for turn in past] == ["12", "13", "14"]
    assert past[0].reply == "re: 12"
    assert past[0].tools == (ToolCall("outlet_brief", {"outlet": "A1"}),)
    assert (past[0].outlet, past[0].language, past[0].at) == ("A1", "id", NOON)
    assert past[0].status is ReplyStatus.ANSWERED


def test_another_users_thread_is_neither_read_nor_written(
    threads: RecordedThreads, budi: User, sari: User
) -> None:
    say(threads, budi, "mine")
    with pytest.raises(NotFoundError):
        threads.past("t1", sari)
    with pytest.raises(NotFoundError):
        threads.latest("t1", sari)
    with pytest.raises(NotFoundError):
        say(threads, sari, "let me in")
    assert [turn.message for turn in threads.past("t1", budi)] == ["mine"]


def test_facts_are_kept_with_their_figures_exact(
    own_engine: Engine, threads: RecordedThreads, budi: User
) -> None:
    say(threads, budi, "hello")
    latest = threads.latest("t1", budi)
    assert latest is not None
    with reading(own_engine) as session:
        facts = session.get_one(TurnTaken, latest).details["facts"]
    assert facts[0]["value"] == "8.5"


@pytest.mark.parametrize("message", ["\x00", "broken \ud800 half", "🙂 مرحبا", "x" * 20_000, ""])
def test_whatever_is_typed_can_be_kept(threads: RecordedThreads, budi: User, message: str) -> None:
    say(threads, budi, message)
    assert len(threads.past("t1", budi)) == 1


@pytest.mark.parametrize("thread", ["", "x" * 65, "a\x00b"])
def test_a_thread_name_that_cannot_be_kept_is_a_wrong_call(
    threads: RecordedThreads, budi: User, thread: str
) -> None:
    with pytest.raises(CallError, match="name of a thread"):
        say(threads, budi, "hello", thread=thread)
    assert threads.past(thread, budi) == []


def test_feedback_is_noted_for_ones_own_turn_only(
    own_engine: Engine, threads: RecordedThreads, budi: User, sari: User
) -> None:
    say(threads, budi, "hello")
    turn = threads.latest("t1", budi)
    assert turn is not None
    with pytest.raises(NotFoundError):
        threads.rate(turn, sari, 1, TODAY)
    with pytest.raises(NotFoundError):
        threads.rate("nothing", budi, 1, TODAY)
    with pytest.raises(CallError):
        threads.rate(turn, budi, 5, TODAY)
    for value, day in ((1, TODAY), (0, TODAY), (None, None)):
        threads.rate(turn, budi, value, TODAY)
        with reading(own_engine) as session:
            row = session.get_one(TurnTaken, turn)
            assert (row.feedback, row.feedback_day) == (value, day)


def test_turns_that_come_at_once_all_stay_in_one_order(
    own_engine: Engine, threads: RecordedThreads, budi: User
) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: say(threads, budi, str(n)), range(24)))
    past = threads.past("t1", budi, limit=100)
    assert sorted(int(turn.message) for turn in past) == list(range(24))


STORY = ToldStory(
    outlet="A1",
    program="growth-club",
    terms_version="3",
    language="id",
    framework="psf",
    length="talk",
    status="withheld",
    recommendation="wait",
    story=None,
    details={"facts": [], "review": {"passed": False, "reasons": ["claim"]}},
)


def test_a_story_is_kept_and_found_again(own_engine: Engine, budi: User) -> None:
    stories = RecordedStories(own_engine, lambda: NOON)
    assert stories.keep(budi, STORY)
    assert stories.told(budi, "A1") == [STORY]


def test_a_story_for_anothers_outlet_is_not_kept(
    own_engine: Engine, budi: User, sari: User
) -> None:
    stories = RecordedStories(own_engine, lambda: NOON)
    with pytest.raises(NotFoundError):
        stories.keep(sari, STORY)
    assert stories.told(budi, "A1") == []
