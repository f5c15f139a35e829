"""Remembers what was made of a model that only a load replaces, by the model's identity.

Terms and guidelines hold dictionaries, so they have no hash; reading all of one to compare it takes
longer than what is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MOST_KEPT = 2048


class KeptByIdentity(Generic[T]):
    """A bounded memory. Thread-safe: at worst two threads make the same."""

    def __init__(self) -> None:
        # The models are kept too, so that no other one can take over an id.
        self._kept: dict[Hashable, tuple[tuple[Any, ...], T]] = {}

    def get(self, models: tuple[Any, ...], key: Hashable, make: Callable[[], T]) -> T:
        """What was made of these very models and an equal key, else what `make` gives."""
        place = (*map(id, models), key)
        found = self._kept.get(place)
        if found is not None:
            return found[1]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        made = make()
        self._kept[place] = (models, made)
        return made
