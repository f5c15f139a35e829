"""What is put on the screen: the opening, a turn, a resumed conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import chainlit as cl
from chainlit.context import context
from chainlit.step import StepDict

from assistant.chat.chat_settings import low_data
from assistant.chat.failures import stopped_sentence
from assistant.chat.live import LiveLine
from assistant.chat.once import tap_id
from assistant.chat.opening import found_card, greeting, route_card
from assistant.chat.replies import (
    action_payloads,
    asked_again_with,
    figure_notes,
    picture_card,
    sign_up_card,
    sources_card,
    tapped_call,
    tapped_message,
)
from assistant.chat.session import (
    CHOSEN,
    Desk,
    identifier,
    show_settings,
    tell_page,
    thread_id,
)
from assistant.chat.sharing import share_card
from assistant.chat.wording import Wording
from assistant.chat.work import RunningTurn, in_worker
from assistant.domain import Reply, Role, ToolCall, Turn
from assistant.errors import CallError
from assistant.stopping import TurnStopped


async def open_chat(desk: Desk) -> None:
    """Settings for everybody; the route for a rep. The others start from their starters."""
    user = await desk.user()
    words = await show_settings(desk, user)
    if user.role is not Role.REP:
        return
    stops = await in_worker(desk.services.records.route, user)
    card = route_card(stops, desk.services.today, words)
    await cl.Message(greeting(user.name, stops, words), elements=_card("Route", card)).send()


async def resume_chat(desk: Desk, steps: Sequence[StepDict]) -> None:
    """Settings again, and the buttons of the last reply, which Chainlit does not keep."""
    await show_settings(desk, await desk.user())
    await show_buttons(steps)


async def show_buttons(steps: Sequence[StepDict]) -> None:
    """Those of the last reply."""
    for step in reversed(steps):
        if step.get("type") == "assistant_message":
            kept = (step.get("metadata") or {}).get("actions") or []
            for action in _buttons(kept):
                await action.send(for_id=step["id"])
            return


async def say_failure(sentence: str) -> None:
    """What went wrong, as the person reads it."""
    await cl.ErrorMessage(sentence).send()


async def answer(
    desk: Desk, message: str, outlet: str | None = None, call: ToolCall | None = None
) -> None:
    """One turn, through the same `respond` as the command line, shown as it happens."""
    user = await desk.user()
    words = desk.wording(user)
    turn = Turn(message, user, thread_id(), outlet, cl.user_session.get(CHOSEN), call)
    # Before Chainlit moves to the conversation's own page and drops what is being typed.
    await tell_page(thread=turn.thread)
    running = RunningTurn(desk.services, turn)
    desk.running[context.session.id] = running
    try:
        await show_reply(desk, await _followed(running, words))
    except TurnStopped as stopped:
        await cl.Message(stopped_sentence(stopped, words.say)).send()
    finally:
        if desk.running.get(context.session.id) is running:
            del desk.running[context.session.id]


async def _followed(running: RunningTurn, words: Wording) -> Reply:
    """The reply, once it is there; until then what is being done is shown."""
    reply: Reply | None = None
    async with LiveLine(words) as line:
        async for piece in running.pieces():
            if isinstance(piece, Reply):
                reply = piece
            else:
                await line.show(piece)
    if reply is None:
        raise RuntimeError("the turn ended without a reply")
    return reply


async def show_reply(desk: Desk, reply: Reply) -> None:
    """Words, pictures, sources, buttons."""
    words = Wording(reply.language, desk.services.translate(reply.language))
    kept = action_payloads(reply)
    card = sources_card(reply, words)
    cards = [picture_card(picture) for picture in reply.pictures]
    if low_data():
        cards = [desk.pictures.put_off(identifier(), card, words) for card in cards]
    pictures = [piece for card in cards for piece in _card("Picture", card)]
    await cl.Message(
        reply.text,
        elements=[
            *_card("SignUp", sign_up_card(reply, words)),
            *pictures,
            *await _receipt(desk, reply),
            *_file(reply),
            *_card("Share", share_card(reply, words)),
            *_card("Sources", card),
            *_notes(reply, words),
        ],
        actions=_buttons(kept),
        metadata={
            "actions": kept,
            "outlet": reply.outlet,
            "status": reply.status.value,
            "tools": [call.name for call in reply.tools],
        },
    ).send()


async def tapped(desk: Desk, payload: dict[str, Any]) -> None:
    """A tap is a turn like any other: it shows what was tapped and asks for it."""
    said = tapped_message(payload)
    if not said:
        raise CallError("There is nothing behind this button.")
    outlet = payload.get("outlet")
    shop = outlet if isinstance(outlet, str) else None
    await _as_typed(desk, said, shop, said, tapped_call(payload))


async def open_shop(desk: Desk, payload: dict[str, Any]) -> None:
    """A row of the route was tapped: brief the rep on that shop."""
    _ = (await desk.words()).say
    name = str(payload.get("name") or payload.get("outlet") or "")
    said = _("Brief me on {shop}").replace("{shop}", name)
    code = str(payload.get("outlet") or "") or None
    call = ToolCall("outlet_brief", {"outlet": code}) if code else None
    await _as_typed(desk, said, code, name, call)


async def find_shop(desk: Desk, payload: dict[str, Any]) -> None:
    """Look for a name in all of the user's shops; no model is asked."""
    user = await desk.user()
    words = desk.wording(user)
    _ = words.say
    query = str(payload.get("query") or "").strip()[:80]
    found = await in_worker(desk.services.records.find_outlets, user, query, 8)
    if not found:
        text = _("None of your shops is called “{query}”. Try a part of the name.")
        await cl.Message(text.replace("{query}", query)).send()
        return
    text = _("Shops like “{query}”:").replace("{query}", query)
    await cl.Message(text, elements=_card("Route", found_card(found, words))).send()


