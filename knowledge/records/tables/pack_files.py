"""What was loaded: content hashes for incremental loading, and the pack's YAML as validated."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import LongText, Moment, PlainJson, Record


class PackFile(Record):
    """One file of the loaded pack."""

    __tablename__ = "pack_files"
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    """Relative to the pack, with forward slashes."""
    sha256: Mapped[LongText]
    content: Mapped[PlainJson | None]
    """Validated content of a YAML file (JSON mode of its schema model); None for others."""
    loaded_at: Mapped[Moment]
