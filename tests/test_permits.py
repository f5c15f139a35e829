"""How many turns think at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant import permits
from assistant.permits import AT_ONCE, thinking, waiting


@pytest.fixture(autouse=True)
def all_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody goes on without a permit because the machine is slow."""
    monkeypatch.setattr(permits, "IN_LINE_SECONDS", 60.0)


def test_of_many_that_would_think_only_so_many_do() -> None:
    busy, most, lock = 0, 0, threading.Lock()

    def turn() -> None:
        nonlocal busy, most
        with thinking():
            with lock:
                busy += 1
                most = max(most, busy)
            threading.Event().wait(0.01)
            with lock:
                busy -= 1

    with ThreadPoolExecutor(12) as pool:
        for ended in [pool.submit(turn) for _ in range(24)]:
            ended.result()
    assert most == AT_ONCE


def test_whoever_waits_for_another_machine_lets_the_others_think() -> None:
    everybody = threading.Barrier(12)

    def turn() -> None:
        with thinking(), waiting():
            everybody.wait(timeout=60)  # passes only when all twelve wait at once

    with ThreadPoolExecutor(12) as pool:
        for ended in [pool.submit(turn) for _ in range(12)]:
            ended.result()
    assert _free() == AT_ONCE


def test_whoever_stands_in_line_for_long_goes_on_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permits, "IN_LINE_SECONDS", 0.01)
    together = threading.Barrier(AT_ONCE + 3)

    def turn() -> None:
        with thinking():
            together.wait(timeout=60)

    with ThreadPoolExecutor(AT_ONCE + 3) as pool:
        for ended in [pool.submit(turn) for _ in range(AT_ONCE + 3)]:
            ended.result()
    assert _free() == AT_ONCE


def test_a_failure_gives_its_permit_back_wherever_it_happens() -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(KeyError), thinking():
            raise KeyError
        with pytest.raises(KeyError), thinking(), waiting():
            raise KeyError
    assert _free() == AT_ONCE


def test_waiting_outside_of_a_turn_takes_no_permit() -> None:
    with waiting(), waiting():
        assert _free() == AT_ONCE
    assert _free() == AT_ONCE


def _free() -> int:
    """How many could think now."""
    taken = 0
    while permits._permits.acquire(blocking=False):
        taken += 1
    for _ in range(taken):
        permits._permits.release()
    return taken
