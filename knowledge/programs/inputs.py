"""What eligibility and business rules are decided on, built from the Data API's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import CaseView, EnrollmentView, OutletProfile, PurchaseProfile

HOLDS_A_PLACE = ("active", "pending_kyc")
"""Standings that take up the outlet's one place in a stacking group."""
FULL_MONTHS = 6


def rule_inputs(
    outlet: OutletProfile,
    purchases: PurchaseProfile,
    enrollments: Iterable[EnrollmentView],
    cases: Iterable[CaseView],
    programs: Iterable[ProgramTerms],
    today: date,
) -> dict[str, dict[str, Any]]:
    """`outlet` and `history` as CEL sees them; add `program` with `for_program`.

    Money becomes a float here because CEL has no decimal: it is compared there, never computed.
    `programs` tells the stacking groups of what the outlet is enrolled in.
    """
    held = tuple(enrollments)
    return {
        "outlet": {
            **_record(outlet),
            "months_active": _months_between(outlet.opened_on or purchases.first_order_on, today),
            "enrolled": [e.program for e in held if e.status == "active"],
            "stacking_groups": _groups(held, programs),
        },
        "history": {
            **_history(purchases, today),
            "open_cases": [case.kind for case in cases if case.closed_on is None],
            "late_payouts": None,
        },
    }


def for_program(
    inputs: Mapping[str, Mapping[str, Any]],
    terms: ProgramTerms,
    base_monthly: Decimal | None = None,
    late_payouts: Decimal | None = None,
) -> dict[str, dict[str, Any]]:
    """The inputs completed for one program; `late_payouts` is money past its due day."""
    history = dict(inputs["history"])
    if base_monthly is not None:
        history["base_monthly"] = float(base_monthly)
    history["late_payouts"] = _float(late_payouts)
    program = {"code": terms.code, "kind": terms.kind.value, "period": terms.period.value}
    return {"outlet": dict(inputs["outlet"]), "history": history, "program": program}


def _record(outlet: OutletProfile) -> dict[str, Any]:
    return {
        "code": outlet.code,
        "channel": outlet.channel,
        "outlet_class": outlet.outlet_class,
        "country": outlet.country,
        "currency": outlet.currency,
        "status": outlet.status,
        "overdue": _float(outlet.overdue),
        "credit_lock": outlet.credit_lock,
        "kyc_level": outlet.kyc_level,
        "has_cooler": outlet.has_cooler,
        "area_m2": _float(outlet.area_m2),
        "credit_days": outlet.credit_days,
    }


def _history(purchases: PurchaseProfile, today: date) -> dict[str, Any]:
    # The profile leaves out the months before the first order ever: nothing was bought in them.
    months = purchases.months[-FULL_MONTHS:]
    complete = len(months) == FULL_MONTHS
    net = sum((m.net for m in months), Decimal(0))
    last = purchases.last_order_on
    return {
        "months_billed_6": sum(m.orders > 0 for m in months),
        "net_6m": float(net),
        "base_monthly": float(net / FULL_MONTHS) if complete else None,
        "days_since_order": (today - last).days if last else None,
        "trend_percent": _float(purchases.trend_percent),
        "must_sell_bought": len(purchases.must_sell_bought),
        "must_sell_listed": len(purchases.must_sell_listed),
    }


def _groups(held: Iterable[EnrollmentView], programs: Iterable[ProgramTerms]) -> list[str]:
    codes = {e.program for e in held if e.status in HOLDS_A_PLACE}
    return sorted({p.stacking_group for p in programs if p.code in codes})


def _months_between(start: date | None, today: date) -> int | None:
    if start is None:
        return None
    months = (today.year - start.year) * 12 + today.month - start.month
    return months - (today.day < start.day)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
