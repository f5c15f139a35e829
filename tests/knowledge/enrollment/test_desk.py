"""From a proposal to one enrollment, and every way it must not go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from assistant.errors import NotFoundError, RefusedError
from knowledge.enrollment.desk import SignUpDesk
from knowledge.enrollment.draft import ConsentMethod, Corrections, Step
from knowledge.enrollment.ports import (
    Confirmation,
    ConsentTaken,
    KeyReusedError,
    Receipt,
    SignUpRefusedError,
)
from knowledge.enrollment.service import Actor, SignUpView
from knowledge.records.api import DataAPI
from knowledge.records.database import reading
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.enrollment.outbox import RecordedOutbox
from knowledge.records.tables import Record
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.visits import Visit
from tests.knowledge.enrollment.conftest import BUDI, SARI, Clock
from tests.knowledge.records import company

SPOKEN = ConsentMethod.SPOKEN
SIGNATURE = "M 10 10 L 20 25 L 30 12 L 44 31 L 60 20 L 71 33 L 80 21"


def agree(desk: SignUpDesk, actor: Actor, view: SignUpView) -> SignUpView:
    """The owner says yes aloud."""
    return desk.consent(actor, view.draft.id, ConsentTaken(SPOKEN, view.draft.card_hash))


def tap(view: SignUpView) -> Confirmation:
    """What the button of the card carries."""
    return Confirmation(view.draft.id, view.draft.card_hash, view.draft.key)


def sign_up(desk: SignUpDesk, actor: Actor, outlet: str = "A1") -> Receipt:
    view = agree(desk, actor, desk.open(actor, outlet, "growth-club"))
    return desk.confirm(actor, tap(view))


def count(engine: Engine, table: type[Record]) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_is_written_until_a_person_confirms(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    before = count(own_engine, Enrollment)
    view = desk.open(budi, "A1", "growth-club")
    agree(desk, budi, view)
    assert count(own_engine, Enrollment) == before
    assert count(own_engine, Consent) == 0


def test_the_card_is_worked_out_from_the_shops_own_base(desk: SignUpDesk, budi: Actor) -> None:
    card = desk.open(budi, "A1", "growth-club").card
    assert card is not None
    # May 1,500,000, June 400,000, July 0, August 1,000,000, September 800,000 without the infant
    # formula, October 650,000: 4,350,000 / 6 months.
    assert card.base_monthly is not None
    assert (card.base_monthly.amount, card.base_monthly.currency) == ("725000", "IDR")
    # The lowest slab asks for 5 % over three months of it; that is 2,283,750, and pays 1 %.
    assert (card.target, card.target_value, card.target_unit) == ("Slab 1", "2283750", "IDR")
    assert card.reward is not None
    assert card.reward.amount == "22800"  # 22,837.50, rounded down to three digits
    assert (card.period, card.pay_by) == ("2026-Q4", "2027-01-20")
    assert (card.owner_name, card.phone) == ("Pak Slamet", "+6281234565417")


def test_a_tap_on_the_agreed_card_signs_the_shop_up(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    receipt = sign_up(desk, budi)
    with reading(own_engine) as session:
        row = session.get(Enrollment, receipt.enrollment)
        assert row is not None
        assert (row.outlet, row.program, row.terms_version) == ("A1", "growth-club", "3")
        assert (row.status, row.joined_on, row.base_value) == (
            "active", company.TODAY, Decimal(725_000),
        )  # fmt: skip
        assert (row.period, row.held_group, row.joined_by) == ("2026-Q4", "growth-club", "budi")
        consent = session.scalars(select(Consent)).one()
        assert consent.enrollment == receipt.enrollment
        assert (consent.method, consent.language, consent.taken_by) == ("voice", "id", "budi")
        assert consent.text is not None
        assert "Toko Makmur" in consent.text
        opening = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "open")).one()
        assert (opening.outlet, opening.points, opening.amount) == ("A1", None, None)
        visit = session.scalars(select(Visit).where(Visit.date == company.TODAY)).one()
        assert (visit.outcome, visit.enrollment) == ("joined", receipt.enrollment)
    kinds = [listed.event.kind for listed in RecordedOutbox(own_engine).listed()]
    assert sorted(kinds) == ["enrollment.joined", "owner.receipt"]
    assert RecordedAudit(own_engine).verify() == (2, [])


def test_the_terms_it_joined_under_stay_when_new_ones_come(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    sign_up(desk, budi)
    held = DataAPI(own_engine, company.TODAY).enrollments(BUDI, "A1")
    assert [e.terms_version for e in held if e.status == "active" and e.program == "growth-club"] \
        == ["3"]  # fmt: skip


def test_the_same_tap_again_gives_the_same_receipt_and_writes_nothing(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    first = desk.confirm(budi, tap(view))
    again = [desk.confirm(budi, tap(view)) for _ in range(5)]
    other_key = desk.confirm(budi, replace(tap(view), key="another"))
    assert {first, *again, other_key} == {first}
    assert count(own_engine, Consent) == 1


def test_a_key_that_comes_back_with_another_card_is_an_error(desk: SignUpDesk, budi: Actor) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    desk.confirm(budi, tap(view))
    with pytest.raises(KeyReusedError):
        desk.confirm(budi, replace(tap(view), card_hash="0" * 64))
    with pytest.raises(KeyReusedError):
        desk.confirm(budi, replace(tap(view), draft="another"))


def refusal(desk: SignUpDesk, actor: Actor, confirmation: Confirmation) -> str:
    with pytest.raises(SignUpRefusedError) as refused:
        desk.confirm(actor, confirmation)
    assert str(refused.value).endswith((".", "!"))
    return refused.value.reason


def test_without_consent_a_tap_writes_nothing(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    view = desk.open(budi, "A1", "growth-club")
    assert refusal(desk, budi, tap(view)) == "read_back"
    assert count(own_engine, Consent) == 0


def test_a_tap_on_another_card_or_from_another_conversation_writes_nothing(
    desk: SignUpDesk, budi: Actor
) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    assert refusal(desk, budi, replace(tap(view), card_hash="0" * 64)) == "other_card"
    elsewhere = replace(budi, thread="thread-2")
    assert refusal(desk, elsewhere, tap(view)) == "other_session"


def test_nobody_else_can_tap_or_see_a_draft(desk: SignUpDesk, budi: Actor) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    sari = Actor(SARI, budi.thread, "en")
    with pytest.raises(NotFoundError):
        desk.confirm(sari, tap(view))
    with pytest.raises(NotFoundError):
        desk.show(sari, view.draft.id)
    with pytest.raises(NotFoundError):
        desk.open(sari, "A1", "growth-club")


def test_a_correction_voids_the_consent_and_makes_a_new_card(desk: SignUpDesk, budi: Actor) -> None:
    first = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    second = desk.correct(budi, first.draft.id, Corrections(phone="0811 555 0147"))
    assert second.card is not None
    assert second.card.phone == "+628115550147"
    assert second.changed == ("phone",)
    assert second.draft.key != first.draft.key
    assert refusal(desk, budi, tap(first)) == "other_card"
    assert refusal(desk, budi, tap(second)) == "read_back"
    third = agree(desk, budi, second)
    assert desk.confirm(budi, tap(third)).card_hash == second.card.hash


def test_what_cannot_be_a_phone_a_name_or_a_step_is_refused(desk: SignUpDesk, budi: Actor) -> None:
    draft = desk.open(budi, "A1", "growth-club").draft.id
    for wrong, reason in (
        (Corrections(phone="12"), "bad_phone"),
        (Corrections(owner_name="  "), "bad_name"),
        (Corrections(target="Platinum"), "bad_target"),
    ):
        with pytest.raises(SignUpRefusedError) as refused:
            desk.correct(budi, draft, wrong)
        assert refused.value.reason == reason
    assert desk.show(budi, draft).draft.step is Step.READ_BACK


def test_another_step_of_the_program_has_its_own_figures(desk: SignUpDesk, budi: Actor) -> None:
    view = desk.open(budi, "A1", "growth-club", Corrections(target="slab 2"))
    assert view.card is not None
    # 725,000 x 3 x 1.10 = 2,392,500; 2 % of that is 47,850.
    assert (view.card.target, view.card.target_value) == ("Slab 2", "2392500")
    assert view.card.reward is not None
    # The cap: three times 1 % of the base, 65,250, is not reached.
    assert view.card.reward.amount == "47800"


def test_who_cannot_join_gets_reasons_and_no_draft(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    view = desk.open(budi, "A1", "star-points")  # in it already
    assert view.card is None
    assert desk.waiting(BUDI) is None


def test_a_draft_goes_on_in_another_conversation_and_only_there(
    desk: SignUpDesk, budi: Actor
) -> None:
    first = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    phone = replace(budi, thread="thread-2")
    again = desk.open(phone, "A1", "growth-club")
    assert again.continued
    assert again.draft.id == first.draft.id
    assert again.draft.step is Step.CONSENT
    assert refusal(desk, budi, tap(first)) == "other_session"
    desk.confirm(phone, tap(again))


def test_a_question_in_between_keeps_the_draft(desk: SignUpDesk, budi: Actor) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    left = desk.interrupt(BUDI, budi.thread)
    assert left is not None
    assert left.interrupted
    back = desk.show(budi, view.draft.id)
    assert not back.draft.interrupted
    assert back.draft.step is Step.CONSENT
    desk.confirm(budi, tap(back))


def test_starting_again_forgets_what_was_set_right_and_agreed(
    desk: SignUpDesk, budi: Actor
) -> None:
    view = desk.open(budi, "A1", "growth-club", Corrections(phone="0811 555 0147"))
    agree(desk, budi, view)
    again = desk.restart(budi, view.draft.id)
    assert again.card is not None
    assert again.card.phone == "+6281234565417"
    assert again.draft.step is Step.READ_BACK
    assert refusal(desk, budi, tap(view)) == "other_card"


def test_what_was_canceled_stays_canceled(desk: SignUpDesk, budi: Actor) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    desk.cancel(budi, view.draft.id, "no time")
    assert refusal(desk, budi, tap(view)) == "canceled"
    assert desk.open(budi, "A1", "growth-club").draft.id != view.draft.id


def test_a_card_of_yesterday_is_never_a_yes(desk: SignUpDesk, budi: Actor, clock: Clock) -> None:
    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    clock.pass_by(hours=24)
    assert refusal(desk, budi, tap(view)) == "expired"
    assert desk.waiting(BUDI) is None
    assert desk.open(budi, "A1", "growth-club").draft.id != view.draft.id


def test_figures_that_moved_are_read_again_before_they_are_agreed_to(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    from knowledge.records.database import writing
    from knowledge.records.tables.sales import InvoiceLine

    view = agree(desk, budi, desk.open(budi, "A1", "growth-club"))
    with writing(own_engine) as session:
        line = session.get(InvoiceLine, ("I6", 1))
        assert line is not None
        line.net += Decimal(600_000)
    assert refusal(desk, budi, tap(view)) == "figures_changed"
    again = desk.show(budi, view.draft.id)
    assert again.card is not None
    assert again.card.base_monthly is not None
    assert again.card.base_monthly.amount == "825000"
    assert set(again.changed) >= {"base_monthly", "target_value"}
    assert again.draft.step is Step.READ_BACK


def test_the_shop_cannot_join_twice_in_a_period_nor_by_two_reps(
    desk: SignUpDesk, budi: Actor
) -> None:
    other = Actor(replace(BUDI, id="both", territories=("R1", "K1")), "thread-9", "en")
    second = agree(desk, other, desk.open(other, "A1", "growth-club"))
    sign_up(desk, budi)
    assert refusal(desk, other, tap(second)) == "in_already"


def test_a_code_from_the_owners_phone_is_a_consent(
    desk: SignUpDesk, budi: Actor, clock: Clock
) -> None:
    view = desk.open(budi, "A1", "growth-club")
    draft, card_hash = view.draft.id, view.draft.card_hash
    desk.send_code(budi, draft, card_hash)
    code = desk.codes.waiting(draft)
    assert code is not None
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(SignUpRefusedError, match="not the code"):
        desk.consent(budi, draft, ConsentTaken(ConsentMethod.CODE, card_hash, code=wrong))
    agreed = desk.consent(budi, draft, ConsentTaken(ConsentMethod.CODE, card_hash, code=code))
    assert agreed.draft.consent is not None
    assert agreed.draft.consent.method is ConsentMethod.CODE
    assert desk.confirm(budi, tap(agreed)).consent_method is ConsentMethod.CODE


def test_a_code_is_tried_five_times_and_lasts_ten_minutes(
    desk: SignUpDesk, budi: Actor, clock: Clock
) -> None:
    view = desk.open(budi, "A1", "growth-club")
    draft, card_hash = view.draft.id, view.draft.card_hash

    def takes(code: str) -> bool:
        try:
            desk.consent(budi, draft, ConsentTaken(ConsentMethod.CODE, card_hash, code=code))
        except RefusedError:
            return False
        return True

    desk.send_code(budi, draft, card_hash)
    code = desk.codes.waiting(draft) or ""
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [takes(wrong) for _ in range(5)] == [False] * 5
    assert not takes(code)
    desk.send_code(budi, draft, card_hash)
    clock.pass_by(minutes=10)
    assert not takes(desk.codes.waiting(draft) or "000000")
    desk.send_code(budi, draft, card_hash)
    assert takes(desk.codes.waiting(draft) or "")


def test_a_signature_is_kept_with_its_strokes_and_a_dot_is_none(
    desk: SignUpDesk, budi: Actor, own_engine: Engine
) -> None:
    view = desk.open(budi, "A1", "growth-club")
    signed = ConsentTaken(ConsentMethod.SIGNATURE, view.draft.card_hash, strokes=SIGNATURE)
    with pytest.raises(SignUpRefusedError, match="no signature"):
        desk.consent(budi, view.draft.id, replace(signed, strokes="M 1 1 L 1 2"))
    with pytest.raises(SignUpRefusedError, match="no signature"):
        desk.consent(budi, view.draft.id, replace(signed, strokes="<script>" + SIGNATURE))
    agreed = desk.consent(budi, view.draft.id, signed)
    desk.confirm(budi, tap(agreed))
    with reading(own_engine) as session:
        kept = session.scalars(select(Consent)).one()
        assert (kept.method, kept.evidence) == ("signature", SIGNATURE)
        assert kept.evidence_sha256 is not None


def test_expiry_is_a_day(desk: SignUpDesk, budi: Actor, clock: Clock) -> None:
    draft = desk.open(budi, "A1", "growth-club").draft
    assert draft.expires_at - draft.opened_at == dt.timedelta(days=1)
