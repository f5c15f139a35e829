"""Keeps what only a load can change, and forgets it when a pack is loaded again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, func, select

from knowledge.records.database import reading
from knowledge.records.tables.pack_files import PackFile

T = TypeVar("T")
LOOK_AGAIN_SECONDS = 1.0
"""So a load is noticed within a second, for one small query a second."""


class UntilNextLoad:
    """A cache whose entries live until a load changes the pack. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._kept: dict[Hashable, Any] = {}
        self._stamp: tuple[Any, ...] | None = None
        self._looked_at = float("-inf")

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was kept under the key, else what `make` gives; values must not be changed."""
        kept = self._current()
        if key not in kept:
            # Two threads may both make it; that costs a query, a lock here could deadlock.
            kept[key] = make()
        return cast(T, kept[key])

    def _current(self) -> dict[Hashable, Any]:
        with self._lock:
            now = time.monotonic()
            if now - self._looked_at >= LOOK_AGAIN_SECONDS:
                stamp = self._read_stamp()
                if stamp != self._stamp:
                    self._kept, self._stamp = {}, stamp
                self._looked_at = now
            return self._kept

    def _read_stamp(self) -> tuple[Any, ...]:
        with reading(self._engine) as session:
            latest = select(func.max(PackFile.loaded_at), func.count())
            return tuple(session.execute(latest).one())
