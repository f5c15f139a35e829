"""Leaving in a conversation: proposed by words, done by a tap, told in the owner's language."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

import pytest
from langchain_core.messages import AIMessage
from sqlalchemy import Engine, func, select

from assistant.domain import Reply, ReplyStatus, Role, ToolCall, Turn, User
from assistant.guardrails.figures import FiguresHaveEvidence
from assistant.orchestrator import Orchestrator
from assistant.ports import Tool
from knowledge.enrollment.change_desk import ChangeDesk
from knowledge.enrollment.deliveries import OwnerDelivery
from knowledge.enrollment.ports import OwnerMessage
from knowledge.programs.membership import Leaving, Reason, Suspension, Transfer
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database, reading, writing
from knowledge.records.enrollment.changing import RecordedChanges
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.outbox import RecordedOutbox
from knowledge.records.enrollment.owners import RecordedOwners
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import Enrollment, MembershipChange
from tests.fakes.conversation import MemoryThreads, NoNames, ScriptedModel
from tests.knowledge.enrollment.conftest import BUDI
from tests.knowledge.enrollment.injections import planted
from tests.knowledge.records import company
from tests.knowledge.records.conftest import SqliteFiles
from tools.signup.leaving import ConfirmChange, LeaveProgram

PLANTED = int(os.environ.get("SHELFTALK_INJECTIONS", "40"))
MIRA = User("mira", "Mira", Role.SUPPORT, ("en",), ())
RULES = {
    "leaving": Leaving(clause="6.3"),
    "suspension": Suspension(
        reasons=(
            Reason(key="bounced", text={"en": "A payment bounced."}, clause="7.2"),
            Reason(key="resold", text={"en": "Goods were sold on."}, clause="7.2"),
        ),
        clause="7.4",
    ),
    "transfer": Transfer(allowed=True, points="kept", clause="7.3"),
}


@dataclass
class Leave:
    """Conversations about one shop."""

    orchestrator: Orchestrator
    engine: Engine

    def say(self, message: str, user: User = BUDI) -> Reply:
        return self.orchestrator.respond(Turn(message, user, "thread-1", "A1", "en"))

    def tap(self, reply: Reply, name: str, user: User = BUDI, place: int = 0) -> Reply:
        found = [action for action in reply.actions if action.name == name]
        call = found[place].call
        assert call is not None
        return self.orchestrator.respond(Turn("tap", user, "thread-1", "A1", "en", call))

    def changes(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(MembershipChange)) or 0

    def status(self) -> str:
        with reading(self.engine) as session:
            return session.scalars(select(Enrollment.status).where(Enrollment.id == "E1")).one()


@pytest.fixture
def leave(sign_up_company: tuple[SqliteFiles, str]) -> Leave:
    files, url = sign_up_company
    engine = open_database(files.copy(url))
    terms = DataAPI(engine, company.TODAY).program("star-points")
    with writing(engine) as session:
        write_terms(session, terms.model_copy(update=RULES))
    records = DataAPI(engine, company.TODAY)
    desk = ChangeDesk(records, RecordedChanges(engine))
    tool: Tool = LeaveProgram(records, desk)
    confirm: Tool = ConfirmChange(records, desk)
    wants = AIMessage("", tool_calls=[{"name": "leave_program", "args": {
        "outlet": "A1", "program": "star-points"}, "id": "1"}])  # fmt: skip
    orchestrator = Orchestrator(
        model=ScriptedModel(script=[wants, AIMessage("")]),
        model_name="scripted",
        tools={tool.name: tool},
        input_guardrails=[],
        output_guardrails=[FiguresHaveEvidence()],
        threads=MemoryThreads(),
        names=NoNames(),
        today=lambda: company.TODAY,
        choose_language=lambda turn, _past: turn.language or "en",
        taps={confirm.name: confirm},
    )
    return Leave(orchestrator, engine)


def test_words_show_the_card_and_only_the_tap_writes(leave: Leave) -> None:
    shown = leave.say("the owner wants to leave Star Points")
    assert shown.status is ReplyStatus.NEEDS_CONFIRMATION
    assert "(§6.3)" in shown.text
    assert (leave.changes(), leave.status()) == (0, "active")
    done = leave.tap(shown, "confirm_change")
    assert done.status is ReplyStatus.DONE
    again = leave.tap(shown, "confirm_change")
    assert again.text == done.text
    assert (leave.changes(), leave.status()) == (1, "left")


def test_a_model_that_obeys_every_planted_order_writes_nothing(leave: Leave) -> None:
    shown = leave.say("the owner wants to leave")
    call = next(a.call for a in shown.actions if a.name == "confirm_change")
    assert call is not None
    more: tuple[dict[str, object], ...] = (
        {}, {"outlet": "B1"}, {"tapped": True}, {"change": "transfer"}, {"change": "suspend"},
    )  # fmt: skip
    for number, order in enumerate(planted(PLANTED)):
        arguments = {**call.arguments, **more[number % len(more)]}
        calls = [{"name": call.name, "args": arguments, "id": str(number)}]
        hostile = ScriptedModel(script=[AIMessage("", tool_calls=calls), AIMessage("Done.")])
        replace(leave, orchestrator=replace(leave.orchestrator, model=hostile)).say(order)
    assert (leave.changes(), leave.status()) == (0, "active")


def test_support_suspends_for_a_reason_of_the_terms_and_ends_it(leave: Leave) -> None:
    asked = leave.say("suspend this shop", MIRA)
    assert asked.status is ReplyStatus.CLARIFICATION
    assert "- A payment bounced. (§7.2)" in asked.text
    card = leave.tap(asked, "leave_program", MIRA)
    leave.tap(card, "confirm_change", MIRA)
    assert leave.status() == "suspended"
    back = leave.orchestrator.respond(
        Turn("tap", MIRA, "thread-1", "A1", "en", ToolCall("leave_program", {
            "outlet": "A1", "program": "star-points", "change": "resume"}))
    )  # fmt: skip
    leave.tap(back, "confirm_change", MIRA)
    assert leave.status() == "active"


def test_a_new_owner_is_signed_up_next(leave: Leave) -> None:
    shown = leave.say("the shop has a new owner")
    card = leave.tap(shown, "leave_program")
    done = leave.tap(card, "confirm_change")
    assert [action.name for action in done.actions] == ["sign_up"]
    assert "with his own name and phone" in done.text


def test_the_owner_is_told_in_his_language_and_where_to_object(leave: Leave) -> None:
    leave.tap(leave.say("the owner wants to leave"), "confirm_change")
    sent: list[OwnerMessage] = []

    @dataclass(frozen=True)
    class Keeps:
        name: str = "keeps"

        def send(self, message: OwnerMessage) -> None:
            sent.append(message)

    engine, records = leave.engine, DataAPI(leave.engine, company.TODAY)
    delivery = OwnerDelivery(
        Keeps(), RecordedOwners(engine), RecordedCodes(engine), records.program,
        RecordedChanges(engine),
    )  # fmt: skip
    told = [e.event for e in RecordedOutbox(engine).listed()]
    event = next(e for e in told if e.kind == "owner.change")
    assert delivery.wants(event.kind)
    delivery.deliver(event)
    (message,) = sent
    contact = records.program("star-points").payment.dispute_contact
    assert contact in message.text
    assert "(§6.3)" in message.text
