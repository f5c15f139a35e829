"""Which framework a story is told in, chosen by a model among those that fit, once a situation."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.models.bedrock.chat import BedrockModel
from assistant.models.steady import Steady, SteadyText
from knowledge.pack.schema.playbook import Beat, Framework
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Refused, Script, Step
from tools.story.choosing import ModelChooser
from tools.story.situations import Situation
from tools.story.templates import MemoryTemplates, TemplateShelf

SITUATION = Situation("join", "declining", "growth", "B", "talk", False, False, "normal", "open")


def framework(key: str, priority: int) -> Framework:
    beats = (Beat(key="one", purpose="greet"), Beat(key="two", purpose="ask"))
    return Framework(key=key, name=key.upper(), source="here", fits="true", why={"en": "It fits."},
                     priority=priority, beats=beats)  # fmt: skip


FITTING = (framework("psf", 1), framework("spin", 5), framework("fab", 3))


@dataclass
class Choosing:
    """Says what it is told to, one after the other."""

    says: list[str]
    asked: list[str] = field(default_factory=list)

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        self.asked.append(body["messages"][-1]["content"][0]["text"])
        return Answer(self.says[min(len(self.asked), len(self.says)) - 1])


def chooser(shelf: TemplateShelf | None = None) -> ModelChooser:
    model = SteadyText(MODEL, Steady(BedrockModel(MODEL)), "framework")
    return ModelChooser(model, shelf or TemplateShelf())


def choice(key: str) -> str:
    return json.dumps({"framework": key, "reason": "It asks first."})


def test_the_models_choice_is_taken_and_kept_over_processes(serve: Serve) -> None:
    asked = Choosing([choice("fab"), choice("psf")])
    serve(asked)
    store = MemoryTemplates()
    for _process in range(3):
        assert chooser(TemplateShelf(store))(SITUATION, FITTING).key == "fab"
    assert len(asked.asked) == 1
    (kept,) = store.kept.values()
    assert kept.is_whole
    assert kept.beats == (("fab", "It asks first."),)
    assert kept.writer.startswith(MODEL)


def test_it_is_told_the_situation_and_what_fits_and_no_shop(serve: Serve) -> None:
    asked = Choosing([choice("fab")])
    serve(asked)
    chooser()(SITUATION, FITTING)
    request = json.loads(asked.asked[0])
    assert request["situation"]["state"] == "declining"
    assert [f["key"] for f in request["fitting"]] == ["psf", "spin", "fab"]
    assert set(request) == {"situation", "fitting"}


@pytest.mark.parametrize("wrong", [
    choice("aida"), "FAB, because it is short.", "", '{"framework": "fab"}',
    '{"framework": "fab", "reason": "ok", "enroll": true}',
])  # fmt: skip
def test_what_does_not_fit_or_cannot_be_read_is_asked_again_with_the_reason(
    wrong: str, serve: Serve
) -> None:
    asked = Choosing([wrong, choice("psf")])
    serve(asked)
    assert chooser()(SITUATION, FITTING).key == "psf"
    if wrong:  # an empty answer is asked again as it was, below
        assert "could not be used" in asked.asked[1]


@pytest.mark.parametrize("brain", [
    Script([Answer(choice("aida"))]), Script([Refused(403, "AccessDeniedException")]),
], ids=["never fits", "no access"])  # fmt: skip
def test_without_a_usable_choice_the_playbooks_order_holds(brain: Script, serve: Serve) -> None:
    serve(brain)
    assert chooser()(SITUATION, FITTING).key == "spin"


def test_a_single_one_that_fits_is_not_asked_for(serve: Serve) -> None:
    server = serve(Script([Answer(choice("spin"))]))
    assert chooser()(SITUATION, FITTING[:1]).key == "psf"
    assert server.requests == []
