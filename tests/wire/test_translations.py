"""What the company wrote in some languages, said in another by a model, proven by code."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.language.protect import TOKEN
from assistant.settings import Settings
from tests.conftest import load_sample
from tests.wire.conftest import Serve
from tests.wire.steps import Answer, Step
from tests.wire.test_turns import tool_results

pytestmark = pytest.mark.slow
TRANSLATOR = "You translate short texts"
THAI = "ซื้อสินค้าให้มากขึ้นในไตรมาสนี้แล้วรับเงินคืนสำหรับร้านของคุณ "


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """A company that has written its summaries in every language but Thai."""
    home = load_sample(tmp_path_factory.mktemp("translations")).home
    with sqlite3.connect(home / "records.db") as records:
        records.execute("update programs set summary = json_remove(summary, '$.th')")
    return build(Settings(home=home, model="bedrock", _env_file=None))


@dataclass
class Company:
    """A fast model that asks for the programs and translates."""

    spoil: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        if TRANSLATOR in json.dumps(body["system"]):
            request: dict[str, Any] = json.loads(body["messages"][-1]["content"][0]["text"])
            self.asked.append(request)
            tokens = " ".join(f"⟦{token}⟧" for token in TOKEN.findall(request["text"]))
            return Answer(THAI + tokens + self.spoil)
        if tool_results(body):
            return Answer("OK")
        return Answer("", calls=(("program_list", {"outlet": "ID-0001", "language": "th"}),))


def say(services: Services, thread: str) -> str:
    from assistant.domain import Turn

    return services.respond(
        Turn("มีโปรแกรมอะไรบ้าง", services.user("rep01"), thread, "ID-0001", "th")
    ).text


def test_a_summary_nobody_wrote_in_thai_is_translated_once_and_told(
    services: Services, serve: Serve
) -> None:
    company = Company()
    serve(company)
    told = say(services, "th-1")
    assert THAI.strip() in told
    asked = len(company.asked)
    assert asked > 0
    assert all("Growth Club" not in request["text"] for request in company.asked)
    assert say(services, "th-2") == told
    assert len(company.asked) == asked
    agents = {row.of: row.calls for row in services.models.usage.sums("agent", services.today)}
    assert agents["translator"] == asked


@pytest.mark.parametrize("spoil", [" รับ 500 บาท", " รับสองเท่า", " 50%"])
def test_what_a_translator_adds_is_not_told_and_the_written_words_are(
    spoil: str, services: Services, serve: Serve
) -> None:
    company = Company(spoil)
    serve(company)
    fresh = build(services.settings)
    told = say(fresh, f"th-{abs(hash(spoil))}")
    assert spoil.strip() not in told
    assert company.asked
    assert any(request["mend"] for request in company.asked)
    terms = fresh.records.program("growth-club")
    assert terms.summary["en"].split(".")[0] in told
    assert "_" in told  # and that nobody has written it in Thai
