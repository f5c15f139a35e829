"""What changed in the terms, told with clauses; on the sample company's two versions."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.bootstrap import Services
from assistant.domain import ToolResult
from assistant.errors import RetryableToolError
from assistant.guardrails.figures import figures
from assistant.ports import ToolContext
from tools.fact_graph.terms_changes import TermsChanges, TermsChangesArguments


def told(sample: Services, language: str = "en", **asked: Any) -> ToolResult:
    tool = TermsChanges(sample.records)
    context = ToolContext(sample.user("support01"), language, sample.today, "?")
    return tool.run(TermsChangesArguments(**asked), context)


def test_every_change_is_told_with_its_clause(sample: Services) -> None:
    text = told(sample, program="Klub Tumbuh").text
    assert "since 1 January 2026" in text
    assert "Slab 1, from: 5%, before: 8% (§4.1)" in text
    assert "Gold, needs: 8, before: 9 (§4.2)" in text
    assert "way of payment: new: mobile money (§5.1)" in text


def test_the_paths_are_the_citations_and_the_picture_shows_them(sample: Services) -> None:
    result = told(sample)
    assert {c.kind for c in result.citations} == {"graph"}
    assert any(c.ref == "growth-club@3#4.1" for c in result.citations)
    (picture,) = result.pictures
    assert "Slab 1, from: 5%, before: 8%" in picture.alt


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Emas"), ("sw", "Dhahabu"), ("ar", "الذهبي")]
)
def test_it_is_told_in_the_readers_language(sample: Services, language: str, words: str) -> None:
    result = told(sample, language)
    assert words in result.text
    assert "before" not in result.text


def test_a_program_with_one_version_says_so(sample: Services) -> None:
    result = told(sample, program="eye-level")
    assert "only one version" in result.text
    assert figures(result.text) == {"2"}


def test_a_version_nobody_has_is_asked_back(sample: Services) -> None:
    with pytest.raises(RetryableToolError, match="Earlier ones are: 2"):
        told(sample, program="growth-club", since_version="7")
