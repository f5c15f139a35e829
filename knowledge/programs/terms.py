"""The terms of a program as its YAML file states them: one frozen model for pack, tables and math.

Field descriptions are the documentation: `docs/company-pack.md` is generated from them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from knowledge.programs.membership import Leaving, Requirement, Suspension, Transfer
from knowledge.programs.vocabulary import (
    COUNTRY_CODE,
    CURRENCY_CODE,
    LANGUAGE_TAG,
    RECORD_CODE,
    Amount,
    Amounts,
    Metric,
    Period,
    ProgramKind,
    Strict,
    Texts,
)

__all__ = [
    "COUNTRY_CODE", "CURRENCY_CODE", "LANGUAGE_TAG", "RECORD_CODE", "Amount", "Amounts",
    "Assumptions", "Blackout", "Display", "EarnRule", "Exclusion", "Leaving", "Metric", "MustSell",
    "Payment", "Payout", "Period", "Points", "ProgramKind", "ProgramTerms", "Requirement", "Strict",
    "Suspension", "Target", "Texts", "Transfer",
]  # fmt: skip


class Payout(Strict):
    """What reaching a tier or slab brings in one period. Exactly one of the three."""

    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)] | None = Field(
        None, description="percent of net purchases in the period"
    )
    fixed: Amounts | None = Field(None, description="a fixed amount per currency")
    points: Annotated[int, Field(ge=0)] | None = Field(None, description="bonus points")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(v is not None for v in (self.percent, self.fixed, self.points)) != 1:
            raise ValueError("give exactly one of percent, fixed, points")
        return self


class Target(Strict):
    """A tier (a standing with a name) or a slab (a step of a payout table)."""

    name: str = Field(description="as printed in the terms: `Gold`, `Slab 2`")
    names: Texts = Field(default_factory=dict, description="the name in other languages")
    metric: Metric = Field(description="what is measured")
    at_least: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)] | Amounts = Field(
        description="threshold in the metric's unit; per currency for `net_value`"
    )
    payout: Payout | None = Field(None, description="what it brings a period; none = standing only")
    multiplier: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)] | None = Field(
        None, description="points earned are multiplied by this while in the tier"
    )
    benefits: Texts = Field(default_factory=dict, description="benefits in words, per language")
    clause: str = Field(description="clause of the terms: `4.2`")


class EarnRule(Strict):
    """When points are earned, and how many."""

    key: str = Field(description="unique in the program: `base`, `new-products`")
    points_per: Amounts = Field(description="net purchase that earns one point, per currency")
    products: tuple[str, ...] = Field((), description="product codes it covers; empty = any")
    categories: tuple[str, ...] = Field((), description="categories it covers; empty = any")
    brands: tuple[str, ...] = Field((), description="brands it covers; empty = any")
    multiplier: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)] = Field(
        Decimal(1), description="times the points"
    )
    starts_on: date | None = Field(None, description="first day; empty = program start")
    ends_on: date | None = Field(None, description="last day; empty = program end")
    clause: str = Field(description="clause of the terms")


class Exclusion(Strict):
    """What never counts or never joins. Exactly one of the lists."""

    products: tuple[str, ...] = Field((), description="product codes that earn nothing")
    categories: tuple[str, ...] = Field((), description="categories that earn nothing")
    regulated: tuple[str, ...] = Field((), description="regulated classes that earn nothing")
    channels: tuple[str, ...] = Field((), description="channels that cannot join")
    outlets: tuple[str, ...] = Field((), description="outlet codes that cannot join")
    countries: tuple[str, ...] = Field((), description="only there; empty = wherever it runs")
    reason: Texts = Field(description="why, in words; `en` required")
    clause: str = Field(description="clause of the terms")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        lists = (self.products, self.categories, self.regulated, self.channels, self.outlets)
        if sum(bool(v) for v in lists) != 1:
            raise ValueError("give one of products, categories, regulated, channels, outlets")
        return self


class Blackout(Strict):
    """Days on which nobody can enroll."""

    starts_on: date = Field(description="first day")
    ends_on: date = Field(description="last day")
    countries: tuple[str, ...] = Field((), description="only there; empty = wherever it runs")
    reason: Texts = Field(description="why, in words; `en` required")
    clause: str = Field(description="clause of the terms")


class Payment(Strict):
    """When and how a reward is paid, and how to dispute it."""

    within_days: Annotated[int, Field(ge=0)] = Field(description="days after the period ends")
    methods: tuple[str, ...] = Field(description="`credit_note`, `mobile_money`, `voucher` …")
    paid_by: str = Field(description="who pays: the company's name, never the rep's")
    dispute_within_days: Annotated[int, Field(gt=0)] = Field(description="days to dispute")
    dispute_contact: str = Field(description="phone or address for disputes")
    withholding_tax_pct: dict[str, Decimal] = Field(
        default_factory=dict, description="country code → percent withheld, where due"
    )
    clause: str = Field(description="clause of the terms")


class Display(Strict):
    """What a display or cooler program asks for."""

    facings: Annotated[int, Field(gt=0)] | None = Field(None, description="facings to keep")
    materials: Annotated[int, Field(ge=0)] | None = Field(None, description="pieces of POSM")
    audits_per_month: Annotated[int, Field(gt=0)] = Field(description="photo audits a month")
    pass_score: Annotated[Decimal, Field(ge=0, le=100)] = Field(description="percent to pass")
    shelf_meters: Annotated[Decimal, Field(gt=0)] | None = Field(
        None, description="shelf space it takes, for the margin that is lost there"
    )
    clause: str = Field(description="clause of the terms")


class Points(Strict):
    """What a point is worth and how long it lives."""

    value: Amounts = Field(description="worth of one point, per currency")
    valid_months: Annotated[int, Field(gt=0)] = Field(description="months until it expires, FIFO")
    min_redeem: Annotated[int, Field(ge=0)] = Field(description="fewest points to redeem at once")
    pending_until_paid: bool = Field(description="true = not usable until the invoice is paid")
    clause: str = Field(description="clause of the terms")


class MustSell(Strict):
    """The must-sell list of a range program."""

    products: tuple[str, ...] = Field(min_length=1, description="product codes on the list")
    min_cases: Annotated[Decimal, Field(gt=0)] = Field(
        Decimal(1), description="cases of a product in the period for it to count"
    )
    clause: str = Field(description="clause of the terms")


class Assumptions(Strict):
    """What the shop's return is worked out with where no record says it."""

    sales_uplift_pct: Annotated[Decimal, Field(ge=0, le=100)] = Field(
        description="extra purchases when joining, percent of the base, if the target needs none"
    )
    cost_of_cash_pct_year: Annotated[Decimal, Field(ge=0, le=200)] = Field(
        description="yearly cost of money tied up in stock, percent"
    )
    stock_days: Annotated[int, Field(ge=0)] = Field(description="days extra stock stands unsold")
    retailer_margin_pct: Annotated[Decimal, Field(ge=0, le=100)] | None = Field(
        None, description="margin where no retail price is known; none = unknown"
    )
    shelf_meter_margin: Amounts = Field(
        default_factory=dict, description="monthly margin of one meter of shelf, per currency"
    )


