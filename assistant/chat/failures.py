"""What a person reads when something goes wrong: a sentence and an id, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from assistant.chat.work import TurnHung
from assistant.errors import ShelftalkError, StorageError
from assistant.stopping import TurnStopped

log = logging.getLogger(__name__)


def sentence_for(error: Exception, translate: Callable[[str], str]) -> str:
    """One clear sentence with a way on; what it was is logged under the id it names."""
    if isinstance(error, ShelftalkError) and not isinstance(error, StorageError):
        return str(error)
    number = secrets.token_hex(4)
    log.error("chat failure %s", number, exc_info=error)
    _ = translate
    text = _(
        "That did not work. Please try again; if it happens again, tell support the number {id}."
    )
    return text.replace("{id}", number)


def stopped_sentence(stopped: TurnStopped, translate: Callable[[str], str]) -> str:
    """That a turn has ended early, by whom, and that it has left nothing behind."""
    _ = translate
    if isinstance(stopped, TurnHung):
        return _("That took too long, so I stopped it. Nothing was changed. Please try again.")
    return _("Stopped. Nothing was changed.")


def interrupted_sentence(translate: Callable[[str], str]) -> str:
    """That a tap which writes was cut off: only the person can tell whether to tap again."""
    _ = translate
    return _(
        "This was cut off. Look whether it is done; if it is not, please tap again. Nothing is"
        " done twice."
    )
