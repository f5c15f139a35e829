"""Calendar arithmetic of programs: months, measuring periods and how much of one has passed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from knowledge.programs.terms import Period, ProgramTerms

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
_ONE_DAY = dt.timedelta(days=1)


def first_of_month(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


@lru_cache(maxsize=4096)
def months_after(month: dt.date, count: int) -> dt.date:
    """The first day of the month `count` months later; earlier when negative."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return dt.date(years, index + 1, 1)


@dataclass(frozen=True)
class MeasuringPeriod:
    """A calendar period clipped to the program's dates, seen on a day."""

    start: dt.date
    end: dt.date
    """Both included."""
    today: dt.date

    @cached_property
    def days(self) -> int:
        """Its length."""
        return (self.end - self.start).days + 1

    @cached_property
    def days_passed(self) -> int:
        """Days of it until today, today included; 0 before it starts."""
        return max(0, (min(self.today, self.end) - self.start).days + 1)

    @cached_property
    def days_left(self) -> int:
        """Days of it after today; 0 on its last day."""
        return self.days - self.days_passed

    @property
    def is_over(self) -> bool:
        """Today is after its last day."""
        return self.today > self.end

    @cached_property
    def months(self) -> Decimal:
        """Its length in months; a month that is cut counts by its days: 10 of 30 are a third."""
        total = Decimal(0)
        month = first_of_month(self.start)
        while month <= self.end:
            following = months_after(month, 1)
            days = (min(following - _ONE_DAY, self.end) - max(month, self.start)).days + 1
            total += Decimal(days) / monthrange(month.year, month.month)[1]
            month = following
        return total


def measuring_period(program: ProgramTerms, today: dt.date) -> MeasuringPeriod:
    """The period today falls in; before the program its first one, after it its last."""
    return _measured(program.period, program.starts_on, program.ends_on, today)


# The same for all shops of a program.
@lru_cache(maxsize=256)
def _measured(
    length: Period, starts_on: dt.date, ends_on: dt.date, today: dt.date
) -> MeasuringPeriod:
    day, months = min(max(today, starts_on), ends_on), _MONTHS[length]
    start = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    end = months_after(start, months) - _ONE_DAY
    return MeasuringPeriod(max(start, starts_on), min(end, ends_on), today)
