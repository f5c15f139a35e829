"""The stop button: ends the turn of the chat it is in, in the reader's own language.

Chainlit's own handler says a sentence in English and cancels what it takes for the running task: a
tapped button it does not know, and a write that has begun it would hide. Ours takes its place.
"""

from __future__ import annotations

from chainlit.server import sio
from chainlit.session import WebsocketSession

from assistant.chat.session import Desk


def put_in_place(desk: Desk) -> None:
    """From now on the button stops what this desk knows to be running."""

    async def stop(sid: str) -> None:
        session = WebsocketSession.get(sid)
        running = desk.running.get(session.id) if session else None
        if running is not None:
            running.stop()  # the turn itself says so, or, when it is too late, what it has done

    sio.on("stop", stop)
