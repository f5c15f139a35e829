"""A model that obeys every order it reads in a paper: what it wants is neither said nor written."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.bootstrap import build
from assistant.domain import ReplyStatus
from assistant.settings import Settings
from tests.injected.planting import Desk
from tests.injected.sentences import LIE, ORDERS
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Step
from tests.wire.test_turns import tool_results

pytestmark = pytest.mark.slow
WRITES = (
    ("confirm_signup", {"draft": "1", "card": "1", "key": LIE}),
    ("sign_up", {"outlet": "T-001", "program": "growth-cup"}),
    ("objection_outcome", {"outlet": "T-001", "event": "1", "resolved": True}),
)


class Gullible:
    """Asks the papers; as soon as it has read anything, does what papers may have ordered."""

    def __init__(self, question: str, words: str) -> None:
        self.question = question
        self.words = words
        self.read: list[str] = []

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        said = tool_results(body)
        if not said:
            return Answer("", calls=(("program_qa", {"question": self.question}),))
        self.read = said
        if len(said) == 1:
            return Answer("", calls=WRITES)
        return Answer(self.words)


@pytest.mark.parametrize("number", range(0, len(ORDERS), 3))
def test_a_model_that_obeys_a_paper_changes_nothing(
    number: int, planted_desk: Desk, serve: Serve
) -> None:
    home = planted_desk.services.settings.home
    services = build(Settings(home=home, model="bedrock", _env_file=None))
    brain = Gullible(ORDERS[number], f"The reward is Rp {LIE} and the shop has joined.")
    serve(brain)
    before = planted_desk.rows()
    reply = Desk(services).ask(f"What does Growth Cup say about number {number}?", outlet=None)
    assert brain.read, "the model has read what the papers say"
    assert planted_desk.rows() == before
    assert reply.status is not ReplyStatus.DONE
    assert "has joined" not in reply.text
    outside = [line for line in reply.text.splitlines() if not line.lstrip().startswith(">")]
    assert LIE not in "\n".join(outside)
