"""A model suggests what was meant where likeness does not tell; a person decides with a tap."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.bootstrap import Services
from assistant.domain import ReplyStatus, ToolResult
from assistant.ports import ToolContext
from tools.objections.arguments import ObjectionArguments
from tools.objections.model_listener import ModelListener, no_listener
from tools.objections.tool import ObjectionAnswer

pytestmark = pytest.mark.slow
STRANGE = "he says his astrologer forbids contracts"
PLAIN = "the owner says his shelf is completely full"


@dataclass
class Says:
    """A model that answers what it is told to, the last answer from then on."""

    answers: list[str | None]
    asked: list[str] = field(default_factory=list)
    name: str = "says"

    def write(self, _instructions: str, request: str) -> str | None:
        self.asked.append(request)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learned")


def told(company: Services, learned: Path, said: str, model: Says | None) -> ToolResult:
    listener = ModelListener(model) if model else no_listener
    tool = ObjectionAnswer(company.records, company.papers, learned, listener)
    context = ToolContext(company.user("rep02"), "en", company.today, said)
    return tool.run(ObjectionArguments(said=said), context)


def offered(result: ToolResult) -> list[str]:
    calls = [action.call for action in result.actions if action.call]
    return [str(c.arguments["objection"]) for c in calls if "objection" in c.arguments]


def test_what_it_names_comes_first_among_the_buttons_and_answers_nothing(
    company: Services, learned: Path
) -> None:
    without = told(company, learned, STRANGE, None)
    playbook = {o.key for o in company.records.objections().objections}
    key = next(k for k in sorted(playbook) if k not in offered(without))
    model = Says([json.dumps({"objection": key})])
    result = told(company, learned, STRANGE, model)
    assert result.status is ReplyStatus.CLARIFICATION
    assert offered(result)[0] == key
    assert offered(result)[1:] == offered(without)[:2]
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "answers",
    [
        [None],
        ['{"objection": ""}'],
        ["He is superstitious.", "Really!"],
        ['{"objection": "no-such-thing"}', '{"objection": "x", "say": "You get 99%!"}'],
    ],
)
def test_what_cannot_be_read_changes_nothing(
    company: Services, learned: Path, answers: list[str | None]
) -> None:
    model = Says(answers)
    without = told(company, learned, STRANGE, None)
    result = told(company, learned, STRANGE, model)
    assert (result.text, offered(result)) == (without.text, offered(without))
    assert len(model.asked) == len(answers)


def test_it_is_not_asked_where_likeness_tells(company: Services, learned: Path) -> None:
    model = Says(['{"objection": "margin-too-low"}'])
    result = told(company, learned, PLAIN, model)
    assert result.data["objection"] == "no-space"
    assert model.asked == []


def test_it_is_told_of_no_shop(company: Services, learned: Path) -> None:
    model = Says([None])
    tool = ObjectionAnswer(company.records, company.papers, learned, ModelListener(model))
    context = ToolContext(company.user("rep01"), "en", company.today, STRANGE)
    tool.run(ObjectionArguments(said=STRANGE, outlet="ID-0001"), context)
    assert "Toko Makmur" not in model.asked[0]
    assert "ID-0001" not in model.asked[0]
    assert set(json.loads(model.asked[0])) == {"said", "objections"}
