"""The slots a writer may use: each has one kind of unit and one kind of period.

So "down by {trend_down}" can never be filled from eight cases, nor "a month" from a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "measure", "percent", "quantity", "date", "name", "names", "phrase", "text"]
"""`measure` is in the unit of the program's metric; `text` is a sentence of the pack, verbatim."""
Span = Literal["none", "per month", "per week", "per period", "period", "history"]
"""`period` = the program's current measuring period, `history` = a stretch of invoices."""


@dataclass(frozen=True)
class Slot:
    """What a slot takes."""

    kind: Kind
    unit: str = ""
    """For a quantity, exactly this; for a phrase, the word list it comes from."""
    span: Span = "none"
    internal: bool = False
    """True = not for a leaflet that stays in the shop for anyone to read."""


SLOTS: dict[str, Slot] = {
    # the shop
    "outlet_name": Slot("name"),
    "owner_name": Slot("name"),
    "base_monthly": Slot("money", span="per month", internal=True),
    "trend_percent": Slot("percent", span="history", internal=True),
    "trend_up": Slot("percent", span="history", internal=True),
    "trend_down": Slot("percent", span="history", internal=True),
    "days_since_order": Slot("quantity", "day", internal=True),
    "last_order_on": Slot("date", internal=True),
    "best_product": Slot("name", span="history", internal=True),
    "overdue": Slot("money", internal=True),
    # the program's terms
    "program_name": Slot("name"),
    "program_summary": Slot("text"),
    "paid_by": Slot("name"),
    "each_period": Slot("phrase", "each_period"),
    "payment_methods": Slot("phrase", "methods"),
    "pay_days": Slot("quantity", "day"),
    "dispute_days": Slot("quantity", "day"),
    "dispute_contact": Slot("text"),
    "notice_days": Slot("quantity", "day"),
    "enroll_until": Slot("date"),
    "tax_withheld": Slot("percent"),
    "facings": Slot("quantity", "facing"),
    "materials": Slot("quantity", "piece"),
    "audits": Slot("quantity", "audit", span="per month"),
    "pass_score": Slot("percent"),
    "display_fee": Slot("money", span="per month"),
    "must_sell_total": Slot("quantity", "product"),
    "spend_per_point": Slot("money"),
    "point_value": Slot("money"),
    "valid_months": Slot("quantity", "month"),
    "min_redeem": Slot("quantity", "point"),
    # what the shop would go for
    "aim_name": Slot("name"),
    "growth_target": Slot("percent"),
    "payout_percent": Slot("percent"),
    "bonus_points": Slot("quantity", "point"),
    "range_percent": Slot("percent"),
    "range_tier": Slot("name"),
    "must_sell_needed": Slot("quantity", "product"),
    "tier_benefit": Slot("text"),
    # where it stands in the current period
    "period_end": Slot("date"),
    "pay_by": Slot("date"),
    "days_left": Slot("quantity", "day"),
    "tier_now": Slot("name"),
    "next_tier": Slot("name"),
    "bought_so_far": Slot("money", span="period", internal=True),
    "period_target": Slot("measure", span="period"),
    "gap_to_next_tier": Slot("measure", span="period"),
    "needed_per_week": Slot("measure", span="per week"),
    "must_sell_now": Slot("quantity", "product", internal=True),
    "must_sell_missing": Slot("names", span="period"),
    "points_active": Slot("quantity", "point", internal=True),
    "points_pending": Slot("quantity", "point", internal=True),
    "points_expiring": Slot("quantity", "point", internal=True),
    "next_expiry_on": Slot("date", internal=True),
    "points_value_now": Slot("money", internal=True),
    "paid_out": Slot("money", internal=True),
    "late_payouts": Slot("money", internal=True),
    # what it would bring
    "extra_buy": Slot("money", span="per month"),
    "extra_margin": Slot("money", span="per period", internal=True),
    "stock_cost": Slot("money", span="per period", internal=True),
    "lost_facing": Slot("money", span="per period", internal=True),
    "reward_at_target": Slot("money", span="per period"),
    "net_return": Slot("money", span="per period", internal=True),
    "net_loss": Slot("money", span="per period", internal=True),
    "stay_reward": Slot("money", span="per period"),
    "miss_reward": Slot("money", span="per period"),
    "miss_loss": Slot("money", span="per period", internal=True),
    # why not now
    "case_kind": Slot("phrase", "case_kinds", internal=True),
    "case_opened_on": Slot("date", internal=True),
    "reasons": Slot("text", internal=True),
    "remedies": Slot("text", internal=True),
    "unknowns": Slot("names", internal=True),
    "required_wording": Slot("text"),
}
