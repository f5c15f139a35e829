"""Masks what says who somebody is, and what opens a door, in everything that is logged."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

NUMBER = re.compile(
    r"(?<![\w.:/-])(?:\+|00)\d(?:[\s().-]{0,2}\d){6,14}(?!\w)"  # with a country's code
    r"|(?<![\w.:/-])\(?0\d(?:[\s()-]{0,2}\d){7,11}(?![\w.])"  # as dialed at home
)
TOKEN = re.compile(r"\b(shelftalk_[0-9a-f]{8})[\w-]+")
BEARER = re.compile(r"(?i)(\bauthorization\b\W{1,4}|\b)(bearer|basic)\s+[\w.~+/=-]{8,}")
FIELD = re.compile(
    r"""(?ix) (?P<head> ["']? \b (?: owner_name | phone | password | secret | token | code
        | strokes | evidence | cookie | api_key | signature ) ["']? \s* [=:] \s* )
        (?: (?P<quote> ["'] ) (?: \\. | (?! (?P=quote) ) . )* (?P=quote) )"""
)
AWS_KEY = re.compile(r"\b(A(?:KI|SI)A)[A-Z0-9]{16}\b")
STAR = "•••"
SHOWN = 3
"""Last digits of a number that stay: enough to tell two apart."""
ACCESS = "uvicorn.access"
"""Its formatter reads the arguments and never asks for the message."""
TALKATIVE = (
    "sqlalchemy", "aiosqlite", "engineio", "socketio", "botocore", "boto3", "urllib3", "httpcore",
    "httpx", "langchain", "chainlit.socket", "multipart", "python_multipart", "PIL",
)  # fmt: skip
"""Loggers that print whole messages, rows and requests at DEBUG or INFO."""


def masked(text: str) -> str:
    """The text without whole numbers, named fields of persons, and secrets."""
    text = FIELD.sub(lambda found: f"{found['head']}{found['quote']}{STAR}{found['quote']}", text)
    text = BEARER.sub(lambda found: f"{found[1]}{found[2]} {STAR}", text)
    text = AWS_KEY.sub(rf"\1{STAR}", TOKEN.sub(rf"\1{STAR}", text))
    return NUMBER.sub(_ends, text)


def _ends(found: re.Match[str]) -> str:
    digits = [c for c in found[0] if c.isdigit()]
    return f"{STAR}{''.join(digits[-SHOWN:])}"


class MaskedRecord(logging.LogRecord):
    """A line of the log as it may be read by whoever reads logs."""

    def getMessage(self) -> str:  # noqa: N802  # the name is logging's
        """Masked, whatever was logged."""
        return masked(super().getMessage())


def _record(*arguments: Any, **more: Any) -> logging.LogRecord:
    made = MaskedRecord(*arguments, **more)
    if made.name == ACCESS and isinstance(made.args, tuple):
        made.args = tuple(masked(a) if isinstance(a, str) else a for a in made.args)
    if made.exc_info and made.exc_info[0] is not None:
        # Formatters take what is here already and do not ask the exception again.
        made.exc_text = masked("".join(traceback.format_exception(*made.exc_info))).rstrip()
    return made


def mask_logs() -> None:
    """From now on, of every logger of this process; again is no harm."""
    logging.setLogRecordFactory(_record)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
