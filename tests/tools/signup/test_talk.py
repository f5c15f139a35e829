"""Signing a shop up in a conversation: taps, typed phrases, corrections, and the way back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from assistant.domain import ReplyStatus, Role, User
from knowledge.records.api import DataAPI
from knowledge.records.database import reading, writing
from knowledge.records.tables.enrollments import Consent, Enrollment
from knowledge.records.tables.pack_files import PackFile
from tests.knowledge.enrollment.conftest import BUDI
from tests.knowledge.enrollment.test_desk import SIGNATURE
from tests.knowledge.records import company
from tests.tools.signup.conftest import MakeTalk, Talk

SAID = {"en": "x"}
OBJECTIONS = {
    "objections": [
        {"key": "no-space", "name": "No space", "says": {"en": ["I have no room."]},
         "explore": SAID, "acknowledge": SAID, "answer": SAID, "next_step": SAID}
    ]
}  # fmt: skip


def joined(talk: Talk) -> int:
    with reading(talk.engine) as session:
        made = select(func.count()).select_from(Enrollment).where(Enrollment.id.startswith("app-"))
        return session.scalar(made) or 0


def test_three_taps_from_the_wish_to_the_receipt(talk: MakeTalk) -> None:
    here = talk()
    card = here.say("sign this shop up for Growth Club")
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION
    assert joined(here) == 0
    agreed = here.tap("give_consent")
    assert agreed.status is ReplyStatus.NEEDS_CONFIRMATION
    assert joined(here) == 0
    done = here.tap("confirm_signup")
    assert done.status is ReplyStatus.DONE
    assert joined(here) == 1
    assert done.data["receipt"]["reference"] in done.text
    assert done.pictures[0].content.startswith(b"\x89PNG")


def test_the_owner_hears_do_get_and_when_in_his_own_language(talk: MakeTalk) -> None:
    card = talk().say("sign up")
    lines = [line for line in card.text.splitlines() if line.startswith("> ")]
    # 2,283,750 is 5 % more than three months of 725,000; 22,800 the reward, rounded down.
    assert lines[0] == "> Yang Anda lakukan: capai Rp2.283.750 sampai 31 Desember 2026."
    assert lines[1] == "> Yang Anda dapat: kira-kira Rp22.800, sudah dipotong pajak."
    assert lines[2] == "> Anda dibayar paling lambat 20 Januari 2027, oleh Nusa."
    assert lines[3].startswith("> Saya setuju Toko Makmur ikut Growth Club")


def test_no_whole_phone_number_is_kept_in_the_conversation(talk: MakeTalk) -> None:
    here = talk()
    reply = here.say("sign up")
    told = json.dumps([reply.text, reply.data, [str(f) for f in reply.facts]])
    assert "5417" in told
    assert "34565417" not in told
    kept = here.call("correct_signup", draft=reply.data["sign_up"]["draft"], phone="0811 555 0147")
    assert "0147" in kept.text
    assert kept.tools[0].arguments == {"draft": reply.data["sign_up"]["draft"]}


def test_the_exact_phrase_with_the_cards_code_counts_as_a_tap(talk: MakeTalk) -> None:
    here = talk()
    code = here.say("sign up").data["sign_up"]["short_code"]
    here.say(f"confirm {code}")  # before the owner has agreed: an ordinary message
    assert joined(here) == 0
    here.call("give_consent", **_consent(here))
    assert here.say("confirm").status is not ReplyStatus.DONE
    assert here.say("confirm 2222").status is not ReplyStatus.DONE
    assert here.say(f"please do not confirm {code}").status is not ReplyStatus.DONE
    assert joined(here) == 0
    assert here.say(f" Confirm  {code.lower()} ").status is ReplyStatus.DONE
    assert joined(here) == 1


def _consent(here: Talk) -> dict[str, str]:
    draft = here.desk.waiting(BUDI)
    assert draft is not None
    return {"draft": draft.id, "card": draft.card_hash, "method": "voice"}


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("id", "konfirmasi"), ("ms", "sahkan"), ("vi", "xác nhận"), ("th", "ยืนยัน"),
        ("fil", "kumpirmahin"), ("sw", "thibitisha"), ("ar", "تأكيد"), ("fr", "confirmer"),
        ("hi", "पुष्टि"),
    ],
)  # fmt: skip
def test_the_phrase_is_in_the_persons_language(talk: MakeTalk, language: str, word: str) -> None:
    here = talk(language=language)
    here.say("?")
    agreed = here.call("give_consent", **_consent(here))
    code = agreed.data["sign_up"]["short_code"]
    assert f"{word} {code}" in agreed.text.replace("\u2068", "").replace("\u2069", "")
    assert here.say(f"{word} {code}").status is ReplyStatus.DONE


def test_a_typed_correction_changes_the_card_and_needs_a_new_yes(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    here.tap("give_consent")
    stale = here.action("confirm_signup")
    for said, shown in (
        ("phone 0811 555 0147", "…0147"),
        ("0811 555 0199", "…0199"),
        ("name Bu Hartini Wibowo", "Bu Hartini Wibowo"),
    ):
        card = here.say(said)
        assert shown in card.text
        assert "confirm_signup" not in {a.name for a in card.actions}
    assert stale.call is not None
    refused = here.call("confirm_signup", **stale.call.arguments)
    assert refused.status is ReplyStatus.NEEDS_CONFIRMATION
    assert "The card has changed" in refused.text
    assert joined(here) == 0


def test_how_to_set_it_right_is_told_and_starting_again_is_offered(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    told = here.tap("correct_signup")
    assert "`phone 0812" in told.text
    here.tap("restart_signup")
    assert here.last is not None
    assert here.last.status is ReplyStatus.NEEDS_CONFIRMATION


def test_a_bad_number_is_told_with_the_card_as_it_was(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    told = here.say("phone 12345")
    assert "no phone number" in told.text
    assert "…5417" in told.text


def test_canceling_asks_how_the_visit_ended_and_the_brief_knows(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    ended = here.say("cancel")
    assert ended.status is ReplyStatus.DONE
    back = [a for a in ended.actions if a.call and a.call.arguments.get("next_on")]
    assert back[1].label == "Come back on 23 November 2026"
    assert back[1].call is not None
    here.call("visit_outcome", **back[1].call.arguments, reason="busy with a delivery")
    records = DataAPI(here.engine, company.TODAY)
    last = records.visits(BUDI, "A1")[0]
    assert (last.outcome, last.next_on, last.reason) == (
        "come_back", dt.date(2026, 11, 23), "busy with a delivery",
    )  # fmt: skip
    assert joined(here) == 0


def test_a_no_is_asked_for_its_reason_and_the_reason_is_kept(talk: MakeTalk) -> None:
    here = talk()
    with writing(here.engine) as session:
        session.merge(
            PackFile(
                path="playbook/objections.yaml", sha256="x", content=OBJECTIONS,
                loaded_at=dt.datetime.now(dt.UTC),
            )
        )  # fmt: skip
    here.say("sign up")
    ended = here.say("cancel")
    no = next(a for a in ended.actions if a.label == "He said no")
    assert no.call is not None
    asked = here.call("visit_outcome", **no.call.arguments)
    assert "Why? Tap what he said." in asked.text
    assert [a.label for a in asked.actions] == ["I have no room."]
    done = here.tap("visit_outcome")
    assert done.actions == ()
    last = DataAPI(here.engine, company.TODAY).visits(BUDI, "A1")[0]
    assert (last.outcome, last.reason, last.objection) == (
        "declined", "I have no room.", "no-space",
    )  # fmt: skip


def test_a_signature_is_never_kept_with_the_conversation(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    signed = here.tap("give_consent", method="signature", strokes=SIGNATURE)
    assert "signed on the screen" in signed.text
    assert "strokes" not in signed.tools[0].arguments
    here.tap("confirm_signup")
    with reading(here.engine) as session:
        assert session.scalars(select(Consent.evidence)).one() == SIGNATURE


def test_a_code_is_typed_as_six_digits(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    sent = here.tap("send_consent_code")
    assert "on its way to …5417" in sent.text
    draft = here.desk.waiting(BUDI)
    assert draft is not None
    code = here.desk.codes.waiting(draft.id) or ""
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert "not the code" in here.say(wrong).text
    agreed = here.say(f"{code[:3]} {code[3:]}")
    assert "a code from the owner's phone" in agreed.text
    assert code not in json.dumps([t.arguments for t in agreed.tools])


def test_the_full_terms_are_a_tap_away_and_lead_back(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    terms = here.tap("full_terms")
    assert "Slab 3" in terms.text
    assert here.tap("resume_signup").status is ReplyStatus.NEEDS_CONFIRMATION


def test_a_second_tap_shows_the_same_receipt(talk: MakeTalk) -> None:
    here = talk()
    here.say("sign up")
    here.tap("give_consent")
    action = here.action("confirm_signup")
    assert action.call is not None
    first = here.call("confirm_signup", **action.call.arguments)
    again = here.call("confirm_signup", **action.call.arguments)
    assert first.data == again.data
    assert joined(here) == 1


def test_who_cannot_join_is_told_why(talk: MakeTalk) -> None:
    here = talk()
    refused = here.call("sign_up", outlet="A1", program="star-points")
    assert refused.status is ReplyStatus.REFUSED
    assert "already" in refused.text


def test_which_program_is_asked_when_none_is_named(talk: MakeTalk) -> None:
    here = talk()
    asked = here.call("sign_up", outlet="A1")
    assert asked.status is ReplyStatus.CLARIFICATION
    assert {a.call.arguments["program"] for a in asked.actions if a.call} == {
        "growth-club", "star-points",
    }  # fmt: skip


def test_a_trainer_can_neither_propose_nor_tap(talk: MakeTalk) -> None:
    trainer = User("tono", "Tono", Role.TRAINER, ("en",), ("ID-SBY",))
    here = talk(user=trainer)
    here.say("sign up")
    assert here.desk.waiting(trainer) is None
    assert here.call("sign_up", outlet="A1", program="growth-club").status is not ReplyStatus.DONE
    assert here.desk.waiting(trainer) is None
