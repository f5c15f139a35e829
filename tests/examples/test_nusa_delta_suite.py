"""The evaluation suite of papers asks what the papers answer, and expects what they say."""

from __future__ import annotations

import json

from assistant.evaluation import Case, read_suite
from assistant.language.unicode import fold
from tests.examples.nusa_delta import LANGUAGES, PACK, TODAY, meta, papers, text


def cases() -> list[Case]:
    return list(read_suite(PACK / "eval" / "papers.jsonl"))


def test_the_suite_asks_eighty_questions_a_quarter_of_them_without_an_answer() -> None:
    asked = [c.turns[0] for c in cases()]
    assert len(asked) == len({t.say for t in asked}) == 80
    assert sum(t.expect is not None and t.expect.status == ("not_in_papers",) for t in asked) == 20
    assert {c.language for c in cases()} == LANGUAGES


def test_what_the_suite_expects_stands_in_a_paper_the_asker_may_read() -> None:
    countries = {
        **dict.fromkeys(("rep05", "rep06"), "KE"),
        **dict.fromkeys(("rep07", "rep08"), "EG"),
    }
    for case in cases():
        expected = case.turns[0].expect
        assert expected is not None
        if expected.status == ("not_in_papers",):
            continue
        country = countries.get(case.user, "ID")
        readable = [p for p in papers() if in_force(p, country)]
        cited = [p for p in readable if all(c in p for c in expected.cites)]
        found = [p for p in cited if any(fold(t) in fold(text(p)) for t in expected.contains_any)]
        assert found, (case.id, expected.contains_any)
        for path in cited:
            assert not any(fold(t) in fold(text(path)) for t in expected.excludes), (case.id, path)


def in_force(path: str, country: str) -> bool:
    paper = meta(path)
    ended = paper.valid_to is not None and paper.valid_to < TODAY
    return not ended and paper.audience == "everyone" and paper.country in (None, country)


def test_the_suite_is_plain_json_lines() -> None:
    for line in (PACK / "eval" / "papers.jsonl").read_text("utf-8").splitlines():
        assert set(json.loads(line)) == {"id", "user", "outlet", "language", "turns"}
