"""What a failing database means in words, and what mends it."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.url import URL

from assistant.errors import StorageError

LOAD_FIRST = "There is no data yet: run `shelftalk load PACK` first."

_SQLITE = {
    sqlite3.SQLITE_BUSY: "The database {place} is locked by another program: wait until it is done "
    "(a running `shelftalk load`?) and try again.",
    sqlite3.SQLITE_LOCKED: "The database {place} is locked by another program: wait until it is "
    "done (a running `shelftalk load`?) and try again.",
    sqlite3.SQLITE_NOTADB: "{place} is not a Shelftalk database: move it away, or set "
    "SHELFTALK_DATABASE_URL to another file.",
    sqlite3.SQLITE_CORRUPT: "The database {place} is damaged: put a backup in its place, or remove "
    "it and run `shelftalk load PACK`.",
    sqlite3.SQLITE_READONLY: "The database {place} cannot be written: give this user write access "
    "to the file and its folder, or set SHELFTALK_HOME to a folder it may write.",
    sqlite3.SQLITE_CANTOPEN: "The database {place} cannot be opened: check that its folder exists "
    "and that this user may read and write there.",
    sqlite3.SQLITE_FULL: "The disk that holds the database {place} is full: make room and try "
    "again; nothing was half-written.",
    sqlite3.SQLITE_IOERR: "The disk that holds the database {place} cannot be read or written: "
    "check that it has room and is healthy, then try again.",
}
_POSTGRES_STATES = {
    "53100": "The disk of the database server {place} is full: make room there and try again; "
    "nothing was half-written.",
    "53300": "The database server {place} has no connection left: raise its max_connections or "
    "close other programs.",
    "55P03": "The database {place} is locked by another program: wait until it is done and try "
    "again.",
    "57014": "The database {place} took too long to answer: try again.",
    "25006": "The database {place} is read-only: connect to the primary server.",
    "42501": "This user may not do that in the database {place}: grant it the right to create and "
    "write tables.",
}
_POSTGRES_WORDS = {
    "password authentication failed": "The database server {place} refused the password: check "
    "the user and password in SHELFTALK_DATABASE_URL.",
    "no password supplied": "The database server {place} wants a password: put it in "
    "SHELFTALK_DATABASE_URL.",
    "does not exist": "The database {place} or its user does not exist: create it, or correct "
    "SHELFTALK_DATABASE_URL.",
}
_UNREACHABLE = (
    "The database server {place} cannot be reached: check that it runs and that "
    "SHELFTALK_DATABASE_URL names the right host and port."
)


def place_of(url: URL) -> str:
    """The database in words: the file, or host and name. Never the password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database or ":memory:")
    port = f":{url.port}" if url.port else ""
    return f"{url.host or url.query.get('host', 'localhost')}{port}/{url.database or ''}"


def explain_failures(engine: Engine) -> None:
    """From now on, what the storage cannot do reaches callers as a StorageError."""
    place = place_of(engine.url)

    @event.listens_for(engine, "handle_error", retval=True)
    def _translate(context: ExceptionContext) -> BaseException | None:
        if isinstance(context.original_exception, StorageError):
            return context.original_exception  # a column type said it: not to be wrapped
        sentence = sentence_for(context.original_exception)
        return StorageError(sentence.format(place=place)) if sentence else None


def sentence_for(error: BaseException) -> str | None:
    """The sentence for a driver's error with `{place}` in it; None = not a matter of storage."""
    if isinstance(error, sqlite3.Error):
        return _sqlite_sentence(error)
    if isinstance(error, psycopg.Error):
        return _postgres_sentence(error)
    return None


def _sqlite_sentence(error: sqlite3.Error) -> str | None:
    if "no such table" in str(error):
        return LOAD_FIRST
    # The low byte is the primary code; the rest says which kind of it.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _SQLITE.get(code)


def _postgres_sentence(error: psycopg.Error) -> str | None:
    if error.sqlstate == "42P01":
        return LOAD_FIRST
    if error.sqlstate:
        return _POSTGRES_STATES.get(error.sqlstate)
    if not isinstance(error, psycopg.OperationalError):
        return None
    text = str(error)
    return next((s for words, s in _POSTGRES_WORDS.items() if words in text), _UNREACHABLE)
