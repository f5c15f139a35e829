"""How a shop stands in a program."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from knowledge.programs.terms import Metric, ProgramTerms, Target


@dataclass(frozen=True)
class LedgerBalance:
    """Points and money in one program; None where the program has none of the kind."""

    outlet: str
    program: str
    as_of: dt.date
    active_points: int
    pending_points: int
    expiring_points: int
    """Active points that expire within 60 days."""
    next_expiry_on: dt.date | None
    points_value: Decimal | None
    """Worth of the active points."""
    paid_out: Decimal
    open_payouts: Decimal
    late_payouts: Decimal
    """Open payouts past their due day."""
    currency: str
    entries: tuple[LedgerEntryView, ...]
    """Last 20, newest first."""


@dataclass(frozen=True)
class LedgerEntryView:
    """One entry of the ledger."""

    id: str
    date: dt.date
    kind: str
    points: int | None
    amount: Decimal | None
    reason: str | None
    due_on: dt.date | None
    paid_on: dt.date | None


@dataclass(frozen=True)
class EnrollmentView:
    """An outlet's standing in a program."""

    id: str
    program: str
    terms_version: str
    status: str
    joined_on: dt.date
    left_on: dt.date | None
    tier: str | None
    base_value: Decimal | None
    rejoin_from: dt.date | None = None
    """After leaving: the first day on which it may join again, where the terms make it wait."""
    paused: tuple[tuple[str, str | None, str, str], ...] = ()
    """From, until (ISO dates; None = still), reason's key, clause: days without earning."""

    @property
    def paused_since(self) -> dt.date | None:
        """Since when it is suspended, where that is known."""
        open_ones = [since for since, until, *_ in self.paused if until is None]
        return dt.date.fromisoformat(open_ones[-1]) if open_ones else None

    def earns_on(self, day: dt.date) -> bool:
        """Whether a purchase of that day counts: not in a suspension, not once it has left."""
        if self.left_on is not None and self.left_on <= day:
            return False
        iso = day.isoformat()
        return not any(
            since <= iso and (until is None or iso < until) for since, until, *_ in self.paused
        )


@dataclass(frozen=True)
class TargetProgress:
    """How far a tier or slab is."""

    target: Target
    threshold: Decimal | None
    """In the metric's unit; `growth_pct` is turned into net purchases of the period (money)."""
    gap: Decimal | None
    """What is missing to the threshold, never negative; None = unknown."""
    unit: str
    """ISO currency, `case`, `point`, `product`, `percent`."""
    needed_per_week: Decimal | None
    """Gap over the weeks left in the period; None when reached or the period is over."""
    reached: bool


@dataclass(frozen=True)
class ProgramProgress:
    """Where an outlet stands in the current period of a program, enrolled or not."""

    program: ProgramTerms
    outlet: str
    currency: str
    period_start: dt.date
    period_end: dt.date
    days_left: int
    base_monthly: Decimal | None
    """Frozen at enrollment, else worked out now from the last full `base_months`."""
    values: dict[Metric, Decimal | None]
    """Achieved so far in the period, per metric."""
    run_rate: dict[Metric, Decimal | None]
    """Expected at the period's end at the present pace."""
    missing_must_sell: tuple[str, ...]
    """Product codes on the list not yet bought enough of this period."""
    targets: tuple[TargetProgress, ...]
    """As in `ProgramTerms.targets`."""

    @property
    def next_target(self) -> TargetProgress | None:
        """The lowest one not reached."""
        return next((t for t in self.targets if not t.reached and t.gap is not None), None)
