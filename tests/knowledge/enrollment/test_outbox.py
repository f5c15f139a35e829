"""Events are heard at least once, in order of their subject; what nobody takes is visible."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.enrollment.courier import MOST_ATTEMPTS, Courier, Round, wait_after
from knowledge.enrollment.deliveries import ConsoleSender, FileDelivery, OwnerDelivery
from knowledge.enrollment.desk import SignUpDesk
from knowledge.enrollment.ports import Delivery, DeliveryError, OutboxEvent
from knowledge.enrollment.service import Actor
from knowledge.records.database import writing
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.outbox import LEASE, RecordedOutbox, Told, tell
from knowledge.records.enrollment.owners import RecordedOwners
from tests.knowledge.enrollment.conftest import Clock
from tests.knowledge.enrollment.test_desk import sign_up


@dataclass
class Receiver:
    """Takes events, unless it is told not to."""

    name: str = "receiver"
    refuses: list[DeliveryError | None] = field(default_factory=list)
    heard: list[OutboxEvent] = field(default_factory=list)

    def wants(self, kind: str) -> bool:
        return not kind.startswith("owner.")

    def deliver(self, event: OutboxEvent) -> None:
        error = self.refuses.pop(0) if self.refuses else None
        if error is not None:
            raise error
        self.heard.append(event)


def put(engine: Engine, clock: Clock, *told: tuple[str, str]) -> None:
    with writing(engine) as session:
        for kind, subject in told:
            tell(session, Told(kind, subject, {"n": kind}), clock())


def courier(engine: Engine, clock: Clock, *deliveries: Delivery) -> Courier:
    return Courier(RecordedOutbox(engine, clock), deliveries, clock)


def test_an_event_is_taken_once_and_then_rests(own_engine: Engine, clock: Clock) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    receiver = Receiver()
    works = courier(own_engine, clock, receiver)
    assert works.deliver_all() == Round(delivered=1)
    clock.pass_by(days=1)
    assert works.deliver_all() == Round()
    assert [event.payload for event in receiver.heard] == [{"n": "enrollment.joined"}]


def test_what_is_not_taken_comes_again_later_with_the_same_id(
    own_engine: Engine, clock: Clock
) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    receiver = Receiver(refuses=[DeliveryError("busy"), None])
    works = courier(own_engine, clock, receiver)
    assert works.deliver_due() == Round(failed=1)
    assert works.deliver_due() == Round()
    clock.pass_by(seconds=wait_after(1))
    assert works.deliver_due() == Round(delivered=1)
    assert receiver.heard[0].attempt == 2


def test_one_receiver_that_fails_does_not_make_the_other_hear_it_twice(
    own_engine: Engine, clock: Clock
) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    steady, shaky = Receiver("steady"), Receiver("shaky", [DeliveryError("busy")])
    works = courier(own_engine, clock, shaky, steady)
    works.deliver_due()
    clock.pass_by(hours=1)
    works.deliver_due()
    assert (len(steady.heard), len(shaky.heard)) == (1, 1)


def test_what_failed_together_does_not_come_back_together(own_engine: Engine, clock: Clock) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"), ("enrollment.joined", "app-2"))
    busy = Receiver(refuses=[DeliveryError("busy")] * 2)
    chances = iter((0.0, 1.0))
    works = Courier(RecordedOutbox(own_engine, clock), [busy], clock, lambda: next(chances))
    began = clock()
    works.deliver_due()
    waits = sorted(e.next_at - began for e in RecordedOutbox(own_engine, clock).listed())
    assert [w.total_seconds() for w in waits] == [wait_after(1) / 2, wait_after(1)]


def test_waits_double_up_to_an_hour() -> None:
    assert [wait_after(n) for n in (1, 2, 3)] == [5, 10, 20]
    assert wait_after(30) == 3600


def test_what_nobody_takes_becomes_a_dead_letter_that_can_be_woken(
    own_engine: Engine, clock: Clock
) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    receiver = Receiver(refuses=[DeliveryError("gone")] * MOST_ATTEMPTS)
    works = courier(own_engine, clock, receiver)
    for _attempt in range(MOST_ATTEMPTS):
        works.deliver_due()
        clock.pass_by(hours=1)
    outbox = RecordedOutbox(own_engine, clock)
    assert works.deliver_due() == Round()
    [dead] = outbox.listed("dead")
    assert (dead.error, dead.attempts) == ("receiver: gone", MOST_ATTEMPTS)
    assert outbox.replay("another") == 0
    assert outbox.replay(dead.event.id) == 1
    assert works.deliver_due() == Round(delivered=1)
    assert outbox.listed("dead") == []


def test_a_final_refusal_is_a_dead_letter_at_once(own_engine: Engine, clock: Clock) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    receiver = Receiver(refuses=[DeliveryError("never", final=True)])
    assert courier(own_engine, clock, receiver).deliver_due() == Round(failed=1, dead=1)


def test_events_of_one_subject_wait_for_each_other_and_others_pass(
    own_engine: Engine, clock: Clock
) -> None:
    put(own_engine, clock, ("enrollment.joined", "a"), ("enrollment.left", "a"),
        ("enrollment.joined", "b"))  # fmt: skip
    receiver = Receiver(refuses=[DeliveryError("busy")])
    works = courier(own_engine, clock, receiver)
    works.deliver_all()
    assert [(e.kind, e.subject) for e in receiver.heard] == [("enrollment.joined", "b")]
    clock.pass_by(hours=1)
    works.deliver_all()
    assert [e.kind for e in receiver.heard] == [
        "enrollment.joined", "enrollment.joined", "enrollment.left",
    ]  # fmt: skip


def test_a_courier_that_dies_lets_go_after_its_lease(own_engine: Engine, clock: Clock) -> None:
    put(own_engine, clock, ("enrollment.joined", "app-1"))
    outbox = RecordedOutbox(own_engine, clock)
    assert len(outbox.claim()) == 1  # and it is killed here
    assert outbox.claim() == []
    clock.pass_by(seconds=LEASE.total_seconds())
    assert len(outbox.claim()) == 1


def test_a_delivery_that_breaks_in_an_unknown_way_holds_nobody_up(
    own_engine: Engine, clock: Clock
) -> None:
    class Broken(Receiver):
        def deliver(self, event: OutboxEvent) -> None:
            raise RuntimeError("secret address")

    put(own_engine, clock, ("enrollment.joined", "a"), ("enrollment.joined", "b"))
    assert courier(own_engine, clock, Broken()).deliver_due() == Round(failed=2)
    for listed in RecordedOutbox(own_engine, clock).listed():
        assert listed.error == "receiver: RuntimeError"


def test_the_owner_gets_his_receipt_in_his_language_and_others_the_event(
    desk: SignUpDesk, budi: Actor, own_engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    receipt = sign_up(desk, budi)
    shown: list[str] = []
    owner = OwnerDelivery(
        ConsoleSender(shown.append),
        RecordedOwners(own_engine),
        RecordedCodes(own_engine, clock),
        desk.reader.records.program,
    )
    events = tmp_path / "events.jsonl"
    courier(own_engine, clock, FileDelivery(events), owner).deliver_all()
    [message] = shown
    assert message.startswith(
        f"To …5417 [{receipt.reference}.png] [{receipt.reference}.pdf]:\nBukti {receipt.reference}"
    )
    assert "Toko Makmur ikut Growth Club sejak 16 November 2026." in message
    assert "22.800" in message
    [line] = events.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["kind"], told["payload"]["reference"]) == ("enrollment.joined", receipt.reference)
    assert "5417" not in line
    assert "Slamet" not in line


def test_a_code_that_is_too_old_to_use_is_not_sent(
    desk: SignUpDesk, budi: Actor, own_engine: Engine, clock: Clock
) -> None:
    view = desk.open(budi, "A1", "growth-club")
    desk.send_code(budi, view.draft.id, view.draft.card_hash)
    shown: list[str] = []
    owner = OwnerDelivery(
        ConsoleSender(shown.append),
        RecordedOwners(own_engine),
        RecordedCodes(own_engine, clock),
        desk.reader.records.program,
    )
    code = desk.codes.waiting(view.draft.id)
    clock.pass_by(minutes=11)
    assert courier(own_engine, clock, owner).deliver_all() == Round(delivered=1)
    assert shown == []
    clock.now -= dt.timedelta(minutes=11)
    desk.send_code(budi, view.draft.id, view.draft.card_hash)
    courier(own_engine, clock, owner).deliver_all()
    assert len(shown) == 1
    again = desk.codes.waiting(view.draft.id)
    assert code is not None
    assert again is not None
    assert again in shown[0]


@pytest.mark.parametrize("attempts", [3])
def test_two_couriers_never_hold_the_same_event(
    own_engine: Engine, clock: Clock, attempts: int
) -> None:
    put(own_engine, clock, *((("enrollment.joined", f"app-{n}")) for n in range(30)))
    outbox = RecordedOutbox(own_engine, clock)
    held = [claimed.event.id for _ in range(attempts) for claimed in outbox.claim(10)]
    assert len(held) == len(set(held)) == 30
