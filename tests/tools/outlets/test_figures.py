"""What the tools say, against sums done by hand from the lines in `company.py`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.domain import FactValue, ToolResult
from tests.tools.outlets.conftest import Ask


def values(result: ToolResult, name: str) -> list[FactValue]:
    return [fact.value for fact in result.facts if fact.id == name]


def test_purchases_are_netted_averaged_and_compared(ask: Ask) -> None:
    result = ask("purchases", outlet="A1")
    # May 1.5 M, June 0.5 - 0.1, July 0, August 1, September 0.8 + 0.2, October 0.65; November 0.7.
    assert values(result, "net") == [Decimal(5_250_000)]
    assert values(result, "monthly_average") == [Decimal(758_333)]  # 4.55 M over 6
    assert values(result, "trend") == [Decimal("39.5")]  # 2.65 M against 1.9 M
    assert values(result, "orders") == [Decimal(6)]  # a return is no order
    assert values(result, "days_between_orders") == [Decimal("36.2")]  # 181 days in 5 gaps
    assert values(result, "last_order_on") == [date(2026, 11, 2)]
    assert "Must-sell list: 2 of 3" in result.text
    assert "Missing: Green Tea" in result.text
    assert "+39,5%" in result.text


def test_one_product_of_the_purchases(ask: Ask) -> None:
    result = ask("purchases", outlet="A1", product="Mango Tea")
    assert "Mango Tea: 3 cases" in result.text
    assert "Lemon Tea" not in result.text


def test_a_product_never_bought_is_said_so(ask: Ask) -> None:
    assert "Green Tea: not bought in this time" in ask(
        "purchases", outlet="A1", product="P7"
    ).text  # fmt: skip


def test_progress_counts_what_the_program_counts(ask: Ask) -> None:
    result = ask("program_progress", outlet="A1", program="growth-club")
    # Infant formula counts nowhere: base (4.55 M - 0.2 M) / 6, three months of it 2,175,000.
    assert values(result, "base_monthly") == [Decimal(725_000)]
    assert values(result, "bought_so_far") == [Decimal(1_350_000)]
    assert values(result, "gap_slab_1") == [Decimal(933_750)]  # 2,283,750 less that
    assert values(result, "gap_slab_2") == [Decimal(1_042_500)]
    assert values(result, "gap_slab_3") == [Decimal(1_260_000)]
    assert values(result, "needed_per_week_slab_1") == [Decimal(145_250)]  # 45 days are left
    assert values(result, "expected") == [Decimal(2_642_553)]  # 92 days for 47
    assert values(result, "days_left") == [Decimal(45)]
    assert values(result, "gap_gold") == [Decimal(2)]
    assert "Silver: reached (§4.1)" in result.text
    assert "Not bought yet in this period: Cola 330 ml and Green Tea" in result.text


def test_the_pace_is_told_only_where_it_will_do(ask: Ask) -> None:
    lines = ask("program_progress", outlet="A1", program="star-points").text.splitlines()
    # 20 of 13.5 cases by 16 November come to 26 at this pace; 2 M of 1.35 M to 2.6 M.
    assert any("Rich" in line and "gets there" in line for line in lines)
    assert any("Gold" in line and "missing" in line and "gets there" not in line for line in lines)


def test_a_named_tier_gets_only_that_tier(ask: Ask) -> None:
    text = ask("program_progress", outlet="A1", program="Growth Club", tier="gold").text
    assert "Gold: 2 products missing, that is 1 product a week (§4.2)" in text
    assert "Silver" not in text
    assert "Slab" not in text


def test_a_tier_that_is_not_there_gets_those_that_are(ask: Ask) -> None:
    text = ask("program_progress", outlet="A1", program="growth-club", tier="Platinum").text
    assert "There is no Platinum here. There are:" in text
    assert "Gold" in text


def test_points_with_what_waits_runs_out_and_is_late(ask: Ask) -> None:
    result = ask("points_balance", outlet="A1", program="star-points")
    assert values(result, "active_points") == [Decimal(90)]  # 50 + 40; the 70 left of 100 lapsed
    assert values(result, "pending_points") == [Decimal(20)]  # 25 - 5
    assert values(result, "expiring_points") == [Decimal(50)]
    assert values(result, "next_expiry_on") == [date(2026, 12, 31)]
    assert values(result, "points_value") == [Decimal(9_000)]
    assert values(result, "paid_out") == [Decimal(150_000)]
    assert values(result, "open_payouts") == [Decimal(150_000)]
    assert values(result, "late_payouts") == [Decimal(90_000)]
    assert "90.000 was due on 20 October 2026" in result.text


def test_the_route_counts_days_and_cases(ask: Ask) -> None:
    result = ask("todays_route")
    assert "**Your route today: 1 shop**" in result.text
    assert "Toko Makmur · class A · last order 14 days ago · 1 open case" in result.text
    assert [a.payload["outlet"] for a in result.actions] == ["A1"]


def test_the_briefing_says_what_was_objected_and_promised(ask: Ask) -> None:
    result = ask("outlet_brief", outlet="A1")
    assert "general trade, class A" in result.text
    assert "“rak penuh”" in result.text
    assert "Promised on 12 November 2026: “bring the statement”" in result.text
    assert "late delivery, “Two cases came late”" in result.text
    assert "Last order: 2 November 2026 (14 days ago)" in result.text
    assert values(result, "monthly_average") == [Decimal(758_333)]


def test_owner_and_phone_are_masked(ask: Ask) -> None:
    result = ask("outlet_brief", outlet="A1")
    assert "Owner: Pak S.; phone: …417" in result.text
    everything = f"{result.text}{result.facts}{result.citations}{result.actions}{result.data}"
    assert "Slamet" not in everything
    assert "5417" not in everything


def test_what_is_not_known_is_said_and_never_zero(ask: Ask) -> None:
    text = ask("outlet_brief", outlet="A3").text
    assert "class not known" in text
    assert "Owner: not known; phone: not known" in text
    assert "Overdue amount: not known" in text
    progress = ask("program_progress", outlet="A3", program="growth-club").text
    assert "Base of growth: not known" in progress
    assert "Slab 1: not known, the shop has no base to measure growth on" in progress
    pure = ask("program_progress", outlet="A1", program="star-points", tier="Pure").text
    assert "Pure: not known, the records hold no cooler checks" in pure


def test_the_list_of_programs_says_where_the_shop_stands(ask: Ask) -> None:
    text = ask("program_list", outlet="A1").text
    assert "**Star Points**: What it is. Until 31 December 2026. The shop: member since" in text
    assert "The shop left it on 30 June 2026." in text


def test_programs_of_another_country_are_not_listed(ask: Ask) -> None:
    text = ask("program_list", user="wanjiru", outlet="N1").text
    assert "Growth Club" in text
    assert "Star Points" not in text


def test_every_fact_says_where_it_comes_from(ask: Ask) -> None:
    for name in ("outlet_brief", "purchases", "program_progress", "points_balance", "eligibility"):
        result = ask(name, outlet="A1")
        assert result.facts, name
        assert all(fact.source for fact in result.facts), name
        assert result.citations, name
        assert {c.kind for c in result.citations} <= {"record", "graph"}


def test_a_brief_says_what_has_changed_since_the_last_visit(ask: Ask) -> None:
    # V1 was on 12 November; nothing of A1 is younger until the 16th.
    told = ask("outlet_brief", outlet="A1").text
    assert "Nothing has changed since the last visit on 12 November 2026" in told


def test_a_shop_without_a_visit_has_no_news(ask: Ask) -> None:
    assert "since the last visit" not in ask("outlet_brief", outlet="A3").text.lower()
