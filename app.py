"""Chainlit's entry point: handlers that parse, call and show."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ParamSpec

import chainlit as cl
from chainlit import server
from chainlit.config import APP_ROOT
from chainlit.types import ThreadDict
from starlette.middleware import Middleware

from assistant.bootstrap import build
from assistant.chat import line, screens, session, stop_button
from assistant.chat.caching import Revalidated
from assistant.chat.failures import sentence_for
from assistant.chat.front import Guarded
from assistant.chat.history import ChatHistory, open_history
from assistant.chat.page import prepare_front, version_of
from assistant.chat.people import chat_user
from assistant.chat.secret import session_secret
from assistant.chat.wording import Wording
from assistant.domain import Role
from assistant.errors import ShelftalkError
from assistant.http.api import mounted
from assistant.masking import mask_logs
from assistant.settings import read_settings

P = ParamSpec("P")


def set_up() -> session.Desk:
    """Everything the chat stands on, made ready before the first visitor."""
    mask_logs()
    settings = read_settings()
    os.environ["CHAINLIT_AUTH_SECRET"] = session_secret(settings.home)
    # `custom_build` of config.toml is read before this file; the page is chosen here instead.
    front = prepare_front(settings.home.resolve())
    server.build_dir = str(front)
    # Innermost, where bodies are not packed yet: the same words have the same mark.
    server.app.user_middleware.append(Middleware(Revalidated))
    server.app.add_middleware(Guarded, front=front, public=Path(APP_ROOT, "public"))
    services = build(settings)
    services.sign_ups.check()
    # Before Chainlit's own routes: the last of them answers every address with the page.
    server.app.router.routes.insert(0, mounted(services, settings.api_requests_per_minute))
    history = open_history(settings.home, settings.database_url)
    shared = session.Desk(services, history, services.languages())
    stop_button.put_in_place(shared)
    line.put_in_place(shared, version_of(front, Path(APP_ROOT)))
    return shared


try:
    desk = set_up()
except ShelftalkError as error:
    raise SystemExit(str(error)) from None


def told(handler: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """A failure becomes a sentence on the screen; Chainlit would show the exception."""

    @functools.wraps(handler)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await handler(*args, **kwargs)
        except Exception as error:
            words = await desk.words()
            await cl.ErrorMessage(sentence_for(error, words.say)).send()

    return guarded


@cl.on_app_startup
async def warm_up() -> None:
    """Learn in the background what the first question would wait for."""
    threading.Thread(target=desk.services.warm, name="warm-up", daemon=True).start()
    desk.services.sign_ups.start()


@cl.password_auth_callback
async def log_in(username: str, password: str) -> cl.User | None:
    """Let a user of the company in."""
    user = await desk.admit(username, password)
    return chat_user(user) if user else None


@cl.data_layer
def history() -> ChatHistory:
    """Where conversations are kept."""
    return desk.history


@cl.set_starters
async def starters(user: cl.User | None, language: str | None) -> list[cl.Starter]:
    """First questions for whoever has no route to start from."""
    role = Role(user.metadata["role"]) if user else Role.REP
    if role is Role.REP:
        return []
    words = Wording(language or "en", desk.services.translate(language or "en"))
    return [cl.Starter(label=text, message=text) for text in words.starters(role)]


@cl.on_chat_start
@told
async def open_chat() -> None:
    """A new conversation."""
    await screens.open_chat(desk)


@cl.on_chat_resume
@told
async def resume_chat(thread: ThreadDict) -> None:
    """An earlier conversation is opened again."""
    await screens.resume_chat(desk, thread.get("steps") or [])


@cl.on_message
@told
async def hear(message: cl.Message) -> None:
    """Something was typed."""
    await screens.answer(desk, message.content)


@cl.action_callback("tap")
@told
async def tapped(action: cl.Action) -> None:
    """A button under a reply."""
    await screens.tapped(desk, action.payload)


@cl.action_callback("open_shop")
@told
async def open_shop(action: cl.Action) -> None:
    """A shop of the route."""
    await screens.open_shop(desk, action.payload)


@cl.action_callback("find_shop")
@told
async def find_shop(action: cl.Action) -> None:
    """A name typed above the route."""
    await screens.find_shop(desk, action.payload)


@cl.action_callback("show_picture")
async def show_picture(action: cl.Action) -> dict[str, Any] | None:
    """A picture that was not sent with its reply."""
    return desk.pictures.take(session.identifier(), action.payload.get("picture"))


@cl.on_settings_update
@told
async def choose(chosen: dict[str, Any]) -> None:
    """The settings panel."""
    await session.choose_language(desk, chosen)
