"""Every place where an owner may be named: the records' own texts, conversations, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, MetaData, Table, Text, create_engine, inspect, or_, select
from sqlalchemy.types import JSON

from knowledge.records.keyfiles import KEY_FILE, WRAPPED_FILE
from knowledge.records.privacy.owners import Owner
from knowledge.records.privacy.striking import Texts
from knowledge.records.privacy.traces import Traces
from knowledge.records.tables import Record
from knowledge.records.tables.types import Json

CHAT_FILE, CHAT_SCHEMA = "chat.db", "chainlit"
KEPT = frozenset({
    "ledger",  # append-only, and the law wants it; what it says comes from the company's books
    "audit_entries", "consents", "outlets", "enrollments", "outlet_insights", "sign_up_drafts",
    "prepared_stories",
})  # fmt: skip
"""Tables about outlets whose texts are not struck: kept as they are, or handled by themselves."""
_MORE = ("idempotency_keys", "outbox", "objection_events", "turns")
"""Tables with texts of people that name no outlet."""
_NOT_TEXT = (".db", ".db-wal", ".db-shm", ".npz", ".bin", ".sqlite3", ".pickle", ".log.lock")
_NOT_OURS = frozenset({KEY_FILE, WRAPPED_FILE, "audit-anchors.log", "chat-secret"})
MOST_BYTES = 200_000_000


def texts_of_records(owner: Owner) -> Iterator[Texts]:
    """The records' own tables with texts that people or models wrote about shops."""
    tables = Record.metadata.tables
    for table in Record.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, Text | Json)]
        if not columns or table.name in KEPT:
            continue
        if "outlet" in table.c and table.name != "turns":
            yield Texts(table, columns, table.c.outlet.in_(owner.outlets))
        elif table.name in _MORE:
            yield Texts(table, columns, _about(table, tables["visits"], owner))


def _about(table: Table, visits: Table, owner: Owner) -> Any:
    if table.name == "turns":
        return or_(table.c.outlet.in_(owner.outlets), table.c.thread.in_(owner.threads))
    if table.name == "objection_events":
        calls = select(visits.c.id).where(visits.c.outlet.in_(owner.outlets))
        return table.c.visit.in_(calls)
    return None


def chat_engine(engine: Engine, home: Path) -> Engine | None:
    """Where the chat keeps conversations for the browser; None = nobody has chatted yet."""
    if engine.dialect.name != "sqlite":
        return engine if CHAT_SCHEMA in inspect(engine).get_schema_names() else None
    file = home / CHAT_FILE
    return create_engine(f"sqlite+pysqlite:///{file}") if file.is_file() else None


def texts_of_chat(chat: Engine, owner: Owner) -> Iterator[Texts]:
    """Its tables, as they are: they are not ours."""
    found = MetaData(schema=None if chat.dialect.name == "sqlite" else CHAT_SCHEMA)
    found.reflect(chat)
    for table in found.sorted_tables:
        if table.name in {"users", "preferences", "chat_schema"}:
            continue
        columns = [c for c in table.columns if _holds_words(c)]
        thread = table.c.id if table.name == "threads" else table.c.get("threadId")
        about = None if thread is None else thread.in_(owner.threads)
        yield Texts(table, columns, about)


def _holds_words(column: Column[Any]) -> bool:
    name = column.name
    is_text = isinstance(column.type, Text | JSON)
    return is_text and not (column.primary_key or name.endswith(("Id", "At")))


def files_naming(home: Path, traces: Traces) -> Iterator[tuple[Path, str]]:
    """Text files of ours that name him, and what is to be left of each."""
    if not traces:
        return
    for file in sorted(home.rglob("*")):
        if file.name in _NOT_OURS or file.suffix in _NOT_TEXT or not file.is_file():
            continue
        if file.is_symlink() or file.stat().st_size > MOST_BYTES:
            continue
        text = file.read_bytes().decode("utf-8", "surrogateescape")
        left = traces.strike(text, about_him=False)
        if left != text:
            yield file, left
