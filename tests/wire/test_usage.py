"""What models are asked is counted for whom and what, priced, and ends with the budget."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Reply, ReplyStatus
from assistant.errors import CallError
from assistant.settings import Settings
from knowledge.records.model_usage import UsageRow
from tests.wire.conftest import MODEL, Serve
from tests.wire.steps import Answer, Script
from tests.wire.test_turns import QUESTION, Obedient, ask

pytestmark = pytest.mark.slow
PROGRAMS = "Which programs run now?"
CALL = ("program_progress", {"outlet": "ID-0001", "program": "growth-club"})
Start = Callable[..., Services]


@pytest.fixture
def start(sample_settings: Settings) -> Start:
    """The sample company with Bedrock and more settings; each test asks as a person of its own."""

    def started(**more: Any) -> Services:
        home = sample_settings.home
        return build(Settings(home=home, model="bedrock", _env_file=None, **more))

    return started


def spent(services: Services, by: Any, of: str) -> UsageRow:
    rows = services.models.usage.sums(by, services.today)
    return next(row for row in rows if row.of == of)


def test_a_turn_is_charged_to_its_user_tool_agent_and_model(start: Start, serve: Serve) -> None:
    services = start()
    serve(Obedient(*CALL))
    before = services.models.usage.usd_of("rep02", services.today)
    reply = ask(services, QUESTION, user="rep02", thread="usage-counted")
    assert (reply.usage.model_calls, reply.usage.output_tokens) == (2, 40)
    row = spent(services, "user", "rep02")
    # Two calls of 100 tokens in and 20 out: 200 x $1 + 40 x $5, a million of each.
    assert services.models.usage.usd_of("rep02", services.today) - before == Decimal("0.0004")
    assert row.usd is not None
    assert row.usd >= Decimal("0.0004")
    assert spent(services, "agent", "chat").calls >= 2
    assert spent(services, "model", MODEL).calls >= 2


def test_what_is_read_from_the_cache_costs_a_tenth_and_what_is_written_a_quarter_more(
    start: Start, serve: Serve
) -> None:
    services = start()
    serve(Script([Answer("Hello.", usage=(100, 20), cached=(1_000, 400))]))
    reply = ask(services, "hello", user="rep05", thread="usage-cached")
    assert (reply.usage.input_tokens, reply.usage.cached_tokens) == (1_500, 1_000)
    # 100 fresh at $1, 1,000 read at $0.10, 400 written at $1.25, 20 out at $5, a million of each.
    assert services.models.usage.usd_of("rep05", services.today) == Decimal("0.0008")


def test_a_used_up_budget_is_answered_by_the_planner_and_says_so(
    start: Start, serve: Serve
) -> None:
    services = start(budget_usd_per_user_day=Decimal("0.0003"))
    server = serve(Obedient(*CALL))
    ask(services, PROGRAMS, user="rep03", thread="budget-1")
    asked = len(server.requests)
    reply = ask(services, PROGRAMS, user="rep03", thread="budget-2")
    assert len(server.requests) == asked
    assert reply.status is ReplyStatus.ANSWERED
    assert "Growth Club" in reply.text
    assert "used up" in reply.text
    assert reply.usage.model_calls == 0
    other = ask(services, PROGRAMS, user="rep08", thread="budget-3")
    assert len(server.requests) > asked
    assert "used up" not in other.text


def test_a_budget_holds_over_processes(start: Start, serve: Serve) -> None:
    serve(Obedient(*CALL))
    ask(start(budget_usd_per_user_day=Decimal("0.0003")), PROGRAMS, "rep04", "budget-4")
    again = start(budget_usd_per_user_day=Decimal("0.0003"))
    assert "used up" in ask(again, PROGRAMS, user="rep04", thread="budget-5").text


def test_a_turn_ends_with_its_tokens(start: Start, serve: Serve) -> None:
    services = start(turn_tokens=150)
    server = serve(Script([Answer("Let me look.", calls=(CALL,), usage=(140, 20))]))
    reply = ask(services, QUESTION, thread="turn-tokens")
    assert len(server.requests) == 1
    assert "Gold" in reply.text


def test_a_call_is_charged_even_when_the_turn_fails(start: Start, serve: Serve) -> None:
    services = start()
    serve(Obedient(*CALL))

    tool = services.tools[CALL[0]]

    class Breaks:
        def __getattr__(self, name: str) -> Any:
            return getattr(tool, name)

        def run(self, *_asked: Any) -> Any:
            raise RuntimeError("the disk is gone")

    services.orchestrator.tools[CALL[0]] = Breaks()  # type: ignore[index]
    with pytest.raises(RuntimeError, match="the disk is gone"):
        ask(services, QUESTION, user="rep06", thread="usage-fails")
    assert services.models.usage.usd_of("rep06", services.today) > 0


@pytest.mark.parametrize("prices", [
    {MODEL: {"input": "1"}},
    {MODEL: {"input": "-1", "cached": "0", "written": "0", "output": "0"}},
])  # fmt: skip
def test_a_price_that_is_none_is_refused_in_words(start: Start, prices: Any) -> None:
    with pytest.raises(CallError, match="SHELFTALK_BEDROCK_PRICES"):
        _ = start(bedrock_prices=prices).models.prices


def test_a_budget_without_a_price_is_refused_in_words(start: Start, serve: Serve) -> None:
    serve(Script([Answer("Hello.")]))
    model = "eu.amazon.nova-lite-v1:0"
    services = start(bedrock_fast_model_id=model, budget_usd_per_user_day=Decimal(1))
    with pytest.raises(CallError, match=model):
        ask(services, "hello", thread="no-price")


def test_a_model_without_a_price_is_counted_and_its_cost_unknown(
    start: Start, serve: Serve
) -> None:
    serve(Script([Answer("Hello.")]))
    model = "eu.amazon.nova-lite-v1:0"
    services = start(bedrock_fast_model_id=model)
    reply: Reply = ask(services, "hello", user="rep07", thread="unknown-price")
    assert reply.usage.input_tokens == 100
    assert spent(services, "model", model).usd is None
