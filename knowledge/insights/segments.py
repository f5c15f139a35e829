"""Segments by recency, frequency and value, and who is declining or lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from knowledge.insights.history import Floats, Ints, PurchaseHistory

WINDOW_DAYS = 365
HALF_DAYS = 90
NEW_DAYS = 90
DECLINE = -0.25
LAPSE_FLOOR_DAYS = 45
LAPSE_GAPS = 3.0
"""An outlet has lapsed after this many of its own usual gaps between orders without one."""


class Segment(StrEnum):
    """Recency, frequency and value in a word."""

    CHAMPION = "champion"
    LOYAL = "loyal"
    STEADY = "steady"
    PROMISING = "promising"
    AT_RISK = "at_risk"
    NEW = "new"
    LAPSED = "lapsed"


class Direction(StrEnum):
    """Where purchases are going, last 90 days against the 90 before."""

    GROWING = "growing"
    FLAT = "flat"
    DECLINING = "declining"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """An outlet among the others of its kind of data."""

    segment: Segment
    direction: Direction
    recency_days: int
    orders: int
    """Days with an order in the last year."""
    scores: tuple[int, int, int]
    """Recency, frequency, value, 1 (low) to 5 (high): quintiles over all outlets that buy."""


def standings(history: PurchaseHistory, today: int) -> dict[str, Standing]:
    """Outlet code → standing, for every outlet that ever bought. `today` is an ordinal."""
    habits = [h for h in habits_by_outlet(history, today) if len(h.days)]
    if not habits:
        return {}
    yearly = [_in_year(h, today) for h in habits]
    scores = zip(
        quintiles(np.array([float(h.days[-1]) for h in habits])),
        quintiles(np.array([float(orders) for orders, _net in yearly])),
        quintiles(np.array([net for _orders, net in yearly])),
        strict=True,
    )
    return {
        history.outlets[habit.outlet]: _standing(habit, orders, (int(r), int(f), int(v)), today)
        for habit, (orders, _net), (r, f, v) in zip(habits, yearly, scores, strict=True)
    }


@dataclass(frozen=True)
class Habit:
    """When an outlet ordered, and for how much."""

    outlet: int
    days: Ints
    """Distinct order days, ascending."""
    nets: Floats
    """Net purchases of each."""


def habits_by_outlet(history: PurchaseHistory, until: int) -> list[Habit]:
    """One per outlet with a purchase up to the day `until`."""
    lines = np.flatnonzero(history.bought & (history.day <= until))
    lines = lines[np.lexsort((history.day[lines], history.outlet[lines]))]
    owners, starts = np.unique(history.outlet[lines], return_index=True)
    habits = []
    for owner, of_it in zip(owners, np.split(lines, starts[1:]), strict=True):
        days, firsts = np.unique(history.day[of_it], return_index=True)
        habits.append(Habit(int(owner), days, np.add.reduceat(history.net[of_it], firsts)))
    return habits


def quintiles(values: Floats) -> Ints:
    """1 (lowest fifth) to 5 (highest); equal values get equal scores."""
    ranks = np.searchsorted(np.sort(values), values, side="right") / len(values)
    return np.clip(np.ceil(ranks * 5), 1, 5).astype(np.int64)


def _in_year(habit: Habit, today: int) -> tuple[int, float]:
    recent = habit.days > today - WINDOW_DAYS
    return int(recent.sum()), float(habit.nets[recent].sum())


def _direction(habit: Habit, today: int) -> Direction:
    if habit.days[0] > today - 2 * HALF_DAYS:
        return Direction.UNKNOWN
    late = habit.nets[habit.days > today - HALF_DAYS].sum()
    lines = (habit.days > today - 2 * HALF_DAYS) & (habit.days <= today - HALF_DAYS)
    early = habit.nets[lines].sum()
    if early <= 0:
        return Direction.UNKNOWN
    change = late / early - 1
    if change <= DECLINE:
        return Direction.DECLINING
    return Direction.GROWING if change >= -DECLINE else Direction.FLAT


def _standing(habit: Habit, orders: int, scores: tuple[int, int, int], today: int) -> Standing:
    recency = today - int(habit.days[-1])
    usual_gap = float(np.median(np.diff(habit.days))) if len(habit.days) > 1 else 0.0
    lapsed = recency > max(LAPSE_FLOOR_DAYS, LAPSE_GAPS * usual_gap)
    is_new = int(habit.days[0]) > today - NEW_DAYS
    return Standing(
        _segment(scores, lapsed=lapsed, is_new=is_new),
        _direction(habit, today),
        recency,
        orders,
        scores,
    )


def _segment(scores: tuple[int, int, int], *, lapsed: bool, is_new: bool) -> Segment:
    recency, frequency, value = scores
    ranked = (
        (lapsed, Segment.LAPSED),
        (is_new, Segment.NEW),
        (min(recency, frequency, value) >= 4, Segment.CHAMPION),
        (recency <= 2 and frequency >= 3, Segment.AT_RISK),
        (frequency >= 4, Segment.LOYAL),
        (recency >= 4 and frequency <= 2, Segment.PROMISING),
    )
    return next((segment for holds, segment in ranked if holds), Segment.STEADY)
