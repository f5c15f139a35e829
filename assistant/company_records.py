"""The records database of the settings, with the keys to owners' data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.records.database import Engine, open_database

if TYPE_CHECKING:
    from assistant.settings import Settings


def open_records(settings: Settings, *, upgrade_schema: bool = False) -> Engine:
    """Open it; AWS is asked only when something sealed is read or written.

    Raises:
        StorageError: it cannot be opened; the text says what mends it.
    """
    service = None
    if settings.kms_key:
        from knowledge.records.key_service import KmsKeys

        service = KmsKeys(settings.kms_key)
    return open_database(
        settings.records_url, upgrade_schema=upgrade_schema, home=settings.home, service=service
    )
