import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.chat.line import Sent, open_question
from assistant.chat.once import Once, TapsOnce, tap_id
from assistant.chat.replies import asked_again_with, tapped_call
from assistant.domain import ToolCall

TAP = "9d0f6a3e-53c1-4a52-8c2f-0b8d6a1e7f10"
OTHER = "1b7c2f44-0a4e-4d59-9f0e-2f6f3c1d8e21"


@dataclass
class History:
    steps: set[str] = field(default_factory=set)

    async def has_step(self, step_id: str) -> bool:
        await asyncio.sleep(0)
        return step_id in self.steps


@dataclass
class Taps:
    """A tap that takes a moment, and may fail."""

    history: History = field(default_factory=History)
    done: list[str | None] = field(default_factory=list)
    status: int = 200

    async def do(self, _request: Request) -> JSONResponse:
        self.done.append(tap_id.get())
        await asyncio.sleep(0.05)
        return JSONResponse({"success": True}, status_code=self.status)

    def client(self) -> httpx.AsyncClient:
        layer = Middleware(TapsOnce, once=Once(self.history))
        routes = [Route("/project/action", self.do, methods=["POST"])]
        transport = httpx.ASGITransport(Starlette(routes=routes, middleware=[layer]))
        return httpx.AsyncClient(transport=transport, base_url="http://shop.test")


async def tap(client: httpx.AsyncClient, given: str | None = TAP) -> int:
    headers = {"X-Shelftalk-Tap": given} if given else {}
    return (await client.post("/project/action", headers=headers)).status_code


async def test_a_tap_sent_again_while_it_is_done_and_after_is_done_once() -> None:
    taps = Taps()
    async with taps.client() as client:
        assert list(await asyncio.gather(tap(client), tap(client))) == [200, 200]
        assert await tap(client) == 200
    assert taps.done == [TAP]


async def test_two_taps_are_two_and_one_without_an_id_is_as_before() -> None:
    taps = Taps()
    async with taps.client() as client:
        for given in (TAP, OTHER, None, None, "x' OR 1=1"):
            await tap(client, given)
    assert taps.done == [TAP, OTHER, None, None, None]


async def test_a_tap_another_process_has_kept_is_not_done_again() -> None:
    taps = Taps(History({TAP}))
    async with taps.client() as client:
        assert await tap(client) == 200
    assert taps.done == []


async def test_a_tap_that_failed_may_be_sent_again() -> None:
    taps = Taps(status=500)
    async with taps.client() as client:
        assert await tap(client) == 500
        taps.status = 200
        assert await tap(client) == 200
    assert taps.done == [TAP, TAP]


def _said(kind: str, minutes_ago: float) -> Any:
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes_ago)
    return {"type": kind, "createdAt": f"{at.isoformat()}Z", "output": kind}


@pytest.mark.parametrize(
    ("steps", "is_open"),
    [
        ([], False),
        ([_said("user_message", 2)], True),
        ([_said("user_message", 2), _said("run", 1), _said("tool", 1)], True),
        ([_said("user_message", 2), _said("assistant_message", 1)], False),
        ([_said("user_message", 1), _said("assistant_message", 2)], True),
        ([_said("assistant_message", 3), _said("user_message", 61)], False),
        ([_said("user_message", 61)], False),
    ],
)
def test_a_question_is_open_until_it_is_answered_or_old(steps: list[Any], is_open: bool) -> None:
    assert (open_question(steps) is not None) is is_open


def test_a_tap_that_writes_leaves_nothing_of_it_with_its_bubble() -> None:
    signed = ToolCall("give_consent", {"draft": "D1", "strokes": "M 1 1 L 2 2"})
    kept = asked_again_with("NBO-1", signed)
    assert kept == {"outlet": "NBO-1", "call": None, "writes": True}
    brief = ToolCall("outlet_brief", {"outlet": "NBO-1"})
    assert tapped_call(asked_again_with("NBO-1", brief)) == brief


async def test_what_was_sent_is_sent_again_in_order_and_a_button_takes_its_place() -> None:
    sent, heard = Sent(), list[tuple[str, Any]]()

    async def into_nothing(_event: str, _data: Any) -> None:
        """The line is dead."""

    async def hear(event: str, data: Any) -> None:
        heard.append((event, data))
        if event == "new_message" and data == 1:
            await sent.through(hear)("update_message", 4)  # a turn goes on meanwhile

    emit = sent.through(into_nothing)
    for event, data in [("new_message", 1), ("task_start", {}), ("action", 2), ("element", 3)]:
        await emit(event, data)
    await sent.again(hear)
    assert heard == [
        *(("new_message", 1), ("remove_action", 2), ("action", 2)),
        *(("element", 3), ("update_message", 4)),
    ]
