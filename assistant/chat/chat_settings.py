"""The settings panel beside the language, and what low data changes: pictures only when tapped."""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict
from typing import Any

import chainlit as cl
from chainlit.input_widget import InputWidget, Switch

from assistant.chat.history import ChatHistory
from assistant.chat.wording import Wording

LOW_DATA = "low_data"
MOST = 500
"""Pictures kept for a tap, of everybody together: a few kilobytes each."""


async def other_settings(history: ChatHistory, user: str, words: Wording) -> list[InputWidget]:
    """The panel's rows after the language, as this user has left them."""
    _ = words.say
    low = await history.choice_of(user, LOW_DATA) == "on"
    cl.user_session.set(LOW_DATA, low)
    label = _("Low data: pictures only when tapped")
    return [Switch(id=LOW_DATA, label=label, initial=low)]


async def keep_other_settings(history: ChatHistory, user: str, settings: dict[str, Any]) -> None:
    """Keep what was picked in those rows."""
    if isinstance(chosen := settings.get(LOW_DATA), bool):
        await history.keep_choice(user, LOW_DATA, "on" if chosen else "off")
        cl.user_session.set(LOW_DATA, chosen)


def low_data() -> bool:
    """Whether this chat shows words first."""
    return bool(cl.user_session.get(LOW_DATA))


class KeptPictures:
    """Pictures that were left out of their replies, until they are tapped or pushed out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    def put_off(self, user: str, card: dict[str, Any], words: Wording) -> dict[str, Any]:
        """The element's properties with a button in the picture's place."""
        _ = words.say
        key = str(uuid.uuid4())
        self._kept[user, key] = card
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        size = max(1, round(len(json.dumps(card)) / 1000))
        return {
            "title": card["title"],
            "later": key,
            "texts": {
                "show": _("Show the picture ({size} kB)").replace("{size}", str(size)),
                "gone": _("This picture is no longer kept here. Please ask for it again."),
                "offline": _("No connection. Please try again."),
            },
        }

    def take(self, user: str, key: object) -> dict[str, Any] | None:
        """The picture's own properties; None = it is not this user's, or no longer kept."""
        return self._kept.get((user, str(key)))
