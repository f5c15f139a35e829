"""A phone line between a browser and the chat: slow, silent or cut, and it counts every byte.

It stands in front of the server like a carrier does, so that what is sent through a web socket is
slowed and counted too, which a browser's own network emulation leaves out.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self
from urllib.parse import urlsplit

CHUNK = 4096


class BadLine:
    """Listens on the loopback and hands on to a server that may come and go behind it."""

    def __init__(self, target: str) -> None:
        self.port = urlsplit(target).port or 80
        self.delay = 0.0
        """Seconds a byte needs one way; half of a round trip."""
        self.rate = 0.0
        """Bytes a second towards the browser and as many back; 0 = no limit."""
        self.silent = False
        """Bytes vanish in both directions and nobody is told, as in a lift."""
        self.cut = False
        """Every connection is closed and no new one is taken, as in airplane mode."""
        self.down = self.up = 0
        """Bytes towards the browser, and from it."""
        self.url = ""
        self._free = {"down": 0.0, "up": 0.0}
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        threading.Thread(target=self._loop.run_forever, name="bad-line", daemon=True).start()
        self._wait(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    @contextmanager
    def airplane(self) -> Iterator[None]:
        """Airplane mode for as long as this lasts."""
        self.cut = True
        self._wait(self._drop())
        yield
        self.cut = False

    @contextmanager
    def lift(self) -> Iterator[None]:
        """Silence for as long as this lasts; what was open then is dead, and finds out."""
        self.silent = True
        yield
        self._wait(self._drop())
        self.silent = False

    def counted(self) -> int:
        """Bytes both ways since it was last asked."""
        total, self.down, self.up = self.down + self.up, 0, 0
        return total

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        await self._drop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _drop(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if self.cut:
            back.transport.abort()
            return
        self._open.add(back)
        try:
            await asyncio.sleep(2 * self.delay)  # the handshake of a new connection
            far, on = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            back.transport.abort()
            self._open.discard(back)
            return
        self._open.add(on)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._pipe(near, on, "up"), self._pipe(far, back, "down"))
        for writer in (back, on):
            writer.close()
            self._open.discard(writer)

    async def _pipe(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        paid = asyncio.create_task(self._pay_out(queue, sink))
        with suppress(OSError):
            while data := await source.read(CHUNK):
                if self.silent:
                    continue
                setattr(self, way, getattr(self, way) + len(data))
                queue.put_nowait((self._arrival(len(data), way), data))
        queue.put_nowait((self._loop.time() + self.delay, b""))
        await paid

    def _arrival(self, size: int, way: str) -> float:
        """When these bytes are there: behind all others of the line, then the way itself."""
        now = self._loop.time()
        if self.rate:
            self._free[way] = max(self._free[way], now) + size / self.rate
            now = self._free[way]
        return now + self.delay

    async def _pay_out(
        self, queue: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter
    ) -> None:
        while True:
            due, data = await queue.get()
            wait = due - self._loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            if not data:
                break
            if not self.silent:
                sink.write(data)
                await sink.drain()
        with suppress(OSError):
            sink.write_eof()
