"""A shop that has left waits, and whoever asks whether it may join is told until when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.domain import ToolResult
from assistant.ports import ToolContext
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database, writing
from knowledge.records.tables.enrollments import Enrollment
from tests.knowledge.records import company
from tools.outlets.tool import record_tools

TOMORROW = dt.date(2026, 11, 17)
"""The company's day is the 16th."""


def asked_of_one_who_left(folder: Path, rejoin_from: dt.date | None, language: str) -> ToolResult:
    """A1 left Growth Club on 30 June; may it join again?"""
    engine = open_database(f"sqlite:///{folder}/records.db", upgrade_schema=True)
    company.fill(engine)
    with writing(engine) as session:
        left = update(Enrollment).where(Enrollment.id == "E3")
        session.execute(left.values(rejoin_from=rejoin_from))
    records = DataAPI(engine, company.TODAY)
    tool = next(tool for tool in record_tools(records) if tool.name == "eligibility")
    context = ToolContext(records.user("budi"), language, company.TODAY, "may it join?")
    asked = tool.arguments.model_validate({"outlet": "A1", "program": "growth-club"})
    answer = tool.run(asked, context)
    engine.dispose()
    return answer


@pytest.mark.parametrize(
    ("language", "day"), [("en", "17 November 2026"), ("id", "17 November 2026")]
)
def test_a_shop_that_must_wait_is_told_the_day_and_offered_no_sign_up(
    tmp_path: Path, language: str, day: str
) -> None:
    answer = asked_of_one_who_left(tmp_path, TOMORROW, language)
    assert day in answer.text
    assert "sign_up" not in [action.name for action in answer.actions]


@pytest.mark.parametrize("rejoin_from", [None, company.TODAY])
def test_a_shop_whose_wait_is_over_may_join(tmp_path: Path, rejoin_from: dt.date | None) -> None:
    answer = asked_of_one_who_left(tmp_path, rejoin_from, "en")
    assert "cannot join it again yet" not in answer.text
    assert "sign_up" in [action.name for action in answer.actions]
