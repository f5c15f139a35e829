"""Who may join which program of the sample company today, decided from its own terms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from knowledge.programs.eligibility import Eligibility, check_eligibility
from knowledge.programs.expressions import Standing
from tests.examples.nusa_delta import TODAY, programs

CODES = ["cool-corner", "eye-level", "full-shelf", "growth-club", "star-points"]
CURRENCIES = {"ID": "IDR", "KE": "KES", "EG": "EGP"}


def asked(code: str, day: dt.date = TODAY, country: str = "ID", **changed: Any) -> Eligibility:
    """A class A shop with a cooler, in good order, with `outlet` or `history` fields changed."""
    terms = programs()[code]
    outlet: dict[str, Any] = {
        "code": "S-1", "channel": "general_trade", "outlet_class": "A", "country": country,
        "currency": CURRENCIES[country], "status": "active", "months_active": 30, "overdue": 0.0,
        "credit_lock": "none", "kyc_level": 2, "has_cooler": True, "area_m2": 24.0,
        "credit_days": 14, "enrolled": [], "stacking_groups": [],
    }  # fmt: skip
    history: dict[str, Any] = {
        "months_billed_6": 6, "net_6m": 6e7, "base_monthly": 1e7, "days_since_order": 5,
        "trend_percent": 2.0, "must_sell_bought": 6, "must_sell_listed": 10, "open_cases": [],
        "late_payouts": 0.0,
    }  # fmt: skip
    for field, value in changed.items():
        (outlet if field in outlet else history)[field] = value
    program = {"code": code, "kind": terms.kind.value, "period": terms.period.value}
    inputs = {"outlet": outlet, "history": history, "program": program}
    return check_eligibility(terms, inputs, day, "en")


def barred(answer: Eligibility) -> list[str]:
    return [check.key for check in answer.failed]


@pytest.mark.parametrize("code", CODES)
def test_a_shop_in_good_order_may_join(code: str) -> None:
    answer = asked(code)
    assert barred(answer) == []
    assert answer.standing is Standing.MET


@pytest.mark.parametrize("code", CODES)
def test_nobody_joins_during_the_year_end_stock_take(code: str) -> None:
    for day in (dt.date(2026, 12, 24), dt.date(2027, 1, 3)):
        assert [c.kind for c in asked(code, day, "EG").failed] == ["blackout"]
    assert barred(asked(code, dt.date(2027, 1, 4), "EG")) == []


@pytest.mark.parametrize("code", CODES)
def test_wholesalers_never_join(code: str) -> None:
    assert "exclusion" in [c.kind for c in asked(code, channel="wholesale").failed]


@pytest.mark.parametrize(
    ("code", "changed", "keys"),
    [
        ("growth-club", {"outlet_class": "C"}, ["class"]),
        ("growth-club", {"overdue": 0.01}, ["no-overdue"]),
        (
            "growth-club",
            {"months_active": 5, "months_billed_6": 3},
            ["months-active", "months-billed"],
        ),
        ("full-shelf", {"outlet_class": "C", "overdue": 90.0}, []),
        ("full-shelf", {"channel": "horeca"}, ["channel"]),
        ("eye-level", {"area_m2": 11.9}, ["area"]),
        ("eye-level", {"kyc_level": 1}, ["identity"]),
        ("cool-corner", {"has_cooler": False}, ["cooler"]),
        ("star-points", {"outlet_class": "C", "months_billed_6": 1}, []),
        ("star-points", {"credit_lock": "hard"}, ["credit-lock"]),
    ],
)
def test_each_condition_bars_and_no_other_does(
    code: str, changed: dict[str, Any], keys: list[str]
) -> None:
    assert barred(asked(code, **changed)) == keys


def test_an_unknown_debt_is_found_out_before_joining() -> None:
    answer = asked("growth-club", overdue=None)
    assert barred(answer) == []
    assert [c.key for c in answer.unknown] == ["no-overdue"]


@pytest.mark.parametrize(
    ("code", "held", "may"),
    [
        ("growth-club", "volume", False),
        ("star-points", "range", True),
        ("eye-level", "display", False),
    ],
)
def test_one_place_in_each_group(code: str, held: str, may: bool) -> None:
    answer = asked(code, stacking_groups=[held])
    assert ([c.kind for c in answer.failed] == []) is may


def test_the_display_budget_of_kenya_is_used_up() -> None:
    assert [c.kind for c in asked("eye-level", country="KE").failed] == ["budget"]


def test_no_cooler_is_signed_for_while_egypt_counts_them() -> None:
    assert [c.kind for c in asked("cool-corner", country="EG").failed] == ["blackout"]
    assert barred(asked("cool-corner", dt.date(2026, 11, 23), "EG")) == []


def test_price_change_weeks_pause_one_country_only() -> None:
    assert [c.kind for c in asked("growth-club", dt.date(2026, 12, 10), "ID").failed] == [
        "blackout"
    ]
    assert barred(asked("growth-club", dt.date(2026, 12, 10), "KE")) == []
