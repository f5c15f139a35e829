"""The suite runner counts by the contract's own definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain import Citation, Reply, ReplyStatus, ToolCall, Turn, User
from assistant.errors import CallError
from assistant.evaluation import Expectation, read_suite, run_suite, unmet
from assistant.language.unicode import fold
from tests.fakes.conversation import REP


def reply(status: str = "answered", text: str = "", **kwargs: object) -> Reply:
    return Reply("t", ReplyStatus(status), "en", text, **kwargs)  # type: ignore[arg-type]


def test_every_unmet_expectation_is_reported_at_once() -> None:
    expected = Expectation(
        status=("answered",), tool=("program_qa",), contains=("day 20",), cites=("terms.md",)
    )
    found = list(unmet(reply("refused", "no"), expected))
    assert len(found) == 4


def test_text_is_compared_without_accents_case_or_script_of_digits() -> None:
    assert not list(unmet(reply(text="الدفع يوم ٢٠"), Expectation(contains=("20",))))
    assert fold("Ksh\N{NO-BREAK SPACE}1,200 CAFÉ") == "ksh 1,200 cafe"


def test_a_citation_is_met_by_part_of_its_ref() -> None:
    cited = reply(citations=(Citation("document", "club-terms.md#payment", "by day 20"),))
    assert not list(unmet(cited, Expectation(cites=("club-terms.md",))))
    assert list(unmet(cited, Expectation(cites=("other.md",))))


class Canned:
    """Answers from a list."""

    def __init__(self, replies: list[Reply]) -> None:
        self.replies = replies
        self.asked: list[Turn] = []

    def user(self, user_id: str) -> User:
        return REP

    def respond(self, turn: Turn) -> Reply:
        self.asked.append(turn)
        return self.replies[len(self.asked) - 1]


def test_rates_are_over_turns_with_an_expectation(tmp_path: Path) -> None:
    suite = tmp_path / "s.jsonl"
    suite.write_text(
        '{"id":"a","user":"u","turns":[{"say":"hi"},{"say":"q","expect":{"status":"answered"}}]}\n'
        "\n"
        '{"id":"b","user":"u","turns":[{"say":"q","expect":{"tool":["program_qa"]}}]}\n'
        '{"id":"c","user":"u","turns":[{"say":"q","expect":{"status":["not_in_papers"]}}]}\n'
    )
    canned = Canned(
        [
            reply(),
            reply(),
            reply("not_in_papers", tools=(ToolCall("program_qa"),)),  # it is in the papers
            reply("not_in_papers"),
        ]
    )
    report = run_suite(suite, canned, lambda *_: None)
    assert (report.turns, report.automated, report.accurate) == (3, 2, 3)
    assert canned.asked[0].thread == canned.asked[1].thread != canned.asked[2].thread


@pytest.mark.parametrize("line", ["not json", '{"id": "a"}', '{"id":"a","user":"u","turns":[]}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    suite = tmp_path / "s.jsonl"
    suite.write_text('{"id":"a","user":"u","turns":[{"say":"q"}]}\n' + line)
    with pytest.raises(CallError, match="line 2"):
        list(read_suite(suite))


def test_a_missing_suite_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="cannot be read"):
        list(read_suite(tmp_path / "none.jsonl"))
