"""What was asked of language models: one row a call."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Moment, Record


class ModelCall(Record):
    """One call of a model, with the tokens the service has counted."""

    __tablename__ = "model_calls"
    __table_args__ = (Index("ix_model_calls_user_day", "user_id", "day"),)
    id: Mapped[CodeKey]
    at: Mapped[Moment]
    day: Mapped[dt.date]
    """The company's, which a budget counts by."""
    user_id: Mapped[Code]
    thread: Mapped[Code]
    """Empty outside of a conversation."""
    tool: Mapped[Code]
    agent: Mapped[Code]
    model: Mapped[str]
    input_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    written_tokens: Mapped[int]
    output_tokens: Mapped[int]
    nano_usd: Mapped[int | None] = mapped_column(BigInteger)
    """Billionths of a dollar: one token's price is exact. None = nobody has told the price."""
