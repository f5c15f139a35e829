"""The line to a browser comes and goes: nothing that was said is lost, nothing is shown twice.

What is sent to a browser is remembered until it must have arrived. When the browser is back, it is
sent again; every event names what it changes, so the page puts it where it belongs. After a
restart of the server the history is what there is, and a question without an answer is answered.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from weakref import WeakKeyDictionary

from chainlit.context import context, init_ws_context
from chainlit.server import app, sio
from chainlit.session import WebsocketSession
from chainlit.socket import connect, connection_successful, disconnect, process_message
from chainlit.step import StepDict
from starlette.middleware import Middleware

from assistant.chat import screens
from assistant.chat.failures import interrupted_sentence, sentence_for
from assistant.chat.once import ID, Once, TapsOnce
from assistant.chat.replies import tapped_call
from assistant.chat.session import Desk, show_settings

SENT_AGAIN = {
    *("new_message", "update_message", "delete_message", "element", "remove_element"),
    *("action", "remove_action", "first_interaction", "chat_settings", "resume_thread"),
}
"""Events that change what is seen."""
ARRIVED = 60.0
"""Seconds after which an event has arrived, or the line is known to be dead (25 + 20 s)."""
MOST = 1000
"""Events remembered for a browser that is away."""
TICK, TRIES = 0.25, 600
"""Seconds between two looks whether another page's answer is there, and how many looks."""
YOUNG = timedelta(hours=1)
"""A question of that age is still worth an answer that was cut off."""
Emit = Callable[[str, Any], Awaitable[Any]]


class Sent:
    """What one browser was sent lately."""

    def __init__(self) -> None:
        self.opened = False
        self.here = True
        self._events: deque[tuple[float, str, Any]] = deque(maxlen=MOST)
        self._backlog: deque[tuple[str, Any]] | None = None

    def through(self, emit: Emit) -> Emit:
        """`emit`, remembering."""

        async def remembering(event: str, data: Any) -> Any:
            if event in SENT_AGAIN:
                if self._backlog is not None:
                    self._backlog.append((event, data))  # behind what is older
                    return None
                self._remember(event, data)
            return await emit(event, data)

        return remembering

    async def again(self, emit: Emit) -> None:
        """Everything that may not have arrived, in its order; a button takes its own place."""
        self._backlog = deque((event, data) for _at, event, data in self._events)
        self._events.clear()
        try:
            while self._backlog:
                event, data = self._backlog.popleft()
                self._remember(event, data)
                if event == "action":
                    await emit("remove_action", data)
                await emit(event, data)
        finally:
            self._backlog = None

    def _remember(self, event: str, data: Any) -> None:
        now = time.monotonic()
        while self.here and self._events and self._events[0][0] < now - ARRIVED:
            self._events.popleft()
        self._events.append((now, event, data))


