"""How often each caller may come: a bucket that fills with time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_CALLERS = 10_000
"""Buckets that are kept; the full ones are forgotten beyond that."""


@dataclass
class Rates:
    """So many calls a minute of each caller, in this process; they may come all at once."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Caller → calls left, and when that was so."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str) -> float:
        """Count one call; 0 = go on, else seconds until the next may come."""
        with self._lock:
            now = self.clock()
            left = self._left(caller, now)
            if left < 1:
                return (1 - left) * 60 / self.per_minute
            self._kept[caller] = (left - 1, now)
            if len(self._kept) > MOST_CALLERS:
                self._forget(now)
            return 0.0

    def _left(self, caller: str, now: float) -> float:
        left, at = self._kept.get(caller, (float(self.per_minute), now))
        return min(self.per_minute, left + (now - at) * self.per_minute / 60)

    def _forget(self, now: float) -> None:
        full = [c for c in self._kept if self._left(c, now) >= self.per_minute]
        for caller in full:
            del self._kept[caller]
