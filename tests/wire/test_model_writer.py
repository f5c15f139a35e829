"""A model of Bedrock as the story's writer: good, clumsy, broken and hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.models.bedrock.chat import BedrockModel
from assistant.models.steady import Steady, SteadyText
from tests.tools.story.shops import told, world
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Refused, Script, Step
from tools.story.draft import Story
from tools.story.generator import TemplateWriter
from tools.story.model_writer import ModelWriter


def writer() -> ModelWriter:
    return ModelWriter(SteadyText(MODEL, Steady(BedrockModel(MODEL))), "Plain and warm.")


def request_in(body: dict[str, Any]) -> dict[str, Any]:
    text: str = body["messages"][-1]["content"][0]["text"]
    found: dict[str, Any] = json.loads(text.split("\n\n")[0])
    return found


class Copyist:
    """Writes what the authors would have, as a model that has learned it well."""

    def __init__(self, spoil: str = "") -> None:
        self.spoil = spoil
        self.asked: list[dict[str, Any]] = []

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        request = request_in(body)
        self.asked.append(request)
        beats = []
        for beat in request["beats"]:
            words = self._words(beat["name"])
            beats.append({"name": beat["name"], "text": f"{words} {self.spoil}".strip()})
        return Answer(json.dumps({"beats": beats}))

    def _words(self, beat: str) -> str:
        said = {
            "summarize": "You buy about {base_monthly} from us in a usual month.",
            "idea": "With {program_name} a part of it comes back when you buy a bit more.",
            "how": "You need {growth_target} more than your usual, about {extra_buy} a month.",
            "benefits": "Then about {reward_at_target} comes back to you {each_period}.",
            "terms": "{paid_by} pays within {pay_days} after the period ends, as "
            "{payment_methods}. If something looks wrong, you have {dispute_days} to say so: "
            "{dispute_contact}.",
            "next_step": "Shall I sign you up? It only counts when you say yes.",
        }
        return said[beat]


def test_its_words_are_told_with_the_shops_facts_in_them(serve: Serve) -> None:
    copyist = Copyist()
    server = serve(copyist)
    story = told(world(), "STEADY", "growth-club", writer=writer())
    assert isinstance(story, Story), story.reasons
    assert server.complaints == []
    assert story.writer.startswith(MODEL), story.mended
    assert "comes back to you" in story.text


def test_the_model_is_told_of_no_shop(serve: Serve) -> None:
    server = serve(Copyist())
    told(world(), "STEADY", "growth-club", writer=writer())
    sent = json.dumps([r.body for r in server.requests], ensure_ascii=False)
    for secret in ("Toko Makmur", "STEADY", "Hartini", "Wibowo", "Lemon Tea"):
        assert secret not in sent


@pytest.mark.parametrize("spoil", [
    "You also get Rp5.000.000 at the end of the year.", "We guarantee it.",
    "Soon you are at Gold like the others.", "Rival Cola pays less.", "Anda pasti untung besar.",
    "{secret_bonus}", "{", "It is seventeen percent.",
])  # fmt: skip
def test_nothing_a_hostile_model_adds_is_told(spoil: str, serve: Serve) -> None:
    serve(Copyist(spoil))
    story = told(world(), "STEADY", "growth-club", writer=writer())
    if isinstance(story, Story):
        assert spoil not in story.text
        assert story.writer == TemplateWriter().name


@pytest.mark.parametrize("first", [
    "I would love to help!", "{}", '{"beats": []}', '{"beats": [{"name": "x", "text": "y"}]}',
    '{"beats": [{"name": "next_step"', "",
])  # fmt: skip
def test_an_answer_that_cannot_be_read_is_asked_for_again_with_the_reason(
    first: str, serve: Serve
) -> None:
    copyist = Copyist()

    def brain(operation: str, body: dict[str, Any]) -> Step:
        text = body["messages"][-1]["content"][0]["text"]
        return copyist(operation, body) if "could not be used" in text else Answer(first or " x ")

    server = serve(brain)
    assert isinstance(told(world(), "STEADY", "growth-club", writer=writer()), Story)
    again = [r for r in server.requests if "could not be used" in json.dumps(r.body)]
    assert again
    assert copyist.asked


@pytest.mark.parametrize("step", [Answer("never JSON"), Refused(403, "AccessDeniedException")])
def test_without_a_usable_answer_the_authors_words_are_told(step: Step, serve: Serve) -> None:
    serve(Script([step]))
    story = told(world(), "STEADY", "growth-club", writer=writer())
    own = told(world(), "STEADY", "growth-club")
    assert isinstance(story, Story)
    assert isinstance(own, Story)
    assert story.text == own.text
    assert (story.writer, story.template) == (own.writer, own.template)
