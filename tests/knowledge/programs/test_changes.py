"""What changed between the plan of 2025 and today's Growth Club, against the two papers."""

from __future__ import annotations

from decimal import Decimal

import yaml

from knowledge.programs.changes import NOTHING, TermChange, changes
from knowledge.programs.terms import ProgramTerms
from tests.conftest import SAMPLE
from tests.examples.nusa_delta import programs


def plan_of_2025() -> ProgramTerms:
    file = SAMPLE / "programs" / "growth-club-2025.yaml"
    return ProgramTerms.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def found() -> dict[tuple[str, str], TermChange]:
    told = changes(plan_of_2025(), programs()["growth-club"])
    return {(c.topic, c.name["en"] if isinstance(c.name, dict) else ""): c for c in told}


def figures(topic: str, name: str = "") -> tuple[object, object, str]:
    change = found()[topic, name]
    return change.before.figure, change.after.figure, change.clause


def test_slabs_and_tiers_changed_as_the_papers_say() -> None:
    assert figures("slab", "Slab 1") == (8, 5, "4.1")
    assert figures("slab", "Slab 3") == (25, 20, "4.1")
    assert figures("slab_payout", "Slab 2") == (Decimal("1.25"), Decimal("1.75"), "4.1")
    assert figures("tier", "Silver") == (6, 5, "4.2")
    assert figures("tier", "Gold") == (9, 8, "4.2")


def test_what_is_new_has_nothing_before() -> None:
    gold = found()["tier_payout", "Gold"]
    assert gold.before == NOTHING
    assert gold.after.figure == Decimal("0.5")
    method = found()["method", ""]
    assert (method.before, method.after.text) == (NOTHING, "mobile_money")


def test_base_cap_notice_and_payment_changed() -> None:
    assert figures("base_months")[:2] == (3, 6)
    assert figures("min_months_billed")[:2] == (3, 2)
    assert figures("cap_multiple")[:2] == (2, 3)
    assert figures("notice_days")[:2] == (30, 15)
    assert figures("within_days") == (45, 20, "5.1")
    assert figures("dispute_within_days") == (7, 15, "5.1")


def test_conditions_are_compared_by_what_they_ask() -> None:
    told = changes(plan_of_2025(), programs()["growth-club"])
    clauses = [c.clause for c in told if c.topic == "requirement"]
    assert sorted(clauses) == ["2.1", "2.2", "2.3", "2.3", "2.4", "2.4", "2.5"]


def test_the_same_must_sell_list_is_no_change() -> None:
    assert not [c for c in changes(plan_of_2025(), programs()["growth-club"])
                if c.topic == "must_sell"]  # fmt: skip


def test_nothing_changes_against_itself() -> None:
    for terms in programs().values():
        assert changes(terms, terms) == ()


def test_back_again_is_the_same_change_the_other_way() -> None:
    there = changes(plan_of_2025(), programs()["growth-club"])
    back = changes(programs()["growth-club"], plan_of_2025())
    turned = {(c.topic, str(c.name), str(c.before), str(c.after)) for c in back}
    assert {(c.topic, str(c.name), str(c.after), str(c.before)) for c in there} == turned
