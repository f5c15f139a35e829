import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.models.breaker import CircuitBreaker
from assistant.models.deadline import within
from assistant.models.failures import FailureKind, ModelFailure
from assistant.models.metering import Meter, metered, seconds_left
from assistant.models.steady import Steady

ASKED = [HumanMessage("How far is it?")]


@dataclass
class Mute:
    """Holds every call until the test lets go."""

    released: threading.Event
    calls: int = 0
    model_id: str = "mute"

    def complete(self, messages: Sequence[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        self.calls += 1
        self.released.wait(20)
        return AIMessage("too late")


def test_what_comes_in_time_is_handed_back_and_so_is_what_fails() -> None:
    assert within(5, lambda: 7) == 7
    assert within(None, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_what_comes_too_late_is_a_failure_at_the_deadline() -> None:
    released = threading.Event()
    started = time.monotonic()
    with pytest.raises(ModelFailure) as failed:
        within(0.1, lambda: released.wait(20))
    released.set()
    assert failed.value.kind is FailureKind.TIMEOUT
    assert time.monotonic() - started < 5


def test_a_turn_waits_once_for_a_mute_model_and_then_asks_it_no_more() -> None:
    mute = Mute(threading.Event())
    steady = Steady(mute, CircuitBreaker(failures_to_open=2))
    with metered(Meter(ends_at=time.monotonic() + 0.1)):
        assert steady.ask(ASKED) is None
        assert steady.ask(ASKED) is None
        left = seconds_left()
    mute.released.set()
    assert left is not None
    assert left < 0
    assert mute.calls == 1


def test_deadlines_that_pass_while_it_is_asked_open_the_breaker() -> None:
    mute = Mute(threading.Event())
    steady = Steady(mute, CircuitBreaker(failures_to_open=2))
    for _turn in range(4):
        with metered(Meter(ends_at=time.monotonic() + 0.05)):
            assert steady.ask(ASKED) is None
    mute.released.set()
    assert mute.calls == 2


def test_a_turn_whose_time_went_elsewhere_says_nothing_against_the_model() -> None:
    mute = Mute(threading.Event())
    steady = Steady(mute, CircuitBreaker(failures_to_open=1))
    with metered(Meter(ends_at=time.monotonic() - 1)):
        assert steady.ask(ASKED) is None
    assert mute.calls == 0
    mute.released.set()
    found = steady.ask(ASKED)
    assert found is not None
    assert found.text == "too late"
