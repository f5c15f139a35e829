"""An objection is answered from the playbook with this shop's facts, or asked back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Services
from assistant.domain import ReplyStatus, ToolResult
from assistant.errors import NotFoundError
from assistant.guardrails.figures import figures
from assistant.ports import ToolContext
from tools.objections.arguments import ObjectionArguments
from tools.objections.tool import ObjectionAnswer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tool(company: Services, tmp_path_factory: pytest.TempPathFactory) -> ObjectionAnswer:
    return ObjectionAnswer(
        company.records, company.papers, Path(tmp_path_factory.mktemp("learned"))
    )


def told(
    company: Services, tool: ObjectionAnswer, said: str, outlet: str | None = "ID-0001",
    language: str = "en",
) -> ToolResult:  # fmt: skip
    context = ToolContext(company.user("rep01"), language, company.today, said)
    return tool.run(ObjectionArguments(said=said, outlet=outlet), context)


def test_the_answer_stands_on_this_shops_facts_and_a_paper(
    company: Services, tool: ObjectionAnswer
) -> None:
    result = told(company, tool, "the owner says his shelf is completely full")
    assert result.data["objection"] == "no-space"
    assert {f.id for f in result.facts} == {"program_name", "reward_at_target"}
    assert result.citations[0].kind == "graph"
    assert "eye-level-terms.md#3-1-the-display" in result.citations[0].quote
    assert "Toko Makmur" in result.citations[0].quote
    for citation in result.citations[1:]:
        passage = company.papers.resolve(citation.ref)
        assert passage is not None
        assert citation.quote in passage.text


def test_without_a_shop_no_figure_is_said(company: Services, tool: ObjectionAnswer) -> None:
    result = told(company, tool, "margin is too thin", outlet=None)
    assert result.data["objection"] == "margin-too-low"
    assert result.facts == ()
    assert figures(result.text) == set()


def test_a_late_reward_is_for_support(company: Services, tool: ObjectionAnswer) -> None:
    result = told(company, tool, "he says the reward of last quarter never came")
    assert result.data["handling"] == "case"
    assert "do not persuade" in result.text


@pytest.mark.parametrize(
    ("said", "language", "key"),
    [
        ("bos bilang untungnya tipis banget", "id", "margin-too-low"),
        ("anasema lengo ni kubwa mno kwake", "sw", "target-too-high"),
        ("بيقول مفيش مكان على الرف", "ar", "no-space"),
    ],
)
def test_it_is_recognized_in_the_words_of_the_counter(
    company: Services, tool: ObjectionAnswer, said: str, language: str, key: str
) -> None:
    assert told(company, tool, said, language=language).data["objection"] == key


def test_what_no_shopkeeper_says_is_asked_back(company: Services, tool: ObjectionAnswer) -> None:
    result = told(company, tool, "blorp fnord quux")
    assert result.status is ReplyStatus.CLARIFICATION
    assert not result.facts


def test_another_reps_shop_is_refused(company: Services, tool: ObjectionAnswer) -> None:
    with pytest.raises(NotFoundError):
        told(company, tool, "the shelf is full", outlet="KE-0001")


def test_nothing_said_is_asked_for(company: Services, tool: ObjectionAnswer) -> None:
    assert told(company, tool, "  ").status is ReplyStatus.CLARIFICATION