class ProgramTerms(Strict):
    """One program, one version of its terms."""

    code: str = Field(pattern=RECORD_CODE, description="unique, short: `growth-club`")
    name: str = Field(description="as printed; a protected name, translated only by `names`")
    names: Texts = Field(default_factory=dict, description="the official name in other languages")
    kind: ProgramKind = Field(description="what it rewards")
    countries: tuple[Annotated[str, Field(pattern=COUNTRY_CODE)], ...] = Field(
        min_length=1, description="where it runs"
    )
    terms_version: str = Field(description="quoted: `'3'`; change it with every change of terms")
    document: str = Field(description="path under `documents/` of the paper with the terms")
    starts_on: date = Field(description="first day")
    ends_on: date = Field(description="last day")
    enroll_from: date = Field(description="first day to join")
    enroll_until: date = Field(description="last day to join")
    period: Period = Field(description="the measuring period")
    stacking_group: str = Field(description="one enrollment per outlet in each group")
    summary: Texts = Field(description="what it is in one sentence, per language; `en` required")
    base_months: Annotated[int, Field(ge=1, le=24)] | None = Field(
        None, description="full months whose average is the base; growth programs need it"
    )
    min_months_billed: Annotated[int, Field(ge=1)] | None = Field(
        None, description="months of the period with a purchase, or nothing is paid"
    )
    cap_multiple: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)] | None = Field(
        None, description="a period's reward is at most this times the lowest slab's on the base"
    )
    fee: Amounts | None = Field(None, description="fixed fee per month, display and cooler")
    tiers: tuple[Target, ...] = Field((), description="standings, lowest first")
    slabs: tuple[Target, ...] = Field((), description="payout steps, lowest first")
    earn_rules: tuple[EarnRule, ...] = Field((), description="how points are earned")
    must_sell: MustSell | None = Field(None, description="the must-sell list")
    display: Display | None = Field(None, description="what must stand where")
    points: Points | None = Field(None, description="what a point is")
    payment: Payment = Field(description="when, how, by whom; disputes")
    budget: Amounts = Field(default_factory=dict, description="ceiling that stops new enrollments")
    budget_used: Amounts = Field(
        default_factory=dict,
        description="committed so far; where it is not given, worked out from the ledger, and "
        "unknown where that is silent",
    )
    slots: Annotated[int, Field(ge=0)] | None = Field(None, description="most shops that can join")
    notice_days: Annotated[int, Field(ge=0)] = Field(description="notice before terms change")
    eligibility: tuple[Requirement, ...] = Field((), description="all must hold")
    exclusions: tuple[Exclusion, ...] = Field((), description="what never counts or joins")
    blackouts: tuple[Blackout, ...] = Field((), description="no enrolling on these days")
    clawback: Texts = Field(default_factory=dict, description="when a reward is taken back")
    leaving: Leaving | None = Field(
        None, description="how a shop leaves; none = not here, the office does it"
    )
    suspension: Suspension | None = Field(None, description="for what a shop can be suspended")
    transfer: Transfer | None = Field(None, description="what happens with a new owner")
    assumptions: Assumptions = Field(description="for the shop's return")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [
            text
            for wrong, text in (
                (self.starts_on > self.ends_on, "starts_on is after ends_on"),
                (self.enroll_from > self.enroll_until, "enroll_from is after enroll_until"),
                (
                    any(t.metric is Metric.GROWTH_PCT for t in self.targets)
                    and self.base_months is None,
                    "growth targets need base_months",
                ),
                (
                    any(t.metric is Metric.MUST_SELL for t in self.targets)
                    and self.must_sell is None,
                    "must-sell targets need must_sell",
                ),
                (
                    any(t.metric is Metric.POINTS for t in self.targets) and self.points is None,
                    "points targets need points",
                ),
                (not (self.targets or self.fee), "a program needs tiers, slabs or a fee"),
                ("en" not in self.summary, "summary needs en"),
            )
            if wrong
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def targets(self) -> tuple[Target, ...]:
        """Slabs and tiers, lowest first; slabs before tiers."""
        return self.slabs + self.tiers

    @property
    def ref(self) -> str:
        """How a source names this version: `growth-club@3`."""
        return f"{self.code}@{self.terms_version}"

    def name_in(self, language: str) -> str:
        """The official name in a language, else the printed name."""
        return self.names.get(language, self.name)
