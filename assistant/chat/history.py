"""Conversations kept: Chainlit's SQL data layer, closed where it is open and slow where it hurts.

Chainlit pastes thread ids into SQL. They come from the browser, so anything that is no UUID is
turned away here before a statement sees it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chainlit.context import context
from chainlit.data.sql_alchemy import SQLAlchemyDataLayer
from chainlit.data.storage_clients.base import BaseStorageClient
from chainlit.element import Element
from chainlit.step import StepDict
from chainlit.types import PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from sqlalchemy import event

from assistant.chat.history_tables import SCHEMA, migrate

NAME_LENGTH = 60
TAPS = ("open_shop", "find_shop", "tap", "show_picture")
"""Names of our buttons; Chainlit would call a conversation after the first one tapped."""
PAGE = """
SELECT t."id", t."createdAt", t."name", t."userId", t."userIdentifier",
       COALESCE((SELECT MAX(s."createdAt") FROM steps s WHERE s."threadId" = t."id"),
                t."createdAt") AS last
FROM threads t
WHERE t."userId" = :user
  AND (CAST(:word AS TEXT) IS NULL OR LOWER(t."name") LIKE :word ESCAPE '!' OR EXISTS (
        SELECT 1 FROM steps s
        WHERE s."threadId" = t."id" AND LOWER(s."output") LIKE :word ESCAPE '!'))
  AND (CAST(:thumb AS INTEGER) IS NULL OR EXISTS (
        SELECT 1 FROM feedbacks f JOIN steps s ON s."id" = f."forId"
        WHERE s."threadId" = t."id" AND f."value" = :thumb))
ORDER BY last DESC, t."id" LIMIT :limit OFFSET :offset
"""


class InTheRow(BaseStorageClient):
    """Keeps no files. What our elements hold is small: a note becomes a `data:` address."""

    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, Any]:
        """The address that is stored with the element's row; cards live in its properties."""
        if mime == "application/json":
            return {"object_key": "", "url": ""}
        content = data.encode() if isinstance(data, str) else data
        return {
            "object_key": "",
            "url": f"data:{mime};charset=utf-8;base64,{base64.b64encode(content).decode()}",
        }

    async def delete_file(self, object_key: str) -> bool:
        """Nothing to delete."""
        return True

    async def get_read_url(self, object_key: str) -> str:
        """No file has an address."""
        return ""

    async def close(self) -> None:
        """Nothing is open."""


def is_thread_id(value: str | None) -> bool:
    """Whether this can be the id of a conversation."""
    try:
        return str(uuid.UUID(value)) == value
    except (ValueError, TypeError, AttributeError):
        return False