class Line:
    """Chainlit's handlers of a connection, with ours around them."""

    def __init__(self, desk: Desk, version: str) -> None:
        self.desk, self.version = desk, version
        self.once = Once(desk.history)
        self._sent: WeakKeyDictionary[WebsocketSession, Sent] = WeakKeyDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def connect(self, sid: str, environ: Any, auth: dict[str, Any]) -> Any:
        """A browser is there, for the first time or again."""
        taken = await connect(sid, environ, cast("Any", auth))
        session = WebsocketSession.require(sid)
        sent = self._sent.setdefault(session, Sent())
        sent.here = True
        session.emit = sent.through(cast("Emit", session.emit))
        if auth.get("shown") and not sent.opened and not auth.get("threadId"):
            session.chat_started = True  # its page shows an opening; another process has sent it
        return taken

    async def disconnect(self, sid: str, *_reason: Any) -> None:
        """The connection has ended; the browser may not."""
        session = WebsocketSession.get(sid)
        if session in self._sent:
            self._sent[session].here = False
        await disconnect(sid)

    async def successful(self, sid: str) -> None:
        """The browser listens: what it has missed, then that it may send what it has kept."""
        session = WebsocketSession.require(sid)
        sent = self._sent[session]
        if session.restored and sent.opened:
            await self._back(session, sent)
        else:
            await self._first(sid, session)
            sent.opened = True
        user = getattr(session.user, "identifier", "")
        await sio.emit("shelftalk_ready", {"user": user, "version": self.version}, to=sid)

    async def there(self, _sid: str) -> bool:
        """A browser asks whether anybody hears it."""
        return True

    async def _back(self, session: WebsocketSession, sent: Sent) -> None:
        emitter = init_ws_context(session).emitter
        await sent.again(_emit_of(session.socket_id))
        running = session.id in self.desk.running
        await (emitter.task_start() if running else emitter.task_end())

    async def _first(self, sid: str, session: WebsocketSession) -> None:
        shown = session.chat_started
        await connection_successful(sid)
        init_ws_context(session)
        if shown:
            await show_settings(self.desk, await self.desk.user())
        if session.thread_id_to_resume:
            task = asyncio.create_task(self._catch_up(session, session.thread_id_to_resume))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _catch_up(self, session: WebsocketSession, thread: str) -> None:
        """Show the answer that another page waits for, or give the one that was cut off."""
        question = await self._open_question(thread)
        if question is None:
            return
        if self._answering(thread):
            await self._show_when_there(thread)
            return
        await context.emitter.task_start()
        try:
            await self._answer(question)
        finally:
            await context.emitter.task_end()

    async def _answer(self, question: StepDict) -> None:
        kept: dict[str, Any] = question.get("metadata") or {}
        outlet = kept.get("outlet")
        shop = outlet if isinstance(outlet, str) else None
        words = await self.desk.words()
        if kept.get("writes"):
            await screens.say_failure(interrupted_sentence(words.say))
            return
        try:
            await screens.answer(self.desk, question["output"], shop, tapped_call(kept))
        except Exception as error:
            await screens.say_failure(sentence_for(error, words.say))

    async def _show_when_there(self, thread: str) -> None:
        for _try in range(TRIES):
            if not self._answering(thread) and await self._open_question(thread) is None:
                break
            await asyncio.sleep(TICK)
        whole = await self.desk.history.get_thread(thread)
        if whole is not None:
            await context.emitter.resume_thread(whole)
            await screens.show_buttons(whole.get("steps") or [])

    async def _open_question(self, thread: str) -> StepDict | None:
        whole = await self.desk.history.get_thread(thread)
        return open_question(whole.get("steps") or []) if whole else None

    def _answering(self, thread: str) -> bool:
        return any(running.thread == thread for running in self.desk.running.values())

    async def hear(self, sid: str, payload: Any) -> dict[str, bool]:
        """A message was typed, now or while there was no line. `taken` = it is in the history."""
        session = WebsocketSession.require(sid)
        given = str(payload["message"].get("id"))
        if not ID.fullmatch(given):
            return {"taken": True}  # nothing of ours sends that; Chainlit would fail on it
        begun = await self.once.begin(given)
        if begun is None:
            arrived = self.desk.history.arrival(given)
            if payload.pop("again", False):
                await session.emit("new_message", payload["message"])
            session.current_task = asyncio.create_task(process_message(session, payload))
            with suppress(TimeoutError):
                await asyncio.wait_for(arrived.wait(), 10)
            self.once.end(given)
        return {"taken": await self.desk.history.has_step(given)}


def open_question(steps: Sequence[StepDict]) -> StepDict | None:
    """The last thing said, when it is a person's, young, and nobody has answered."""
    spoken = [step for step in steps if str(step.get("type")).endswith("_message")]
    spoken.sort(key=lambda step: str(step.get("createdAt")))
    if not spoken or spoken[-1].get("type") != "user_message":
        return None
    asked = datetime.fromisoformat(str(spoken[-1].get("createdAt")).rstrip("Z"))
    return spoken[-1] if datetime.now(UTC).replace(tzinfo=None) - asked < YOUNG else None


def _emit_of(sid: str) -> Emit:
    async def emit(event: str, data: Any) -> None:
        await sio.emit(event, data, to=sid)

    return emit


def put_in_place(desk: Desk, version: str) -> None:
    """From now on connections are this desk's; `version` is that of the page it serves."""
    line = Line(desk, version)
    sio.on("connect", line.connect)
    sio.on("disconnect", line.disconnect)
    sio.on("connection_successful", line.successful)
    sio.on("client_message", line.hear)
    sio.on("shelftalk_message", line.hear)
    sio.on("shelftalk_there", line.there)
    app.user_middleware.append(Middleware(TapsOnce, once=line.once))
