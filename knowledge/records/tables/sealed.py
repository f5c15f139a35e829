"""Columns that say who somebody is: sealed wherever they are kept."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from knowledge.records.sealing import keyring_of
from knowledge.records.tables.types import storable


class Sealed(TypeDecorator[str]):
    """Text that is sealed wherever it is kept; equal texts look different, so nothing finds one."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        """`place` = `table.column`: a value moved to another place does not open."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Text → sealed."""
        if value is None:
            return None
        return keyring_of(dialect).seal(storable(value), self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Sealed → text."""
        return None if value is None else keyring_of(dialect).unseal(value, self.place)


class SealedJson(TypeDecorator[Any]):
    """Plain JSON, sealed as `Sealed` is."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Anything JSON can hold → sealed."""
        if value is None:
            return None
        text = storable(json.dumps(value, default=str, ensure_ascii=False, sort_keys=True))
        return keyring_of(dialect).seal(text, self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Sealed → value."""
        return None if value is None else json.loads(keyring_of(dialect).unseal(value, self.place))
