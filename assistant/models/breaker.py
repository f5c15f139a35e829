"""A circuit breaker: what keeps failing is left alone for a while instead of costing every turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class CircuitBreaker:
    """Opens after some failures in a row; after a pause one caller may try again. Thread-safe."""

    failures_to_open: int = 3
    pause_seconds: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _try_again_at: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def allows(self) -> bool:
        """Whether to try; True for one caller only when a pause has just ended."""
        with self._lock:
            if self._try_again_at is None:
                return True
            if self.clock() < self._try_again_at:
                return False
            self._try_again_at = self.clock() + self.pause_seconds  # the others wait for this one
            return True

    def succeeded(self) -> None:
        """It works: closed."""
        with self._lock:
            self._failures, self._try_again_at = 0, None

    def failed(self, *, for_good: bool = False) -> None:
        """It did not; `for_good` opens at once, for what no second try can mend."""
        with self._lock:
            self._failures += 1
            if for_good or self._failures >= self.failures_to_open:
                self._try_again_at = self.clock() + self.pause_seconds
