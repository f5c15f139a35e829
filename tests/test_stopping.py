import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.stopping import Stoppable, TurnStopped, go_on, settle, stoppable


def test_outside_of_a_turn_nothing_stops() -> None:
    go_on()
    settle()


def test_a_stopped_turn_ends_where_it_would_go_on() -> None:
    turn = Stoppable()
    with stoppable(turn):
        go_on()
        assert turn.stop()
        with pytest.raises(TurnStopped):
            go_on()
        with pytest.raises(TurnStopped):
            settle()
    go_on()


def test_what_has_settled_can_no_longer_be_stopped() -> None:
    turn = Stoppable()
    with stoppable(turn):
        settle()
        assert not turn.stop()
        go_on()
        settle()


def test_of_a_stop_and_a_settling_at_once_exactly_one_comes_first() -> None:
    for _try in range(200):
        turn, together = Stoppable(), threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            stopped = pool.submit(_stop, turn, together)
            settled = pool.submit(_settle, turn, together)
        assert stopped.result() is not settled.result()


def _stop(turn: Stoppable, together: threading.Barrier) -> bool:
    together.wait()
    return turn.stop()


def _settle(turn: Stoppable, together: threading.Barrier) -> bool:
    together.wait()
    try:
        turn.settle()
    except TurnStopped:
        return False
    return True
