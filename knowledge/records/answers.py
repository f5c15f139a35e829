"""What the Data API answers: frozen values. Money is a Decimal in the outlet's `currency`.

None means unknown, never zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from knowledge.programs.terms import Metric, ProgramTerms, Target


@dataclass(frozen=True)
class OutletProfile:
    """A shop as the company knows it."""

    code: str
    name: str
    owner_name: str | None
    language: str | None
    channel: str
    outlet_class: str | None
    territory: str
    territory_name: str
    town: str | None
    """Name of the nearest territory above that is a town (else an area)."""
    sequence: int | None
    visit_days: tuple[str, ...]
    country: str
    currency: str
    opened_on: dt.date | None
    status: str
    area_m2: Decimal | None
    has_cooler: bool | None
    credit_limit: Decimal | None
    credit_days: int | None
    overdue: Decimal | None
    credit_lock: str | None
    kyc_level: int | None
    phone_masked: str | None
    """Only the last three digits: `…417`."""


@dataclass(frozen=True)
class InvoiceLineView:
    """One line of an invoice."""

    line: int
    product: str
    product_name: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True)
class InvoiceView:
    """An invoice with its lines; `net` is their sum."""

    number: str
    date: dt.date
    currency: str
    net: Decimal
    lines: tuple[InvoiceLineView, ...]
    promised_on: dt.date | None
    delivered_on: dt.date | None
    paid_on: dt.date | None


@dataclass(frozen=True)
class ProductHabit:
    """How an outlet buys one product, over the profile's window."""

    product: str
    name: str
    quantity: Decimal
    net: Decimal
    orders: int
    days_between_orders: Decimal | None
    """Mean; None with fewer than two orders."""
    last_bought_on: dt.date


@dataclass(frozen=True)
class MonthTotal:
    """Net purchases of a calendar month."""

    month: dt.date
    """First day of the month."""
    net: Decimal
    orders: int


@dataclass(frozen=True)
class PurchaseProfile:
    """What, how often, how much, and where it is going; returns are netted."""

    outlet: str
    currency: str
    since: dt.date
    until: dt.date
    orders: int
    net: Decimal
    months: tuple[MonthTotal, ...]
    """Every full calendar month of the window, oldest first; a month without orders is a real 0."""
    habits: tuple[ProductHabit, ...]
    """Highest net first."""
    first_order_on: dt.date | None
    last_order_on: dt.date | None
    days_between_orders: Decimal | None
    trend_percent: Decimal | None
    """Last 3 full months over the 3 before, percent, one decimal; None if the latter are empty."""
    must_sell_listed: tuple[str, ...]
    """Product codes on the must-sell list of the outlet's channel that are still sold."""
    must_sell_bought: tuple[str, ...]
    """Those of them with positive net quantity in the last full 3 months."""


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


@dataclass(frozen=True)
class CaseView:
    """A delivery, claim or dispute."""

    id: str
    outlet: str
    kind: str
    subject: str
    opened_on: dt.date
    closed_on: dt.date | None
    invoice: str | None
    program: str | None
    amount: Decimal | None


@dataclass(frozen=True)
class VisitView:
    """A past call."""

    date: dt.date
    rep: str
    """The rep's name."""
    outcome: str
    program: str | None
    objection: str | None
    said: str | None
    promise: str | None
    next_on: dt.date | None


@dataclass(frozen=True)
class OutletMatch:
    """A hit of a search by name or code."""

    code: str
    name: str
    town: str | None
    score: float
    """0 to 100; 100 = the very name or code."""


@dataclass(frozen=True)
class RouteStop:
    """A shop on today's route."""

    outlet: str
    name: str
    channel: str
    outlet_class: str | None
    sequence: int | None
    route: str
    """Name of the outlet's territory."""
    last_order_on: dt.date | None
    open_cases: int


@dataclass(frozen=True)
class ProductView:
    """A product as a reader of a language calls it."""

    code: str
    name: str
    brand: str | None
    category: str | None
    pack: str | None
    unit: str
    pieces_per_unit: int | None
    regulated: str | None
    unit_price: Decimal | None
    retail_price: Decimal | None


@dataclass(frozen=True)
class NextProduct:
    """A product the outlet never bought and similar outlets do."""

    product: str
    name: str
    score: Decimal
    """0 to 1, for ranking; not a probability."""
    similar_buyers: int
    similar_outlets: int


@dataclass(frozen=True)
class OutletInsights:
    """What the models found at the last load."""

    outlet: str
    model_version: str
    segment: str | None
    """`champion`, `loyal`, `steady`, `promising`, `at_risk`, `new`, `lapsed`."""
    direction: str | None
    """`growing`, `flat`, `declining`, `unknown`."""
    likelihood_to_enroll: Decimal | None
    """0 to 1; None = not trained, or in a program already."""
    next_products: tuple[NextProduct, ...]
