"""A story as it may be handed to the owner: its words alone, without what is for the rep."""

from __future__ import annotations

from typing import Any

from assistant.chat.wording import Wording
from assistant.domain import Reply, ReplyStatus


def share_card(reply: Reply, words: Wording) -> dict[str, Any] | None:
    """Properties of the element `Share`, or None when the reply holds no released story."""
    text = reply.data.get("story")
    if reply.status is not ReplyStatus.ANSWERED or reply.data.get("status") != "released":
        return None
    if not isinstance(text, str) or text not in reply.text:
        return None
    _ = words.say
    return {
        "text": text.replace("**", "").strip(),
        "texts": {
            "title": _("Share with the owner"),
            "share": _("Send it with an app of this phone"),
            "copy": _("Copy the text"),
            "copied": _("Copied"),
            "by_hand": _("Press and hold the text to copy it."),
        },
    }
