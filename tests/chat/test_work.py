import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from assistant.chat import work
from assistant.chat.failures import sentence_for, stopped_sentence
from assistant.chat.people import offered_to, reading_language
from assistant.chat.work import Quiet, RunningTurn, TurnHung
from assistant.domain import Reply, ReplyStatus, Step, Turn
from assistant.errors import NotFoundError, StorageError
from assistant.stopping import TurnStopped, settle
from tests.fakes.services import USERS, FakeServices

TURN = Turn("tell me a story", USERS["rep-sby"], "thread")


async def test_steps_come_one_by_one_and_the_reply_last() -> None:
    seen: list[str] = []
    started = time.perf_counter()
    first_at = 0.0
    async for piece in RunningTurn(FakeServices(step_seconds=0.05), TURN).pieces():
        first_at = first_at or time.perf_counter() - started
        seen.append(piece.name if isinstance(piece, Step) else type(piece).__name__)
    assert seen == [
        *("selling_story", "framework", "generator", "brand", "rules", "review"),
        "Reply",
    ]
    assert first_at < 0.2 < time.perf_counter() - started


@dataclass
class Slow(FakeServices):
    def respond(self, turn: Turn, on_step: Callable[[Step], None] = lambda _step: None) -> Reply:
        time.sleep(0.2)
        return Reply(turn.thread, ReplyStatus.ANSWERED, "en", "late")


@dataclass
class Held(FakeServices):
    """Works until the test lets go; `writes` = what it does then can no longer be stopped."""

    writes: bool = False
    begun: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    kept: list[str] = field(default_factory=list)

    def respond(self, turn: Turn, on_step: Callable[[Step], None] = lambda _step: None) -> Reply:
        if self.writes:
            settle()
        self.begun.set()
        self.let_go.wait(60)
        settle()
        self.kept.append(turn.message)
        return Reply(turn.thread, ReplyStatus.DONE, "en", "done")


async def _begun(services: Held, running: RunningTurn) -> asyncio.Task[list[object]]:
    async def follow() -> list[object]:
        return [piece async for piece in running.pieces()]

    task = asyncio.create_task(follow())
    assert await asyncio.to_thread(services.begun.wait, 60)
    return task


async def test_a_long_silence_is_told_once_as_work_and_once_as_a_stall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = ((0.01, Quiet.PATIENT), (0.01, Quiet.STALLED), (60.0, Quiet.HUNG))
    monkeypatch.setattr(work, "WAITS", waits)
    pieces = [piece async for piece in RunningTurn(Slow(), TURN).pieces()]
    assert pieces[:2] == [Quiet.PATIENT, Quiet.STALLED]
    assert len(pieces) == 3


def test_a_stall_is_told_within_ten_seconds_and_work_within_three() -> None:
    patient, stalled = work.WAITS[0][0], work.WAITS[0][0] + work.WAITS[1][0]
    assert patient <= 3
    assert stalled < 10


async def test_a_stopped_turn_lets_go_at_once_and_keeps_nothing() -> None:
    services = Held()
    running = RunningTurn(services, TURN)
    task = await _begun(services, running)
    assert running.stop()
    with pytest.raises(TurnStopped):
        await task
    assert not services.let_go.is_set()
    services.let_go.set()
    again = RunningTurn(services, TURN)
    assert [type(piece) async for piece in again.pieces()] == [Reply]
    assert services.kept == [TURN.message]


async def test_a_turn_that_writes_already_is_not_stopped_but_told() -> None:
    services = Held(writes=True)
    running = RunningTurn(services, TURN)
    task = await _begun(services, running)
    assert not running.stop()
    services.let_go.set()
    *_quiet, reply = await task
    assert isinstance(reply, Reply)
    assert reply.status is ReplyStatus.DONE


async def test_a_turn_that_hangs_is_stopped_for_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "WAITS", ((0.01, Quiet.STALLED), (0.01, Quiet.HUNG)))
    services = Held()
    with pytest.raises(TurnHung):
        async for _piece in RunningTurn(services, TURN).pieces():
            pass
    services.let_go.set()


async def test_nobody_works_on_for_a_chat_that_has_gone() -> None:
    services = Held()
    task = await _begun(services, RunningTurn(services, TURN))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    services.let_go.set()
    pieces = [piece async for piece in RunningTurn(services, TURN).pieces()]
    assert len(pieces) == 1
    assert services.kept == [TURN.message]


def test_a_stopped_turn_is_told_in_words_by_whom() -> None:
    assert stopped_sentence(TurnStopped(), str) == "Stopped. Nothing was changed."
    assert "too long" in stopped_sentence(TurnHung(), str)


async def test_slow_turns_do_not_wait_for_each_other() -> None:
    async def one() -> None:
        async for _piece in RunningTurn(Slow(), TURN).pieces():
            pass

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(20)))
    assert time.perf_counter() - started < 1.5


async def test_a_failure_inside_comes_out() -> None:
    turn = Turn("explode", USERS["rep-sby"], "thread")
    with pytest.raises(RuntimeError):
        async for _piece in RunningTurn(FakeServices(), turn).pieces():
            pass


def test_an_exception_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    said = sentence_for(RuntimeError("postgres://user:secret@host"), lambda text: text)
    assert "secret" not in said
    number = said.rstrip(".").split()[-1]
    assert number in caplog.text
    assert "secret" in caplog.text


def test_our_own_errors_are_sentences_already_but_storage_names_paths() -> None:
    assert sentence_for(NotFoundError("No such shop."), lambda text: text) == "No such shop."
    assert "/srv" not in sentence_for(StorageError("/srv/x is full"), lambda text: text)


def test_the_language_is_the_chosen_one_then_the_first_offered_of_his_own() -> None:
    sari = USERS["rep-sby"]  # id, en
    assert reading_language(None, sari, ("en", "id")) == "id"
    assert reading_language("en", sari, ("en", "id")) == "en"
    assert reading_language("fr", sari, ("en",)) == "en"
    assert reading_language(None, USERS["rep-nbo"], ("id",)) == "en"
    assert offered_to(sari, ("en", "sw", "id")) == ["id", "en", "sw"]
