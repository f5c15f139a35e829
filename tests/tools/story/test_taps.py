"""A tap under a story is understood as what it says, in every language of the sample company."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services
from assistant.chat.replies import action_payloads, tapped_message
from assistant.domain import Turn

SHOP = "ID-0001"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "id", "sw", "ar"])
def test_each_length_is_told_when_it_is_tapped(sample: Services, language: str) -> None:
    user = sample.records.user("rep01")
    asked = {
        "en": "Story about Star Points",
        "id": "Cerita jualan Star Points",
        "sw": "Hadithi ya kuuza Star Points",
        "ar": "قصة بيع Star Points",
    }
    question = asked[language]
    reply = sample.respond(Turn(question, user, f"taps-{language}", SHOP, language))
    assert reply.tools[0].name == "selling_story"
    by_name = {}
    for payload in action_payloads(reply):
        message = tapped_message(payload)
        answer = sample.respond(
            Turn(message, user, f"taps-{language}", payload["outlet"], language)
        )
        by_name[payload["name"], payload["arguments"].get("length")] = (message, answer)
    lengths = {length for name, length in by_name if name == "length"}
    assert lengths == {"counter", "sitdown", "leaflet"}
    for (name, length), (message, answer) in by_name.items():
        if name == "length":
            assert answer.tools[0].name == "selling_story", message
            assert answer.data["program"] == "star-points", message
            pitched = answer.data["recommendation"] in ("join", "already_in")
            if length != "leaflet" or pitched:
                assert answer.data["length"] == length, message
        if name == "eligibility":
            assert answer.tools[0].name == "eligibility", message
        if name == "shop_return":
            assert answer.tools[0].name == "shop_return", message
        assert answer.outlet in (SHOP, None)
