import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from assistant.chat import work
from assistant.chat.failures import sentence_for
from assistant.chat.people import offered_to, reading_language
from assistant.chat.work import progress
from assistant.domain import Reply, ReplyStatus, Step, Turn
from assistant.errors import NotFoundError, StorageError
from tests.fakes.services import USERS, FakeServices

TURN = Turn("tell me a story", USERS["rep-sby"], "thread")


async def test_steps_come_one_by_one_and_the_reply_last() -> None:
    seen: list[str] = []
    started = time.perf_counter()
    first_at = 0.0
    async for piece in progress(FakeServices(step_seconds=0.05), TURN):
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


async def test_a_long_silence_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.02)
    pieces = [piece async for piece in progress(Slow(), TURN)]
    assert pieces[0] is None
    assert len(pieces) == 2


async def test_slow_turns_do_not_wait_for_each_other() -> None:
    async def one() -> None:
        async for _piece in progress(Slow(), TURN):
            pass

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(20)))
    assert time.perf_counter() - started < 1.5


async def test_a_failure_inside_comes_out() -> None:
    turn = Turn("explode", USERS["rep-sby"], "thread")
    with pytest.raises(RuntimeError):
        async for _piece in progress(FakeServices(), turn):
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
