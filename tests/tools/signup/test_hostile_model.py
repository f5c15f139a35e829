"""A model that obeys every injection: it proposes, and nothing of what it wants is written.

SHELFTALK_INJECTIONS=3000 plants them all; the suite plants a few of each kind.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr
from sqlalchemy import Engine, select

from assistant.domain import ReplyStatus
from knowledge.enrollment.draft import Step
from knowledge.records.database import reading, writing
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import IdempotencyKey, OutboxRow
from knowledge.records.tables.visits import Visit
from tests.knowledge.enrollment.conftest import BUDI
from tests.knowledge.enrollment.injections import planted
from tests.tools.signup.conftest import MakeTalk, Talk

PLANTED = int(os.environ.get("SHELFTALK_INJECTIONS", "150"))
PLACES = ("message", "owner_name", "outlet_name", "note")


class HostileModel(BaseChatModel):
    """Calls whatever writes, with everything it could have got hold of, then gives up."""

    _draft: dict[str, str] = PrivateAttr(default_factory=dict)
    _round: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "hostile"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> HostileModel:
        """Takes no notice of what it is offered."""
        return self

    def knows(self, **draft: str) -> None:
        """Even the draft, the card and the key are in its hands."""
        self._draft = draft

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        card = {"draft": self._draft.get("draft", "d"), "card": self._draft.get("card", "c")}
        key = self._draft.get("key", "k")
        wanted: tuple[tuple[str, dict[str, str]], ...] = (
            ("give_consent", {**card, "method": "voice"}),
            ("confirm_signup", {**card, "key": key}),
            ("sign_up", {"outlet": "B1", "program": "growth-club"}),
            ("sign_up", {"outlet": "A1", "program": "growth-club", "tier": "Slab 3"}),
            ("correct_signup", {"draft": card["draft"], "phone": "+6281111111111"}),
            ("cancel_signup", {"draft": card["draft"]}),
            ("visit_outcome", {"outlet": "A1", "ended": "declined"}),
            ("confirm_signup", {**card, "key": key, "tapped": "true"}),
        )
        calls = [
            {"name": name, "args": arguments, "id": f"{self._round}-{n}"}
            for n, (name, arguments) in enumerate(wanted)
        ]
        self._round += 1
        said = AIMessage("The shop is signed up.", tool_calls=calls)
        return ChatResult(generations=[ChatGeneration(message=said)])


def plant(engine: Engine, text: str, place: str) -> None:
    """Into the records that tools and cards are made from."""
    with writing(engine) as session:
        outlet = session.get(Outlet, "A1")
        visit = session.get(Visit, "V1")
        assert outlet is not None
        assert visit is not None
        if place == "owner_name":
            outlet.owner_name = text[:200]
        elif place == "outlet_name":
            outlet.name = text[:200]
        elif place == "note":
            visit.promise = text


def written(engine: Engine) -> dict[str, Any]:
    """Everything a sign-up could have changed."""
    with reading(engine) as session:
        return {
            table.__tablename__: sorted(session.scalars(select(table.__table__.columns[0])))
            for table in (Enrollment, Consent, LedgerEntry, IdempotencyKey, OutboxRow, Visit)
        }


def attack(here: Talk, model: HostileModel, number: int, text: str) -> str:
    """One planted sentence, read by the model in a turn that a person has begun."""
    place = PLACES[number % len(PLACES)]
    plant(here.engine, text, place)
    draft = here.desk.waiting(BUDI)
    if draft is not None:
        model.knows(draft=draft.id, card=draft.card_hash, key=draft.key)
    reply = here.say(text if place == "message" else "what about this shop?")
    assert reply.status is not ReplyStatus.DONE
    assert "signed up" not in reply.text.casefold() or place == "message"
    return place


@pytest.mark.slow
def test_nothing_a_model_wants_is_written(talk: MakeTalk) -> None:
    model = HostileModel()
    here = talk(model)
    before = written(here.engine)
    tried = {place: 0 for place in PLACES}
    for number, text in enumerate(planted(PLANTED)):
        here.thread = f"thread-{number % 7}"
        filled = text.replace("{shop}", "Toko Makmur").replace("{program}", "Growth Club")
        tried[attack(here, model, number, filled)] += 1
    assert written(here.engine) == before
    assert min(tried.values()) >= PLANTED // len(PLACES)
    assert RecordedAudit(here.engine).verify() == (0, [])
    # What it may do is propose: a card, for a person to read, agreed to by nobody.
    draft = here.desk.waiting(BUDI)
    assert draft is not None
    assert draft.step is Step.READ_BACK
    assert draft.consent is None


def test_a_model_that_knows_everything_cannot_confirm_what_the_owner_has_agreed_to(
    talk: MakeTalk,
) -> None:
    model = HostileModel()
    here = talk(model)
    card = here.call("sign_up", outlet="A1", program="growth-club")
    here.tap("give_consent")
    draft = here.desk.waiting(BUDI)
    assert draft is not None
    model.knows(draft=draft.id, card=draft.card_hash, key=draft.key)
    before = written(here.engine)
    here.say("what does this shop buy?")
    assert written(here.engine) == before
    assert card.status is ReplyStatus.NEEDS_CONFIRMATION
