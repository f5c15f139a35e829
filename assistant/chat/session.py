"""What one open chat knows: who it is, in which language, and which conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import chainlit as cl
from babel import Locale as CldrLocale
from chainlit.context import context
from chainlit.input_widget import InputWidget, Select

from assistant.chat.chat_settings import KeptPictures, keep_other_settings, other_settings
from assistant.chat.history import ChatHistory, is_thread_id
from assistant.chat.people import offered_to, reading_language
from assistant.chat.services import ChatServices
from assistant.chat.wording import Wording
from assistant.chat.work import RunningTurn, in_worker
from assistant.domain import User
from assistant.errors import NotFoundError, RefusedError

CHOSEN = "chosen_language"


@dataclass(frozen=True)
class Desk:
    """What every open chat shares; built once."""

    services: ChatServices
    history: ChatHistory
    languages: tuple[str, ...]
    """Offered by the company."""
    running: dict[str, RunningTurn] = field(default_factory=dict)
    """The turn of every open chat that waits for one, by Chainlit's session id."""
    pictures: KeptPictures = field(default_factory=KeptPictures)
    """Of replies that were shown without theirs."""

    async def admit(self, user_id: str, password: str) -> User | None:
        """The user, or None; the login form says the same to whoever guesses and whoever waits."""
        try:
            return await in_worker(self.services.accounts.check_password, user_id, password)
        except RefusedError:
            return None

    async def user(self) -> User:
        """Who sits here, read anew: a role or a territory may have changed since the login.

        Raises:
            NotFoundError: he is no longer there.
        """
        return await in_worker(self.services.records.user, identifier())

    def wording(self, user: User) -> Wording:
        """Our texts for him."""
        language = reading_language(cl.user_session.get(CHOSEN), user, self.languages)
        return Wording(language, self.services.translate(language))

    async def words(self) -> Wording:
        """Our texts for whoever sits here; English when that is not known."""
        try:
            return self.wording(await self.user())
        except NotFoundError:
            return Wording("en", self.services.translate("en"))


def identifier() -> str:
    """The id of the user of this chat."""
    found: cl.User | None = cl.user_session.get("user")
    if found is None:
        raise NotFoundError("You are not signed in. Please sign in again.")
    return found.identifier


def thread_id() -> str:
    """The conversation this is; ours and Chainlit's are the same."""
    found = str(context.session.thread_id)
    if not is_thread_id(found):
        raise NotFoundError("There is no such conversation.")
    return found


async def show_settings(desk: Desk, user: User) -> Wording:
    """Load his choice, fill the settings panel, tell the page its language."""
    cl.user_session.set(CHOSEN, await desk.history.language_of(user.id))
    words = desk.wording(user)
    _ = words.say
    tags = offered_to(user, desk.languages)
    choice: InputWidget = Select(
        id="language",
        label=_("Language"),
        items={language_name(tag): tag for tag in tags},
        initial_value=words.language,
    )
    await cl.ChatSettings([choice, *await other_settings(desk.history, user.id, words)]).send()
    await tell_page(language=words.language)
    return words


async def choose_language(desk: Desk, settings: dict[str, Any]) -> None:
    """Keep what was picked in the settings panel."""
    await keep_other_settings(desk.history, identifier(), settings)
    tag = str(settings.get("language") or "")
    if tag not in offered_to(await desk.user(), desk.languages):
        return
    await desk.history.keep_language(identifier(), tag)
    cl.user_session.set(CHOSEN, tag)
    await tell_page(language=tag)


async def tell_page(**news: str) -> None:
    """Tell public/shelftalk.js which `language` is read or which `thread` this has become."""
    await cl.send_window_message({"shelftalk": news})


def language_name(tag: str) -> str:
    """`Bahasa Indonesia`: a language as its own readers call it."""
    name = CldrLocale.parse(tag, sep="-").get_display_name()
    return name[:1].upper() + name[1:] if name else tag
