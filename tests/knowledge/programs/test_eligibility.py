"""Every condition of joining, with its clause; unknown is not a no."""

import datetime as dt
from decimal import Decimal
from typing import Any

from knowledge.programs.eligibility import Eligibility, check_eligibility
from knowledge.programs.expressions import Standing
from knowledge.programs.inputs import for_program, rule_inputs
from knowledge.programs.terms import ProgramTerms
from tests.fakes.records import REP, TODAY, FakeRecords, FakeShop, enrolled, sample_programs
from tests.fakes.records import steady_shop as steady

PROGRAMS = {p.code: p for p in sample_programs()}


def check(
    shop: FakeShop, program: str = "growth-club", today: dt.date = TODAY, **changed: Any
) -> Eligibility:
    records = FakeRecords(today=today)
    records.add(shop)
    code = shop.profile.code
    terms = PROGRAMS[program].model_copy(update=changed)
    inputs = rule_inputs(
        shop.profile,
        records.purchases(REP, code),
        shop.enrollments,
        shop.cases,
        sample_programs(),
        today,
    )
    return check_eligibility(terms, for_program(inputs, terms), today, "en")


def test_a_healthy_shop_meets_every_condition() -> None:
    found = check(steady())
    assert found.standing is Standing.MET
    assert found.failed == ()
    assert found.unknown == ()


def test_all_that_fails_is_told_at_once_each_with_its_clause() -> None:
    found = check(steady(outlet_class="C", overdue=Decimal(50_000), kyc_level=0))
    assert [(c.key, c.clause) for c in found.failed] == [
        ("class", "2.2"),
        ("no-overdue", "2.4"),
        ("identity", "2.5"),
    ]
    assert found.failed[1].message == "The shop has an overdue amount on its account."
    assert found.failed[1].remedy == "It can join on the day the overdue amount is paid."
    assert found.failed[1].ref == "growth-club@3#eligibility/no-overdue"


def test_an_unknown_overdue_amount_is_no_zero_and_no_accusation() -> None:
    found = check(steady(overdue=None))
    assert found.standing is Standing.UNKNOWN
    (check_,) = found.unknown
    assert check_.message == "We do not know yet: whether an amount is overdue."
    assert "paid" not in check_.remedy


def test_a_failed_condition_outweighs_an_unknown_one() -> None:
    assert check(steady(overdue=None, outlet_class="C")).standing is Standing.FAILED


def test_a_wholesaler_is_excluded_for_good() -> None:
    (found,) = check(steady(channel="wholesale")).failed
    assert (found.kind, found.clause, found.curable) == ("exclusion", "2.6", False)


def test_goods_that_are_excluded_bar_no_shop() -> None:
    assert all(c.kind != "exclusion" for c in check(steady()).failed)


def test_a_program_of_another_country_cannot_be_joined() -> None:
    (found,) = check(steady(), countries=("KE",)).failed
    assert (found.kind, found.curable) == ("country", False)


def test_nobody_joins_before_enrollment_opens_or_after_it_ends() -> None:
    early = check(steady(), enroll_from=dt.date(2026, 12, 1))
    assert early.failed[0].message == "Joining starts on 1 December 2026."
    assert early.failed[0].until == dt.date(2026, 12, 1)
    late = check(steady(), enroll_until=dt.date(2026, 11, 15))
    assert late.failed[0].message == "Joining ended on 15 November 2026."
    assert not late.failed[0].curable
    assert check(steady(), enroll_until=TODAY).standing is Standing.MET


def test_a_blackout_holds_only_on_its_days_and_in_its_country() -> None:
    price_week = dt.date(2026, 12, 8)  # Indonesia only
    (found,) = check(steady(), today=price_week).failed
    assert (found.kind, found.clause, found.until) == ("blackout", "6.2", dt.date(2026, 12, 13))
    assert "13 December 2026" in found.remedy
    kenya = steady(country="KE", currency="KES")
    assert not [c for c in check(kenya, today=price_week).failed if c.kind == "blackout"]


def test_one_enrollment_in_a_stacking_group_keeps_the_others_out() -> None:
    shop = steady()
    shop.enrollments.append(enrolled("ID-0001", "star-points"))  # volume, like Growth Club
    (found,) = check(shop).failed
    assert (found.kind, found.curable) == ("stacking", True)
    assert check(shop, "eye-level").standing is Standing.MET  # another group
    assert check(shop, "star-points").standing is Standing.MET  # itself


def test_an_enrollment_that_was_left_holds_no_place() -> None:
    shop = steady()
    shop.enrollments.append(enrolled("ID-0001", "star-points", status="left"))
    assert check(shop).standing is Standing.MET


def test_a_spent_budget_stops_joining_in_that_country_only() -> None:
    kenya = steady(country="KE", currency="KES")
    assert [c.kind for c in check(kenya, "eye-level").failed] == ["budget"]
    assert check(steady(), "eye-level").standing is Standing.MET


def test_places_are_told_but_counted_at_sign_up() -> None:
    found = check(steady(), "eye-level")  # 400 places in the terms
    assert [c.decisive for c in found.checks if c.kind == "slots"] == [False]
    assert [c.kind for c in check(steady(), "eye-level", slots=0).failed] == ["slots"]


def test_messages_come_in_the_readers_language_or_else_in_english() -> None:
    shop = steady(kyc_level=0)
    records = FakeRecords()
    records.add(shop)
    terms: ProgramTerms = PROGRAMS["growth-club"]
    inputs = for_program(
        rule_inputs(shop.profile, records.purchases(REP, "ID-0001"), [], [], [], TODAY), terms
    )
    said = {
        language: check_eligibility(terms, inputs, TODAY, language).failed[0].message
        for language in ("id", "sw", "am")
    }
    assert said["id"] == "Nama dan nomor telepon pemilik belum dikonfirmasi."
    assert said["sw"] == "Jina na simu ya mwenye duka bado hazijathibitishwa."
    assert said["am"] == "The owner's name and phone have not been confirmed yet."


def test_months_active_are_whole_months() -> None:
    opened = {dt.date(2026, 5, 16): 6, dt.date(2026, 5, 17): 5, dt.date(2026, 11, 16): 0}
    for day, months in opened.items():
        shop = steady(opened_on=day)
        records = FakeRecords()
        records.add(shop)
        inputs = rule_inputs(shop.profile, records.purchases(REP, "ID-0001"), [], [], [], TODAY)
        assert inputs["outlet"]["months_active"] == months
