"""Points and payouts, against balances worked out by hand."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import NotFoundError
from knowledge.records.answers import LedgerBalance
from knowledge.records.api import DataAPI
from knowledge.records.ledger import ledger_balance, points_earned, same_day_later
from knowledge.records.tables.enrollments import LedgerEntry
from tests.knowledge.records.company import TODAY, day, growth_club, star_points

PROGRAM = star_points()  # points live 12 months and are worth 100 IDR
NUMBERS = count()
"""So that entries of a day keep their order."""


def entry(kind: str, points: int | None, date: str = "2026-06-01", **more: Any) -> LedgerEntry:
    return LedgerEntry(
        id=f"{next(NUMBERS):06}",
        outlet="A1",
        program="star-points",
        date=day(date),
        kind=kind,
        points=points,
        amount=more.get("amount"),
        invoice=more.get("invoice"),
        expires_on=day(more["expires"]) if "expires" in more else None,
        due_on=day(more["due"]) if "due" in more else None,
        paid_on=day(more["paid"]) if "paid" in more else None,
    )


def balance(*entries: LedgerEntry, on: dt.date = TODAY) -> LedgerBalance:
    return ledger_balance(entries, PROGRAM, ("A1", "IDR"), on)


def test_a_whole_ledger_is_summed_up(api: DataAPI) -> None:
    """L1's last 70 lapsed in October; L5 freed L4's 40; L7 took 5 of the 25 that wait."""
    found = api.ledger(api.user("budi"), "A1", "star-points")
    assert (found.active_points, found.pending_points) == (90, 20)
    assert (found.expiring_points, found.next_expiry_on) == (50, day("2026-12-31"))
    assert found.points_value == Decimal(9_000)
    assert found.paid_out == Decimal(150_000)
    assert found.open_payouts == Decimal(150_000)
    assert found.late_payouts == Decimal(90_000)
    assert (found.currency, found.as_of) == ("IDR", TODAY)
    assert {e.id for e in found.entries[:2]} == {"M3", "L7"}
    assert "L8" not in {e.id for e in found.entries}


def test_a_shop_without_entries_has_real_zeros(api: DataAPI) -> None:
    found = api.ledger(api.user("budi"), "A3", "star-points")
    assert (found.active_points, found.pending_points, int(found.paid_out)) == (0, 0, 0)
    assert found.next_expiry_on is None


def test_an_unknown_program_has_no_balance(api: DataAPI) -> None:
    with pytest.raises(NotFoundError, match="no program 'nothing'"):
        api.ledger(api.user("budi"), "A1", "nothing")


def test_points_have_no_worth_where_the_program_gives_none() -> None:
    assert ledger_balance([], growth_club(), ("A1", "IDR"), TODAY).points_value is None
    assert ledger_balance([], PROGRAM, ("N1", "KES"), TODAY).points_value is None


def test_a_point_is_usable_on_its_last_day_and_not_after() -> None:
    earned = entry("earn", 10, expires="2026-11-16")
    assert balance(earned).active_points == 10
    assert balance(earned, on=day("2026-11-17")).active_points == 0


def test_without_a_last_day_the_program_says_how_long_points_live() -> None:
    earned = entry("earn", 10, "2025-11-16")
    assert balance(earned).next_expiry_on == TODAY
    assert balance(earned, on=day("2026-11-17")).active_points == 0


def test_what_expires_first_is_used_first_whenever_it_was_earned() -> None:
    found = balance(
        entry("earn", 10, "2026-01-01", expires="2027-12-31"),
        entry("earn", 10, "2026-02-01", expires="2026-12-01"),
        entry("redeem", -10, "2026-03-01"),
    )
    assert (found.active_points, found.next_expiry_on) == (10, day("2027-12-31"))


def test_an_expiry_that_is_booked_is_not_taken_twice() -> None:
    lapsed = entry("earn", 10, "2026-01-01", expires="2026-06-30")
    alive = entry("earn", 7, "2026-02-01", expires="2027-01-31")
    booked = entry("expire", -10, "2026-07-05")
    assert balance(lapsed, alive).active_points == 7
    assert balance(lapsed, alive, booked).active_points == 7


def test_an_expiry_booked_on_the_last_day_itself_takes_those_points() -> None:
    found = balance(
        entry("earn", 10, "2026-01-01", expires="2026-06-30"),
        entry("earn", 7, "2026-02-01", expires="2027-01-31"),
        entry("expire", -10, "2026-06-30"),
    )
    assert found.active_points == 7


def test_waiting_points_are_not_usable_until_they_are_freed() -> None:
    waiting = entry("pending", 25, invoice="I7")
    assert (balance(waiting).active_points, balance(waiting).pending_points) == (0, 25)
    freed = balance(waiting, entry("activate", 25, "2026-06-15", invoice="I7"))
    assert (freed.active_points, freed.pending_points) == (25, 0)


def test_activating_without_a_figure_frees_all_of_the_invoice_and_nothing_else() -> None:
    found = balance(
        entry("pending", 25, invoice="I7"),
        entry("pending", 5, invoice="I8"),
        entry("activate", None, "2026-06-15", invoice="I7"),
    )
    assert (found.active_points, found.pending_points) == (25, 5)


def test_activating_without_an_invoice_frees_the_oldest() -> None:
    found = balance(
        entry("pending", 25, "2026-06-01", invoice="I7"),
        entry("pending", 5, "2026-06-02", invoice="I8"),
        entry("activate", 26, "2026-06-15"),
    )
    assert (found.active_points, found.pending_points) == (26, 4)


def test_a_return_before_payment_takes_from_what_waits() -> None:
    found = balance(
        entry("earn", 100),
        entry("pending", 25, invoice="I7"),
        entry("reverse", -5, "2026-06-15", invoice="I7"),
    )
    assert (found.active_points, found.pending_points) == (100, 20)


def test_a_return_after_spending_is_owed_and_settled_by_the_next_points() -> None:
    spent = [
        entry("earn", 10, invoice="I7"),
        entry("redeem", -10, "2026-06-02"),
        entry("reverse", -10, "2026-06-03", invoice="I7"),
    ]
    assert balance(*spent).active_points == -10
    assert balance(*spent, entry("earn", 25, "2026-06-04")).active_points == 15


@pytest.mark.parametrize("kind", ["redeem", "expire", "reverse"])
def test_what_takes_takes_whatever_its_sign(kind: str) -> None:
    for points in (4, -4):
        assert balance(entry("earn", 10), entry(kind, points, "2026-06-02")).active_points == 6


def test_a_correction_goes_either_way() -> None:
    assert balance(entry("adjust", 10), entry("adjust", -3, "2026-06-02")).active_points == 7


def test_on_one_day_what_gives_comes_before_what_takes() -> None:
    found = balance(entry("redeem", -10), entry("earn", 10, expires="2026-12-01"))
    assert (found.active_points, found.next_expiry_on) == (0, None)


def test_expiring_means_within_sixty_days() -> None:
    assert balance(entry("earn", 1, expires="2027-01-15")).expiring_points == 1
    assert balance(entry("earn", 1, expires="2027-01-16")).expiring_points == 0


def test_a_payout_due_today_is_open_and_not_late() -> None:
    due = entry("payout", None, amount=Decimal(5), due="2026-11-16")
    assert [balance(due).open_payouts, balance(due).late_payouts] == [Decimal(5), Decimal(0)]
    assert balance(due, on=day("2026-11-17")).late_payouts == 5


def test_a_payout_without_a_due_day_is_not_called_late() -> None:
    found = balance(entry("payout", None, amount=Decimal(5)))
    assert [found.open_payouts, found.late_payouts] == [Decimal(5), Decimal(0)]


def test_money_taken_back_lowers_what_was_paid() -> None:
    found = balance(
        entry("payout", None, amount=Decimal(50), paid="2026-06-02"),
        entry("reverse", None, amount=Decimal(-20), paid="2026-06-05"),
    )
    assert [found.paid_out, found.open_payouts] == [Decimal(30), Decimal(0)]


def test_points_earned_count_once_and_not_when_they_are_freed_or_used() -> None:
    entries = [
        entry("earn", 10, "2026-10-01"),
        entry("pending", 20, "2026-10-02"),
        entry("activate", 20, "2026-10-03"),
        entry("redeem", -15, "2026-10-04"),
        entry("reverse", -3, "2026-10-05"),
        entry("earn", 500, "2026-09-30"),
        entry("earn", 500, "2027-01-01"),
    ]
    assert points_earned(entries, day("2026-10-01"), day("2026-12-31")) == 27


def test_a_month_that_is_shorter_ends_sooner() -> None:
    assert same_day_later(day("2026-08-31"), 6) == day("2027-02-28")
    assert same_day_later(day("2026-11-16"), 12) == day("2027-11-16")


@given(st.lists(st.integers(-50, 50).filter(bool), max_size=30), st.randoms())
def test_while_nothing_expires_the_balance_is_the_sum_in_whatever_order_rows_come(
    points: list[int], order: random.Random
) -> None:
    entries = [
        entry("earn" if p > 0 else "redeem", p, f"2026-06-{1 + n % 28:02}", expires="2030-01-01")
        for n, p in enumerate(points)
    ]
    expected = sum(points)
    order.shuffle(entries)
    assert balance(*entries).active_points == expected