class ChatHistory(SQLAlchemyDataLayer):
    """Where conversations, thumbs and language choices are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._awaited: dict[str, asyncio.Event] = {}

    def arrival(self, step_id: str) -> asyncio.Event:
        """Set as soon as this step is kept."""
        return self._awaited.setdefault(step_id, asyncio.Event())

    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a step, and tell whoever waits for it."""
        await super().create_step(step_dict)
        arrived = self._awaited.pop(step_dict["id"], None)
        if arrived is not None:
            arrived.set()

    async def has_step(self, step_id: str) -> bool:
        """Whether this step is kept."""
        rows = await self.execute_sql('SELECT 1 FROM steps WHERE "id" = :id', {"id": step_id})
        return bool(rows) and isinstance(rows, list)

    async def get_current_timestamp(self) -> str:
        """Now, in UTC; Chainlit's own marks local time as UTC."""
        return datetime.now(UTC).replace(tzinfo=None).isoformat() + "Z"

    async def get_thread_author(self, thread_id: str) -> str:
        """The user's id; empty for a thread there is none of, which Chainlit answers with 404."""
        if not is_thread_id(thread_id):
            return ""
        try:
            return str(await super().get_thread_author(thread_id))
        except ValueError:
            return ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A whole conversation, or None.

        Raises:
            ConnectionRefusedError: that is no thread id; this ends the connection that sent it.
        """
        if not is_thread_id(thread_id):
            raise ConnectionRefusedError("no such conversation")
        thread = await super().get_thread(thread_id)
        return _unpacked(thread) if thread else None

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Make or change a thread; its id must be a UUID, its name is what was said first."""
        if not is_thread_id(thread_id):
            raise ConnectionRefusedError("no such conversation")
        shown = None if name is None or name in TAPS else " ".join(name.split())[:NAME_LENGTH]
        await super().update_thread(thread_id, shown, user_id, metadata, tags)

    async def create_element(self, element: Element) -> None:
        """Keep a card or a note of this session's own conversation, and nothing else."""
        ours = element.type in {"custom", "text"} and not element.url and not element.path
        if ours and element.thread_id == context.session.thread_id:
            await super().create_element(element)

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[Any]:
        """One page of the sidebar. Chainlit's own would send every word ever said."""
        offset = int(pagination.cursor or 0)
        found = await self.execute_sql(
            PAGE,
            {
                "user": filters.userId,
                "word": _like(filters.search),
                "thumb": filters.feedback,
                "limit": pagination.first + 1,
                "offset": offset,
            },
        )
        rows = found if isinstance(found, list) else []
        shown = [{**row, "createdAt": row.pop("last")} for row in rows[: pagination.first]]
        more = len(rows) > pagination.first
        end = str(offset + len(shown)) if shown else None
        page = PageInfo(hasNextPage=more, startCursor=str(offset), endCursor=end)
        return PaginatedResponse(pageInfo=page, data=[{**row, "steps": []} for row in shown])

    async def language_of(self, user: str) -> str | None:
        """The language a user chose in the settings, if he did."""
        rows = await self.execute_sql(
            'SELECT "language" FROM preferences WHERE "user" = :user', {"user": user}
        )
        return str(rows[0]["language"]) if isinstance(rows, list) and rows else None

    async def keep_language(self, user: str, language: str) -> None:
        """Remember the choice for every later conversation."""
        await self.execute_sql(
            'INSERT INTO preferences ("user", "language") VALUES (:user, :language)'
            ' ON CONFLICT ("user") DO UPDATE SET "language" = EXCLUDED."language"',
            {"user": user, "language": language},
        )

    async def choice_of(self, user: str, name: str) -> str | None:
        """What a user chose in the settings under this name, if he did."""
        rows = await self.execute_sql(
            'SELECT "value" FROM choices WHERE "user" = :user AND "name" = :name',
            {"user": user, "name": name},
        )
        return str(rows[0]["value"]) if isinstance(rows, list) and rows else None

    async def keep_choice(self, user: str, name: str, value: str) -> None:
        """Remember it for every later conversation."""
        await self.execute_sql(
            'INSERT INTO choices ("user", "name", "value") VALUES (:user, :name, :value)'
            ' ON CONFLICT ("user", "name") DO UPDATE SET "value" = EXCLUDED."value"',
            {"user": user, "name": name, "value": value},
        )


def open_history(home: Path, database_url: str | None = None) -> ChatHistory:
    """The history in HOME, or in the schema `chainlit` of a PostgreSQL database.

    Raises:
        StorageError: it cannot be opened.
    """
    if database_url and database_url.startswith("postgresql"):
        tail = database_url.split("://", maxsplit=1)[1]
        migrate(f"postgresql+psycopg://{tail}")
        path = {"server_settings": {"search_path": SCHEMA}}
        return ChatHistory(f"postgresql+asyncpg://{tail}", path, storage_provider=InTheRow())
    home.mkdir(parents=True, exist_ok=True)
    file = home / "chat.db"
    migrate(f"sqlite:///{file}")
    file.chmod(0o600)
    history = ChatHistory(f"sqlite+aiosqlite:///{file}", storage_provider=InTheRow())
    event.listen(history.engine.sync_engine, "connect", _tune)
    return history


def _tune(connection: sqlite3.Connection, _record: object) -> None:
    """Readers beside a writer, and patience with a lock."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _like(word: str | None) -> str | None:
    if not word:
        return None
    escaped = word.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def _unpacked(thread: ThreadDict) -> ThreadDict:
    """SQLite gives JSON back as text; the browser and Chainlit want it as objects."""
    thread["metadata"] = _object(thread.get("metadata"))
    for step in thread.get("steps") or []:
        step["metadata"] = _object(step.get("metadata"))
        step["generation"] = _object(step.get("generation")) or None
    for element in thread.get("elements") or []:
        element["props"] = _object(element.get("props"))
    return thread


def _object(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) and value else value
    return found if isinstance(found, dict) else {}
