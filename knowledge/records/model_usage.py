"""What was asked of language models, for whom, and what it cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import uuid4

from sqlalchemy import Engine, func, select

from assistant.models.metering import Spent
from assistant.models.prices import Price, cost_of, price_of
from knowledge.records.accounts import utc_now
from knowledge.records.database import reading, writing
from knowledge.records.tables.model_usage import ModelCall
from knowledge.records.tables.types import storable

NANO = Decimal(1_000_000_000)
GROUPS = {
    "user": ModelCall.user_id,
    "tool": ModelCall.tool,
    "agent": ModelCall.agent,
    "model": ModelCall.model,
    "day": ModelCall.day,
}
GroupedBy = Literal["user", "tool", "agent", "model", "day"]


@dataclass(frozen=True)
class UsageRow:
    """Sums of one user, tool, agent, model or day."""

    of: str
    calls: int
    input_tokens: int
    cached_tokens: int
    written_tokens: int
    output_tokens: int
    usd: Decimal | None
    """None = the price of some of its calls is not known."""


class RecordedUsage:
    """Keeps every call of a model. Thread-safe."""

    def __init__(
        self,
        engine: Engine,
        prices: Mapping[str, Price],
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._prices = prices
        self._now = now

    def add(self, user: str, thread: str, day: dt.date, spent: Spent) -> None:
        """Keep one call."""
        price = price_of(spent.model, self._prices)
        nano = None if price is None else int(cost_of(spent, price) * NANO)
        with writing(self._engine) as session:
            session.add(
                ModelCall(
                    id=uuid4().hex, at=self._now(), day=day, user_id=user,
                    thread=storable(thread)[:64], nano_usd=nano, **vars(spent),
                )
            )  # fmt: skip

    def usd_of(self, user: str, day: dt.date) -> Decimal:
        """US dollars a user has spent on a day, as far as prices are known."""
        asked = select(func.sum(ModelCall.nano_usd)).where(
            ModelCall.user_id == user, ModelCall.day == day
        )
        with reading(self._engine) as session:
            return Decimal(session.scalar(asked) or 0) / NANO

    def sums(self, by: GroupedBy, since: dt.date) -> list[UsageRow]:
        """What was spent from a day on, most tokens first (days: newest first)."""
        of = GROUPS[by]
        names = ("input_tokens", "cached_tokens", "written_tokens", "output_tokens")
        totals = [func.sum(getattr(ModelCall, name)) for name in names]
        priced = func.count(ModelCall.nano_usd)
        asked = (
            select(of, func.count(), *totals, func.sum(ModelCall.nano_usd), priced)
            .where(ModelCall.day >= since)
            .group_by(of)
            .order_by(of.desc() if by == "day" else totals[0].desc(), of)
        )
        with reading(self._engine) as session:
            rows = session.execute(asked).all()
        return [
            UsageRow(str(key), calls, int(fresh), int(cached), int(written), int(said),
                     _usd(nano, all_known=calls == known))
            for key, calls, fresh, cached, written, said, nano, known in rows
        ]  # fmt: skip


def _usd(nano: int | Decimal | None, *, all_known: bool) -> Decimal | None:
    return Decimal(nano or 0) / NANO if all_known else None


@dataclass(frozen=True)
class UserAccount:
    """Implements `assistant.models.metering.Account` for one person and day."""

    usage: RecordedUsage
    user: str
    thread: str
    day: dt.date
    budget: Decimal | None = None
    """US dollars a day; None = no limit."""

    def is_open(self) -> bool:
        """Whether the day's budget is not used up yet."""
        return self.budget is None or self.usage.usd_of(self.user, self.day) < self.budget

    def charge(self, spent: Spent) -> None:
        """Keep the call."""
        self.usage.add(self.user, self.thread, self.day, spent)
