"""The second way to the figures of the return: added up anew from their parts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import ceil, floor

from knowledge.facts.evidence import Evidence


def three_digits(amount: Decimal | None, up: bool) -> int | None:
    """Rounded to three digits by its own digits, not by scaling."""
    if amount is None or amount <= 0:
        return None
    whole = len(str(int(amount))) if amount >= 1 else 1
    step: int = 10 ** max(0, whole - 3)
    return (ceil(amount / step) if up else floor(amount / step)) * step


def net_of(evidence: Evidence, case: str) -> Decimal | None:
    """What a case leaves: all gains less all costs, added up anew."""
    made = getattr(evidence.shop_return, case)
    parts = [made.extra_margin, made.reward, made.display_fee, made.points_value]
    costs = [made.stock_cost, made.lost_facing]
    if None in parts or None in costs:
        return None
    total: Decimal = sum(parts) - sum(costs)
    return total


def rewards_of(evidence: Evidence, case: str) -> Decimal | None:
    """What the company gives in a case."""
    made = getattr(evidence.shop_return, case)
    parts = [made.points_value, made.display_fee, made.reward]
    total: Decimal | None = None if None in parts else sum(parts, Decimal(0))
    return total


def part(name: str) -> Callable[[Evidence], Decimal | None]:
    """One part of the join case."""

    def amount_of(evidence: Evidence) -> Decimal | None:
        amount: Decimal | None = getattr(evidence.shop_return.join, name)
        return amount

    return amount_of


def monthly_extra(evidence: Evidence) -> Decimal | None:
    """Purchases over the base, a month."""
    extra = evidence.shop_return.join.extra_sales
    lengths = {"month": 1, "quarter": 3, "year": 12}
    return None if extra is None else extra / lengths[evidence.terms.period.value]
