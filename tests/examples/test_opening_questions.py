"""What the first screen offers is answered, by the tool it means, in ten languages."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services
from assistant.chat.wording import Wording
from assistant.domain import ReplyStatus, Role, Turn
from assistant.language.catalogs import translate

pytestmark = pytest.mark.slow
LANGUAGES = ("en", "id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi")
MEANT = {
    "Start a role-play": "roleplay",
    "Show the role-play results": "roleplay_results",
    "Show me the case queue": "case_queue",
    "Which objections lose us the most shops?": "objection_report",
}


def offered() -> list[tuple[Role, str]]:
    english = Wording("en", translate("en"))
    return [(role, text) for role in Role for text in english.starters(role) if text in MEANT]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_of_the_first_screen_reaches_its_tool(sample: Services, language: str) -> None:
    users = {user.role: user for user in sample.records.users()}
    for role, text in offered():
        said = translate(language)(text)
        turn = Turn(said, users[role], f"opening-{language}-{role}-{text}", None, language)
        reply = sample.respond(turn)
        assert [call.name for call in reply.tools] == [MEANT[text]], (role, said)
        assert reply.status in (ReplyStatus.ANSWERED, ReplyStatus.CLARIFICATION)


def test_every_tool_says_what_it_is_doing(sample: Services) -> None:
    words = Wording("sw", translate("sw"))
    served = sample.orchestrator
    silent = [n for n in (*served.tools, *served.taps) if words.step(n) == n.replace("_", " ")]
    assert silent == []
