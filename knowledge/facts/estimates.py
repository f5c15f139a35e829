"""Rounds what is only estimated, so that no figure claims a precision it has not."""

from __future__ import annotations

from decimal import Decimal

DIGITS = 3


def estimate(amount: Decimal, rounding: str) -> Decimal:
    """Whole money with three significant digits: 1,234,567 → 1,230,000."""
    step = Decimal(1).scaleb(max(0, amount.adjusted() - DIGITS + 1))
    return (amount / step).quantize(Decimal(1), rounding=rounding) * step
