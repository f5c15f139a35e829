"""SQLite's full-text index over the papers: exact words, codes and numbers; texts and citations.

It is a copy that can be rebuilt from the vector store at any time: no company record lives here.
"""

# ruff: noqa: S608  what is put into a statement is question marks and clauses written here
from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from assistant.domain import Passage, PassageFilter, Role
from assistant.errors import StorageError
from knowledge.documents.words import words

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, path TEXT NOT NULL, title TEXT NOT NULL,
  text TEXT NOT NULL, fields TEXT NOT NULL, program TEXT NOT NULL, country TEXT NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, audience TEXT NOT NULL,
  digest TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_path ON chunks (path);
CREATE INDEX IF NOT EXISTS chunks_digest ON chunks (digest);
CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5(title, body, tokenize = 'unicode61');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(terms, row);
CREATE TABLE IF NOT EXISTS vectors (
  digest TEXT PRIMARY KEY, count INTEGER NOT NULL, vectors BLOB NOT NULL);
"""
_COLUMNS = ("program", "country", "valid_from", "valid_to", "audience", "digest")


def _day(number: int) -> date | None:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def _narrowed(narrow: PassageFilter) -> tuple[str, list[Any]]:
    clauses, values = ["1"], []
    for column in ("country", "program"):
        wanted = getattr(narrow, column)
        if wanted is not None:
            clauses.append(f"chunks.{column} IN ('', ?)")
            values.append(wanted)
    if narrow.on is not None:
        day = int(narrow.on.strftime("%Y%m%d"))
        clauses.append("chunks.valid_from <= ? AND chunks.valid_to >= ?")
        values += [day, day]
    if narrow.audience is Role.REP:
        clauses.append("chunks.audience = 'everyone'")
    return " AND ".join(clauses), values


class LexicalIndex:
    """One file. Safe between threads of a process and between processes."""

    def __init__(self, file: Path) -> None:
        self._lock = RLock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                file, timeout=15, check_same_thread=False, isolation_level=None
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"The papers' text index {file} cannot be opened: {error}"
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @property
    def revision(self) -> str:
        """The stamp of the last change, by whichever process."""
        row = self._one("SELECT value FROM about WHERE name = 'revision'")
        return str(row[0]) if row else ""

    def _one(self, query: str, values: Sequence[Any] = ()) -> Any:
        with self._lock:
            return self._db.execute(query, values).fetchone()

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def change(self, revision: str) -> Iterator[None]:
        """All that is written inside is kept together, or not at all."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("INSERT OR REPLACE INTO about VALUES ('revision', ?)", [revision])
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def put(self, ref: str, title: str, text: str, fields: dict[str, Any]) -> None:
        """Add or replace a chunk."""
        self.drop([ref])
        columns = [fields[name] for name in _COLUMNS]
        cursor = self._db.execute(
            "INSERT INTO chunks (ref, path, title, text, fields, program, country, valid_from,"
            " valid_to, audience, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [ref, fields["path"], title, text, json.dumps(fields), *columns],
        )
        self._db.execute(
            "INSERT INTO terms (rowid, title, body) VALUES (?, ?, ?)",
            [cursor.lastrowid, " ".join(words(title)), " ".join(words(text))],
        )

    def drop(self, refs: Iterable[str]) -> None:
        """Remove chunks."""
        for ref in refs:
            row = self._one("SELECT id FROM chunks WHERE ref = ?", [ref])
            if row:
                self._db.execute("DELETE FROM terms WHERE rowid = ?", row)
                self._db.execute("DELETE FROM chunks WHERE id = ?", row)

    def clear(self) -> None:
        """Remove every chunk."""
        self._db.execute("DELETE FROM terms")
        self._db.execute("DELETE FROM chunks")

    def refs(self) -> list[str]:
        """Every ref, sorted."""
        return [row[0] for row in self._all("SELECT ref FROM chunks ORDER BY ref")]

    def passages(self, refs: Sequence[str]) -> dict[str, Passage]:
        """The passages of these refs, as far as they are held."""
        marks = ",".join("?" * len(refs))
        rows = self._all(
            f"SELECT ref, title, text, fields FROM chunks WHERE ref IN ({marks})",
            list(refs),
        )
        return {row[0]: _passage(*row) for row in rows}

    def every(self) -> list[Passage]:
        """Every passage, by ref."""
        rows = self._all("SELECT ref, title, text, fields FROM chunks ORDER BY ref")
        return [_passage(*row) for row in rows]

    def search(
        self, query: Sequence[str], narrow: PassageFilter, limit: int
    ) -> list[tuple[str, float]]:
        """Refs by BM25 (positive, higher is better), best first; words are joined by *or*."""
        if not query:
            return []
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(query))
        where, values = _narrowed(narrow)
        sql = (
            "SELECT chunks.ref, bm25(terms, 1.5, 1.0) AS rank FROM terms"
            " JOIN chunks ON chunks.id = terms.rowid"
            f" WHERE terms MATCH ? AND {where} ORDER BY rank, chunks.ref LIMIT ?"
        )
        rows = self._all(sql, [match, *values, limit])
        return [(ref, -rank) for ref, rank in rows]

    def weights(self, query: Sequence[str]) -> dict[str, float]:
        """How telling each word is: its inverse document frequency, highest for unknown words."""
        if not query:
            return {}
        total = self._one("SELECT count(*) FROM chunks")[0]
        marks = ",".join("?" * len(query))
        rows = self._all(
            f"SELECT term, doc FROM vocabulary WHERE term IN ({marks})",
            list(query),
        )
        seen = dict(rows)
        return {w: math.log(1 + (total + 0.5) / (seen.get(w, 0) + 0.5)) for w in query}

    def allowed(self, narrow: PassageFilter) -> frozenset[str]:
        """Every ref within a filter."""
        where, values = _narrowed(narrow)
        return frozenset(r[0] for r in self._all(f"SELECT ref FROM chunks WHERE {where}", values))

    def refs_by_language(self, most: int) -> dict[str, list[str]]:
        """Up to so many refs of each language, chosen by digest: the same for the same papers."""
        rows = self._all(
            "SELECT ref, json_extract(fields, '$.language') FROM chunks ORDER BY digest, ref"
        )
        found: dict[str, list[str]] = {}
        for ref, language in rows:
            held = found.setdefault(language, [])
            if len(held) < most:
                held.append(ref)
        return found

    def vectors(self, refs: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """How many vectors are kept of each chunk, and they, end to end, as 32-bit floats."""
        marks = ",".join("?" * len(refs))
        rows = self._all(
            "SELECT chunks.ref, vectors.count, vectors.vectors FROM chunks JOIN vectors"
            f" ON vectors.digest = chunks.digest WHERE chunks.ref IN ({marks})",
            list(refs),
        )
        return {ref: (count, raw) for ref, count, raw in rows}

    def digests_without_vectors(self, refs: Sequence[str]) -> dict[str, str]:
        """Ref → digest of those chunks of which no vectors are kept yet."""
        marks = ",".join("?" * len(refs))
        rows = self._all(
            f"SELECT ref, digest FROM chunks WHERE ref IN ({marks})"
            " AND digest NOT IN (SELECT digest FROM vectors)",
            list(refs),
        )
        return dict(rows)

    def keep_vectors(self, digest: str, vectors: Sequence[Sequence[float]]) -> None:
        """Keep the vectors of a chunk's title and sentences under its digest."""
        flat = array("f", [x for vector in vectors for x in vector])
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [digest, len(vectors), flat.tobytes()],
            )

    def forget_vectors(self) -> None:
        """Drop the vectors of what is in no chunk any more."""
        self._db.execute("DELETE FROM vectors WHERE digest NOT IN (SELECT digest FROM chunks)")


def _passage(ref: str, title: str, text: str, fields: str) -> Passage:
    held = json.loads(fields)
    return Passage(
        ref=ref,
        title=title,
        text=text,
        language=held["language"],
        program=held["program"] or None,
        page=held["page"] or None,
        country=held["country"] or None,
        valid_from=_day(held["valid_from"]),
        valid_to=_day(held["valid_to"]),
    )
