"""What a shop's return stands on: each assumption with its value and where it was set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.programs.rewards import MONTHS, ReturnBasis
from knowledge.programs.terms import ProgramTerms

Key = Literal[
    "usual_month", "margin", "margin_assumed", "margin_unknown", "uplift", "stock_days",
    "cost_of_cash", "shelf_meters", "shelf_meter_margin", "tax_withheld", "months", "cap",
]  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """One thing the figures hang on."""

    key: Key
    value: Decimal | None
    """None = not known."""
    unit: str
    """ISO 4217 code, `percent`, `day`, `meter`, `month` or `times`."""
    source: str
    """`growth-club@3#assumptions` where the pack sets it, else what it was worked out from."""


def grounds_of(terms: ProgramTerms, basis: ReturnBasis) -> tuple[Ground, ...]:
    """All of them, in the order a person would ask."""
    a, set_by = terms.assumptions, f"{terms.ref}#assumptions"
    money, assumed = basis.currency, basis.margin_assumed
    margin: Key = "margin_assumed" if assumed else "margin"
    meters = terms.display.shelf_meters if terms.display is not None else None
    found = [
        Ground("usual_month", basis.base_monthly, money, "invoices"),
        Ground(
            margin if basis.margin_pct is not None else "margin_unknown",
            basis.margin_pct,
            "percent",
            set_by if assumed else "products",
        ),
    ]
    if basis.needed_extra == 0 and a.sales_uplift_pct > 0:
        found.append(Ground("uplift", a.sales_uplift_pct, "percent", set_by))
    found += [
        Ground("stock_days", Decimal(a.stock_days), "day", set_by),
        Ground("cost_of_cash", a.cost_of_cash_pct_year, "percent", set_by),
    ]
    if meters is not None:
        per_meter = a.shelf_meter_margin.get(money)
        found += [
            Ground("shelf_meters", meters, "meter", f"{terms.ref}#display"),
            Ground("shelf_meter_margin", per_meter, money, set_by),
        ]
    if withheld := terms.payment.withholding_tax_pct.get(basis.country):
        clause = f"{terms.ref}#{terms.payment.clause}"
        found.append(Ground("tax_withheld", withheld, "percent", clause))
    if terms.cap_multiple is not None:
        found.append(Ground("cap", terms.cap_multiple, "times", f"{terms.ref}#cap_multiple"))
    return (*found, Ground("months", Decimal(MONTHS[terms.period]), "month", f"{terms.ref}#period"))
