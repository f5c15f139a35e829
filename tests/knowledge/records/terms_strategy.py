"""Any terms a pack may state, for hypothesis."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from knowledge.programs.terms import Metric, Period, ProgramKind, ProgramTerms

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
codes = st.from_regex(r"[A-Za-zäعक][A-Za-z0-9 ._-]{0,8}", fullmatch=True)
texts = st.dictionaries(st.sampled_from(["en", "id", "sw", "ar", "pt-BR"]), words, max_size=3)
amounts = st.dictionaries(
    st.sampled_from(["IDR", "KES", "EGP"]),
    st.decimals(0, 10**9, places=2) | st.integers(0, 10**12).map(Decimal),
    max_size=3,
)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
code_lists = st.lists(codes, max_size=3)
clause = {"clause": words}


def decimals(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """With up to four places, as the tables hold them."""
    return st.decimals(low, high, places=4)


payouts = st.one_of(
    st.fixed_dictionaries({"percent": decimals(0, 100)}),
    st.fixed_dictionaries({"fixed": amounts}),
    st.fixed_dictionaries({"points": st.integers(0, 10**6)}),
)
targets = st.fixed_dictionaries(
    {
        "name": words,
        "names": texts,
        "metric": st.sampled_from(Metric),
        "at_least": decimals(0, 10**9) | amounts,
        "payout": st.none() | payouts,
        "multiplier": st.none() | decimals(1, 5),
        "benefits": texts,
        **clause,
    }
)
earn_rules = st.fixed_dictionaries(
    {
        "key": codes,
        "points_per": amounts,
        "products": code_lists,
        "categories": code_lists,
        "brands": code_lists,
        "multiplier": decimals(1, 5),
        "starts_on": st.none() | days,
        "ends_on": st.none() | days,
        **clause,
    }
)
requirements = st.fixed_dictionaries(
    {"key": codes, "requires": words, "message": texts, "remedy": texts, **clause}
)
blackouts = st.fixed_dictionaries(
    {
        "starts_on": days,
        "ends_on": days,
        "countries": st.lists(st.sampled_from(["ID", "KE"])),
        "reason": texts,
        **clause,
    }
)


@st.composite
def exclusions(draw: st.DrawFn) -> dict[str, Any]:
    """Exactly one of the lists."""
    kind = draw(st.sampled_from(["products", "categories", "regulated", "channels", "outlets"]))
    return {
        kind: draw(st.lists(codes, min_size=1, max_size=3)),
        "countries": draw(st.lists(st.sampled_from(["ID", "KE"]))),
        "reason": draw(texts),
        "clause": draw(words),
    }


payments = st.fixed_dictionaries(
    {
        "within_days": st.integers(0, 90),
        "methods": st.lists(words, max_size=2),
        "paid_by": words,
        "dispute_within_days": st.integers(1, 30),
        "dispute_contact": words,
        "withholding_tax_pct": st.dictionaries(st.sampled_from(["ID", "KE"]), decimals(0, 30)),
        **clause,
    }
)
must_sells = st.fixed_dictionaries(
    {"products": st.lists(codes, min_size=1), "min_cases": decimals(1, 9), **clause}
)
displays = st.fixed_dictionaries(
    {
        "facings": st.none() | st.integers(1, 9),
        "materials": st.none() | st.integers(0, 9),
        "audits_per_month": st.integers(1, 4),
        "pass_score": decimals(0, 100),
        "shelf_meters": st.none() | decimals(1, 9),
        **clause,
    }
)
points = st.fixed_dictionaries(
    {
        "value": amounts,
        "valid_months": st.integers(1, 36),
        "min_redeem": st.integers(0, 1000),
        "pending_until_paid": st.booleans(),
        **clause,
    }
)
assumptions = st.fixed_dictionaries(
    {
        "sales_uplift_pct": decimals(0, 100),
        "cost_of_cash_pct_year": decimals(0, 200),
        "stock_days": st.integers(0, 99),
        "retailer_margin_pct": st.none() | decimals(0, 100),
        "shelf_meter_margin": amounts,
    }
)


@st.composite
def program_terms(draw: st.DrawFn) -> ProgramTerms:
    """One version of a program, as its YAML could state it."""
    starts, ends = sorted((draw(days), draw(days)))
    opens, closes = sorted((draw(days), draw(days)))
    data = draw(
        st.fixed_dictionaries(
            {
                "code": codes,
                "name": words,
                "names": texts,
                "kind": st.sampled_from(ProgramKind),
                "countries": st.lists(st.sampled_from(["ID", "KE", "EG"]), min_size=1),
                "terms_version": st.text("0123456789.v", min_size=1, max_size=5),
                "document": words,
                "period": st.sampled_from(Period),
                "stacking_group": codes,
                "base_months": st.integers(1, 24),
                "min_months_billed": st.none() | st.integers(1, 12),
                "cap_multiple": st.none() | decimals(1, 9),
                "fee": st.none() | amounts,
                "budget": amounts,
                "budget_used": amounts,
                "slots": st.none() | st.integers(0, 10**6),
                "notice_days": st.integers(0, 60),
                "clawback": texts,
                "must_sell": must_sells,
                "display": st.none() | displays,
                "points": points,
                "payment": payments,
                "assumptions": assumptions,
                "tiers": st.lists(targets, min_size=1, max_size=2),
                "slabs": st.lists(targets, max_size=2),
                "earn_rules": st.lists(earn_rules, max_size=2),
                "eligibility": st.lists(requirements, max_size=2),
                "exclusions": st.lists(exclusions(), max_size=2),
                "blackouts": st.lists(blackouts, max_size=2),
            }
        )
    )
    summary = {**draw(texts), "en": draw(words)}
    dates = {
        "starts_on": starts,
        "ends_on": ends,
        "enroll_from": opens,
        "enroll_until": closes,
    }
    return ProgramTerms.model_validate({**data, **dates, "summary": summary})
