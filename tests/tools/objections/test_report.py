"""Which objections lose shops: counted a second way, from the company's own file of visits."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Container
from dataclasses import replace

import pytest

from assistant.bootstrap import Services
from assistant.domain import ReplyStatus, Turn
from assistant.ports import ToolContext
from knowledge.records.objections_heard import HeardObjection
from tests.conftest import SAMPLE
from tools.objections.report import ObjectionReport, ReportArguments

pytestmark = pytest.mark.slow


def of_the_file(
    since: dt.date, reps: Container[str] | None = None
) -> tuple[Counter[str], Counter[str]]:
    heard: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    with (SAMPLE / "data" / "visits.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter=";"):
            old = dt.date.fromisoformat(row["date"]) < since
            if row["objection"] and not old and (reps is None or row["rep"] in reps):
                heard[row["objection"]] += 1
                lost[row["objection"]] += row["outcome"] == "declined"
    return heard, lost


def test_the_table_is_what_the_companys_own_file_says(company: Services) -> None:
    tool = ObjectionReport(company.records)
    manager = company.user("manager01")
    result = tool.run(
        ReportArguments(months=2), ToolContext(manager, "en", company.today, "", thread="")
    )
    since = company.today - dt.timedelta(days=60)
    heard, lost = of_the_file(since)
    # Calls of today, that tests have made, come on top in none of the shown months' files.
    expected = sorted(heard, key=lambda key: (-lost[key], -heard[key], key))
    assert [(key, heard[key], lost[key]) for key in expected][:3] == [
        tuple(row) for row in result.data["rows"]
    ][:3]
    assert result.pictures[0].media_type == "image/svg+xml"
    assert "By program" in result.text
    assert "Swahili" in result.text


def test_a_no_of_today_counts_and_a_yes_does_not(company: Services) -> None:
    rep = company.user("rep01")
    records = company.records.objections_heard
    before = {c.objection: c for c in records.counts(rep, company.today)}
    assert not before
    heard = HeardObjection("", "no-cash", "no money", "en", "we can split it", None)
    first = records.hear(rep, "ID-0020", "growth-club", heard)
    records.settle(rep, first.id, resolved=False, is_last=False)
    second = records.hear(rep, "ID-0021", "growth-club", heard)
    records.settle(rep, second.id, resolved=True, is_last=False)
    (count,) = records.counts(rep, company.today)
    assert (count.objection, count.heard, count.lost) == ("no-cash", 2, 1)


def test_whoever_sees_one_country_counts_one_country(company: Services) -> None:
    since = company.today - dt.timedelta(days=60)
    everybody = company.records.objections_heard.counts(company.user("manager01"), since)
    kenya = replace(company.user("trainer01"), territories=("KE",))
    seen = company.records.objections_heard.counts(kenya, since)
    heard, _lost = of_the_file(since, {"rep05", "rep06"})
    assert sum(count.heard for count in seen) == sum(heard.values())
    assert sum(count.heard for count in seen) < sum(count.heard for count in everybody)
    assert {count.language for count in seen} <= {"sw", "en"}


def test_a_manager_asks_for_it_and_a_rep_is_not_offered_it(company: Services) -> None:
    asked = Turn("which objections lose us the most shops", company.user("manager01"), "report-1")
    reply = company.respond(asked)
    assert reply.tools[0].name == "objection_report"
    assert reply.status is ReplyStatus.ANSWERED
    rep = Turn("which objections lose us the most shops", company.user("rep01"), "report-2")
    assert "objection_report" not in [tool.name for tool in company.respond(rep).tools]
