"""Leaving, suspension and a new owner: by the rule of the terms, once, on both databases."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select, text

from assistant.domain import Role, User
from assistant.errors import NotFoundError
from knowledge.enrollment.change_desk import ChangeAsked, ChangeDesk
from knowledge.enrollment.changes import ChangeKind, ends_on, last_fee, rejoin_from
from knowledge.enrollment.draft import Corrections
from knowledge.enrollment.ports import KeyReusedError, SignUpRefusedError
from knowledge.enrollment.service import Actor
from knowledge.programs.membership import Leaving, Reason, Requirement, Suspension, Transfer
from knowledge.records.answers import EnrollmentView
from knowledge.records.api import DataAPI
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.enrollment.changing import RecordedChanges, keep_changes
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import (
    Consent,
    Enrollment,
    LedgerEntry,
    MembershipChange,
)
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import OutboxRow
from tests.knowledge.enrollment.conftest import BUDI, SARI, Clock, desk_over
from tests.knowledge.records import company

BOSS = User("mira", "Mira", Role.MANAGER, ("en",), ())
LEAVE = ChangeAsked(ChangeKind.LEAVE, "A1", "star-points")
SUSPEND = ChangeAsked(ChangeKind.SUSPEND, "A1", "star-points", "bounced")
RESUME = ChangeAsked(ChangeKind.RESUME, "A1", "star-points")
TRANSFER = ChangeAsked(ChangeKind.TRANSFER, "A1", "star-points")
Rules = Leaving | Suspension | Transfer
PAUSE = Suspension(
    reasons=(Reason(key="bounced", text={"en": "A payment bounced."}, clause="7.2"),), clause="7.4"
)


def today(**later: int) -> dt.date:
    return company.TODAY + dt.timedelta(**later)


def desk_with(engine: Engine, day: dt.date = company.TODAY, **rules: Rules) -> ChangeDesk:
    """A desk over the test company, whose Star Points say this of leaving."""
    if rules:
        terms = DataAPI(engine, company.TODAY).program("star-points")
        with writing(engine) as session:
            write_terms(session, terms.model_copy(update=rules))
    return ChangeDesk(DataAPI(engine, day), RecordedChanges(engine, Clock()))


def tap(desk: ChangeDesk, actor: Actor, asked: ChangeAsked) -> dict[str, object]:
    card = desk.propose(actor, asked).card
    assert card is not None
    return desk.confirm(actor, asked, card.hash, card.key)


def membership(engine: Engine, days: int) -> EnrollmentView:
    found = DataAPI(engine, today(days=days)).enrollments(BUDI, "A1")
    return next(e for e in found if e.program == "star-points")


def boss() -> Actor:
    return Actor(BOSS, "thread-9", "en")


def refused(desk: ChangeDesk, actor: Actor, asked: ChangeAsked) -> str:
    with pytest.raises(SignUpRefusedError) as caught:
        tap(desk, actor, asked)
    return caught.value.reason


@pytest.mark.parametrize(
    ("leaving", "day", "end"),
    [
        (Leaving(clause="6"), "2026-11-16", "2026-11-16"),
        (Leaving(notice_days=15, clause="6"), "2026-11-16", "2026-12-01"),
        (Leaving(at_month_end=True, clause="6"), "2026-11-16", "2026-12-01"),
        (Leaving(at_month_end=True, clause="6"), "2026-12-01", "2026-12-01"),
        (Leaving(notice_days=20, at_month_end=True, clause="6"), "2026-12-16", "2027-02-01"),
    ],
)
def test_the_last_day_follows_notice_and_month(leaving: Leaving, day: str, end: str) -> None:
    assert ends_on(leaving, dt.date.fromisoformat(day)) == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("joined", "paused", "rule", "amount", "days"),
    [
        # The fee is 300 in a month of 30 days: 10 a day.
        ("2026-01-01", (), "by_day", "150", 15),
        ("2026-11-11", (), "by_day", "50", 5),
        ("2026-11-11", (), "whole_month", "300", 30),
        ("2026-01-01", (("2026-11-05", None, "x", "7"),), "by_day", "40", 4),
        ("2026-01-01", (("2026-11-05", "2026-11-10", "x", "7"),), "by_day", "100", 10),
    ],
)
def test_the_last_fee_is_paid_by_the_days_inside(
    own_engine: Engine, joined: str, paused: tuple[tuple[str, str | None, str, str], ...],
    rule: str, amount: str, days: int,
) -> None:  # fmt: skip
    terms = DataAPI(own_engine, company.TODAY).program("star-points")
    paying = terms.model_copy(update={"fee": {"IDR": Decimal(300)}})
    leaving = Leaving.model_validate({"fee": rule, "clause": "6"})
    held = EnrollmentView("E", "star-points", "1", "active", dt.date.fromisoformat(joined), None,
                          None, None, None, paused)  # fmt: skip
    found = last_fee(paying, leaving, held, "IDR", dt.date(2026, 11, 16))
    assert found is not None
    assert (found.amount, found.days, found.of_days) == (Decimal(amount), days, 30)
    assert last_fee(paying, leaving, held, "KES", dt.date(2026, 11, 16)) is None


def test_joining_again_waits_for_full_periods(own_engine: Engine) -> None:
    terms = DataAPI(own_engine, company.TODAY).program("growth-club")
    assert terms.period == "quarter"
    once = Leaving(rejoin_after_periods=1, clause="6")
    # Left in the fourth quarter: the first quarter of 2027 passes, then it may.
    wanted = min(dt.date(2027, 4, 1), terms.ends_on + dt.timedelta(days=1))
    assert rejoin_from(terms, once, dt.date(2026, 11, 16)) == wanted
    assert rejoin_from(terms, Leaving(clause="6"), dt.date(2026, 11, 16)) is None


def test_a_tap_lets_a_shop_leave_once_with_everything_that_goes_with_it(
    own_engine: Engine, budi: Actor
) -> None:
    desk = desk_with(own_engine, leaving=Leaving(clause="6.3"))
    card = desk.propose(budi, LEAVE).card
    assert card is not None
    assert card.clause == "6.3"
    first = desk.confirm(budi, LEAVE, card.hash, card.key)
    again = [desk.confirm(budi, LEAVE, card.hash, key) for key in (card.key, "another-key")]
    assert again == [first, first]
    with reading(own_engine) as session:
        held = session.get(Enrollment, "E1")
        assert held is not None
        assert (held.status, held.left_on) == ("left", company.TODAY)
        kinds = session.scalars(select(OutboxRow.kind).order_by(OutboxRow.id)).all()
        assert sorted(kinds) == ["enrollment.left", "owner.change"]
        closing = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "close")).all()
        assert len(closing) == 1
        assert session.scalar(select(func.count()).select_from(MembershipChange)) == 1
    trail = RecordedAudit(own_engine)
    assert [entry.kind for entry in trail.about("E1")] == ["enrollment.left"]
    assert trail.verify()[1] == []
    assert refused(desk, budi, LEAVE) == "not_member"


def test_fifty_taps_at_once_write_one_leaving(own_engine: Engine, budi: Actor) -> None:
    desk = desk_with(own_engine, leaving=Leaving(clause="6.3"))
    card = desk.propose(budi, LEAVE).card
    assert card is not None
    with ThreadPoolExecutor(8) as pool:
        keys = [card.key if n % 2 else f"key-{n}" for n in range(50)]
        found = list(pool.map(lambda key: desk.confirm(budi, LEAVE, card.hash, key), keys))
    assert len({str(receipt["reference"]) for receipt in found}) == 1
    with reading(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(MembershipChange)) == 1
        assert session.scalar(select(func.count()).where(LedgerEntry.kind == "close")) == 1


def test_a_crash_before_the_commit_leaves_nothing_behind(
    own_engine: Engine, budi: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(own_engine, leaving=Leaving(clause="6.3"))
    card = desk.propose(budi, LEAVE).card
    assert card is not None

    def falls(*_args: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr("knowledge.records.enrollment.changing.note", falls)
        with pytest.raises(OSError, match="the disk is gone"):
            desk.confirm(budi, LEAVE, card.hash, card.key)
    with reading(own_engine) as session:
        held = session.get(Enrollment, "E1")
        assert held is not None
        assert (held.status, held.left_on) == ("active", None)
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
    assert desk.confirm(budi, LEAVE, card.hash, card.key)["kind"] == "leave"


def test_a_key_of_another_change_is_an_error(own_engine: Engine, budi: Actor) -> None:
    desk = desk_with(own_engine, leaving=Leaving(clause="6.3"), suspension=PAUSE)
    card = desk.propose(boss(), SUSPEND).card
    assert card is not None
    desk.confirm(boss(), SUSPEND, card.hash, "mine")
    with pytest.raises(KeyReusedError):
        desk.confirm(boss(), RESUME, "0" * 64, "mine")


def test_a_card_counts_only_where_and_for_whom_it_was_shown(
    own_engine: Engine, budi: Actor
) -> None:
    desk = desk_with(own_engine, leaving=Leaving(clause="6.3"))
    card = desk.propose(budi, LEAVE).card
    assert card is not None
    for other in (replace(budi, thread="thread-2"), boss()):
        with pytest.raises(SignUpRefusedError) as caught:
            desk.confirm(other, LEAVE, card.hash, card.key)
        assert caught.value.reason == "other_card"
    with pytest.raises(NotFoundError):
        desk.confirm(Actor(SARI, "thread-1", "en"), LEAVE, card.hash, card.key)
    tomorrow = desk_with(own_engine, today(days=1))
    with pytest.raises(SignUpRefusedError):
        tomorrow.confirm(budi, LEAVE, card.hash, card.key)
    with reading(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(MembershipChange)) == 0


def test_until_the_notice_has_run_out_it_is_a_member(own_engine: Engine, budi: Actor) -> None:
    desk = desk_with(own_engine, leaving=Leaving(notice_days=10, clause="6.3"))
    tap(desk, budi, LEAVE)
    for days, status in ((0, "active"), (9, "active"), (10, "left")):
        held = DataAPI(own_engine, today(days=days)).enrollments(BUDI, "A1")
        assert {e.status for e in held if e.program == "star-points"} == {status}
    assert refused(desk, budi, LEAVE) == "leaves_already"


@pytest.mark.parametrize("rule", ["lost", "kept", "for a while"])
def test_points_follow_the_terms(own_engine: Engine, budi: Actor, rule: str) -> None:
    before = DataAPI(own_engine, company.TODAY).ledger(BUDI, "A1", "star-points")
    assert before.active_points > 0
    days = 5 if rule == "for a while" else None
    points = "lost" if rule == "lost" else "kept"
    leaving = Leaving.model_validate({"points": points, "points_days": days, "clause": "6.3"})
    tap(desk_with(own_engine, leaving=leaving), budi, LEAVE)
    now = DataAPI(own_engine, company.TODAY).ledger(BUDI, "A1", "star-points").active_points
    assert now == (0 if rule == "lost" else before.active_points)
    later = DataAPI(own_engine, today(days=6)).ledger(BUDI, "A1", "star-points").active_points
    assert (later > 0) is (rule == "kept")


def test_what_stands_in_the_way_is_told_with_its_remedy(own_engine: Engine, budi: Actor) -> None:
    rule = Requirement(
        key="young", requires="outlet.months_active < 0", message={"en": "Not yet."},
        remedy={"en": "Wait."}, clause="6.4",
    )  # fmt: skip
    desk = desk_with(own_engine, leaving=Leaving(requires=(rule,), clause="6.3"))
    view = desk.propose(budi, LEAVE)
    assert view.card is None
    assert [(c.message, c.remedy, c.clause) for c in view.checks] == [("Not yet.", "Wait.", "6.4")]
    assert desk_with(own_engine).propose(budi, LEAVE).checks[0].ref.endswith("#leaving/young")


def test_a_program_without_a_rule_is_left_through_the_office(
    own_engine: Engine, budi: Actor
) -> None:
    assert refused(desk_with(own_engine), budi, LEAVE) == "no_rule"


def test_only_managers_and_support_suspend_and_only_for_what_the_terms_name(
    own_engine: Engine, budi: Actor
) -> None:
    desk = desk_with(own_engine, suspension=PAUSE)
    assert refused(desk, budi, SUSPEND) == "not_yours_suspend"
    assert refused(desk, boss(), replace(SUSPEND, reason="he was rude")) == "reason_wanted"
    receipt = tap(desk, boss(), SUSPEND)
    assert (receipt["clause"], receipt["reason"]) == ("7.2", "bounced")
    assert refused(desk, boss(), SUSPEND) == "suspended_already"


def test_a_suspended_shop_earns_nothing_until_it_is_resumed(own_engine: Engine) -> None:
    tap(desk_with(own_engine, suspension=PAUSE), boss(), SUSPEND)
    held = membership(own_engine, 3)
    assert held.status == "suspended"
    assert held.paused_since == company.TODAY
    assert held.earns_on(today(days=-1))
    assert not held.earns_on(company.TODAY)
    tap(desk_with(own_engine, today(days=4)), boss(), RESUME)
    held = membership(own_engine, 9)
    assert held.status == "active"
    assert [held.earns_on(today(days=n)) for n in (3, 4)] == [False, True]


def test_a_new_owner_takes_over_only_by_agreeing_himself(own_engine: Engine, budi: Actor) -> None:
    desk = desk_with(own_engine, transfer=Transfer(allowed=True, points="kept", clause="7.3"))
    points = DataAPI(own_engine, company.TODAY).ledger(BUDI, "A1", "star-points").active_points
    tap(desk, budi, TRANSFER)
    with reading(own_engine) as session:
        shop = session.get(Outlet, "A1")
        assert shop is not None
        assert (shop.owner_name, shop.phone) == (None, None)
        open_ones = select(func.count()).where(
            Consent.enrollment == "E1", Consent.withdrawn_on.is_(None)
        )
        assert session.scalar(open_ones) == 0
        assert session.scalars(select(Enrollment.status).where(Enrollment.id == "E1")).one() \
            == "left"  # fmt: skip
    after = DataAPI(own_engine, company.TODAY).ledger(BUDI, "A1", "star-points").active_points
    assert after == points


def test_where_the_terms_forbid_it_a_new_owner_is_told_what_he_can_do(
    own_engine: Engine, budi: Actor
) -> None:
    rule = Transfer(
        allowed=False, refusal={"en": "It ends."}, remedy={"en": "Join anew."}, clause="7.3"
    )
    view = desk_with(own_engine, transfer=rule).propose(budi, TRANSFER)
    assert view.card is None
    assert [(c.message, c.remedy, c.clause) for c in view.checks] \
        == [("It ends.", "Join anew.", "7.3")]  # fmt: skip


def test_a_shop_that_must_wait_is_told_so_before_a_card_is_read_out(
    own_engine: Engine, budi: Actor
) -> None:
    tap(desk_with(own_engine, leaving=Leaving(rejoin_after_periods=1, clause="6.3")), budi, LEAVE)
    view = desk_over(own_engine, Clock()).open(budi, "A1", "star-points", Corrections())
    assert view.card is None
    (check,) = [c for c in view.eligibility.failed if c.key == "rejoin"]
    assert (check.clause, check.until) == ("6.3", membership(own_engine, 0).rejoin_from)
    assert check.remedy.startswith("It can join again from")


def test_a_load_that_does_not_know_of_it_yet_undoes_nothing(
    own_engine: Engine, budi: Actor
) -> None:
    tap(desk_with(own_engine, leaving=Leaving(clause="6.3")), budi, LEAVE)
    with writing(own_engine) as session:
        session.execute(text("UPDATE enrollments SET status='active', left_on=NULL WHERE id='E1'"))
        keep_changes(session)
    with reading(own_engine) as session:
        held = session.get(Enrollment, "E1")
        assert held is not None
        assert (held.status, held.left_on) == ("left", company.TODAY)
