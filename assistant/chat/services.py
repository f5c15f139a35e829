"""What the chat asks of the rest: a small protocol, so that a working fake can stand in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from assistant.domain import Reply, Step, Turn, User
from knowledge.records.answers import OutletMatch, RouteStop


class Accounts(Protocol):
    """Who may come in."""

    def check_password(self, user_id: str, password: str) -> User | None:
        """The user, or None when the id or the password is wrong; the two are told apart nowhere.

        Raises:
            RefusedError: too many wrong tries; wait.
        """
        ...


class RouteBook(Protocol):
    """The part of the Data API the opening screen needs."""

    def user(self, user_id: str) -> User:
        """Raises NotFoundError for an id that is no longer there."""
        ...

    def route(self, user: User, day: date | None = None) -> list[RouteStop]:
        """Today's calls in call order."""
        ...

    def find_outlets(self, user: User, query: str, limit: int = 5) -> list[OutletMatch]:
        """Shops of this user by name or code, best first."""
        ...


class SignUpRoom(Protocol):
    """The part of sign-up the chat needs."""

    def receipt_pdf(self, user: User, enrollment: str) -> tuple[str, bytes]:
        """File name and content; raises NotFoundError for what is not the user's."""
        ...

    def start(self) -> None:
        """Begin to carry out what others must hear."""
        ...


class ChatServices(Protocol):
    """Everything a chat needs; `assistant.bootstrap.build` makes the real one."""

    @property
    def records(self) -> RouteBook: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def sign_ups(self) -> SignUpRoom: ...

    @property
    def today(self) -> date:
        """The company's day."""
        ...

    def languages(self) -> tuple[str, ...]:
        """Languages the company offers and we have texts for."""
        ...

    def respond(self, turn: Turn, on_step: Callable[[Step], None] = ...) -> Reply:
        """Answer one message. Synchronous."""
        ...

    def warm(self) -> None:
        """Open and learn what the first turn would wait for."""
        ...

    def translate(self, language: str) -> Callable[[str], str]:
        """`_` for a language."""
        ...