async def _as_typed(
    desk: Desk, said: str, outlet: str | None, title: str, call: ToolCall | None
) -> None:
    """Do what Chainlit does for a typed message: a bubble, a run, a name for the conversation."""
    await context.emitter.task_start()
    try:
        bubble = await cl.Message(
            said,
            id=tap_id.get(),
            author=identifier(),
            type="user_message",
            metadata=asked_again_with(outlet, call),
        ).send()
        async with cl.Step(name="on_message", type="run", parent_id=bubble.id) as run:
            run.input = said
            await answer(desk, said, outlet, call)
    finally:
        await context.emitter.task_end()
        await name_conversation(desk, title)


async def name_conversation(desk: Desk, title: str) -> None:
    """Give a conversation that has no name the one of its shop, and let the sidebar know."""
    thread = await desk.history.get_thread(thread_id())
    if thread and not thread.get("name"):
        await desk.history.update_thread(thread_id(), name=title)
        named = {"interaction": title, "thread_id": thread_id()}
        await context.emitter.emit("first_interaction", named)


def _card(name: str, properties: dict[str, Any] | None) -> list[cl.CustomElement]:
    if properties is None:
        return []
    return [cl.CustomElement(name=name, props=properties, display="inline")]


async def _receipt(desk: Desk, reply: Reply) -> list[cl.File]:
    """The paper beside its picture, once a shop has joined."""
    kept = reply.data.get("receipt")
    if not kept:
        return []
    make = desk.services.sign_ups.receipt_pdf
    name, content = await in_worker(make, await desk.user(), kept["enrollment"])
    return [cl.File(name=name, content=content, mime="application/pdf")]


def _file(reply: Reply) -> list[cl.File]:
    """What a tool has made to be kept elsewhere."""
    made = reply.data.get("file")
    if not made:
        return []
    return [cl.File(name=made["name"], content=made["text"].encode(), mime=made["mime"])]


def _notes(reply: Reply, words: Wording) -> list[cl.Text]:
    """A figure in the text becomes a link to where it comes from, by having an element's name.

    Not `side`: Chainlit opens those by themselves. public/shelftalk.js opens the list of sources.
    """
    return [
        cl.Text(name=shown, content=note, display="page", mime="text/plain")
        for shown, note in figure_notes(reply, words)
    ]


def _buttons(payloads: Sequence[dict[str, Any]]) -> list[cl.Action]:
    return [cl.Action(name="tap", payload=kept, label=kept["label"]) for kept in payloads]
