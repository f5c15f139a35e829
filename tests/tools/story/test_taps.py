"""A tap under a story does what it says, in every language of the sample company."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services
from assistant.chat.replies import action_payloads, tapped_call, tapped_message
from assistant.domain import Reply, ReplyStatus, ToolCall, Turn

SHOP = "ID-0001"
STORY = ToolCall("selling_story", {"outlet": SHOP, "program": "star-points"})

FRAMED = ToolCall("selling_story", {"outlet": SHOP, "program": "cool-corner"})
"""One that is pitched: the shop is in none of our own stories."""


def tap(sample: Services, language: str, call: ToolCall | None, message: str) -> Reply:
    user = sample.records.user("rep01")
    return sample.respond(Turn(message, user, f"taps-{language}", SHOP, language, call))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi"])
def test_each_tap_under_a_story_runs_its_own_tool(sample: Services, language: str) -> None:
    story = tap(sample, language, STORY, "?")
    assert story.tools[0].name == "selling_story"
    heard = {}
    for payload in action_payloads(story):
        call = tapped_call(payload)
        answer = tap(sample, language, call, tapped_message(payload))
        heard[payload["name"], payload["arguments"].get("length")] = answer
        assert call
        assert answer.tools[0].name == call.name, payload
        assert answer.outlet == SHOP
        if call.name == "selling_story":
            assert answer.status is ReplyStatus.ANSWERED
            assert answer.data["language"] == call.arguments["language"]
    lengths = {length for name, length in heard if name == "length"}
    assert lengths == {"counter", "sitdown", "leaflet"}
    for (name, length), answer in heard.items():
        if name == "length":
            assert answer.data["program"] == "star-points"
            assert answer.data["language"] == language
            pitched = answer.data["recommendation"] in ("join", "already_in")
            if length != "leaflet" or pitched:
                assert answer.data["length"] == length
        if name == "objection":
            assert answer.status is ReplyStatus.CLARIFICATION, "nobody has said yet what he says"


@pytest.mark.slow
@pytest.mark.parametrize(("reader", "offered"), [("id", ["English"]), ("en", ["Indonesia"])])
def test_taps_offer_the_languages_of_the_country_and_english(
    sample: Services, reader: str, offered: list[str]
) -> None:
    story = tap(sample, reader, STORY, "?")
    assert [a.label for a in story.actions if a.name == "story_language"] == offered


@pytest.mark.slow
def test_a_story_told_in_another_language_can_be_had_in_the_readers_again(
    sample: Services,
) -> None:
    told = ToolCall("selling_story", {**STORY.arguments, "language": "ar"})
    story = tap(sample, "en", told, "?")
    offered = [a.label for a in story.actions if a.name == "story_language"]
    assert offered == ["English", "Indonesia"]


@pytest.mark.slow
def test_another_way_goes_round_the_frameworks_that_fit_and_comes_back(sample: Services) -> None:
    story, told = tap(sample, "en", FRAMED, "?"), []
    for _round in range(8):
        told.append(story.data["framework"])
        other = next((a for a in story.actions if a.name == "framework"), None)
        assert other is not None, told
        story = tap(sample, "en", other.call, other.label)
        assert story.status is ReplyStatus.ANSWERED, told
        if story.data["framework"] == told[0]:
            break
    assert story.data["framework"] == told[0]
    assert len(set(told)) == len(told) >= 2


@pytest.mark.slow
def test_a_tap_for_another_reps_shop_or_of_another_role_is_refused(sample: Services) -> None:
    foreign = ToolCall("selling_story", {"outlet": "EG-0001"})
    reply = tap(sample, "en", foreign, "Tell it")
    assert reply.status is ReplyStatus.REFUSED
    assert not reply.facts
    unknown = tap(sample, "en", ToolCall("drop_tables", {}), "Tell it")
    assert unknown.tools == ()
    wrong = tap(sample, "en", ToolCall("selling_story", {"length": "epic"}), "Tell it")
    assert wrong.status is ReplyStatus.CLARIFICATION
