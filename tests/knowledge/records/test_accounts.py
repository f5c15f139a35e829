"""Logins: hashes, one answer for every wrong one, and a wait after too many."""

from __future__ import annotations

import datetime as dt
import time
from statistics import median

import pytest
from sqlalchemy import Engine, func, select

from assistant.errors import CallError, NotFoundError, RefusedError
from knowledge.records.accounts import check_password, fill_passwords, set_password
from knowledge.records.database import reading, writing
from knowledge.records.tables.people import FailedLogin, Person

GOOD = "correct horse"
NOON = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> dt.datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def login(own_engine: Engine) -> Engine:
    set_password(own_engine, "budi", GOOD)
    return own_engine


def test_the_right_password_gives_the_user_with_his_territories(login: Engine) -> None:
    user = check_password(login, "budi", GOOD)
    assert user is not None
    assert (user.id, user.territories) == ("budi", ("R1",))


@pytest.mark.parametrize("name", ["budi", "nobody", "sari", "", "a\x00b", "\ud800", "x" * 9999])
def test_every_wrong_login_gets_the_same_answer(login: Engine, name: str) -> None:
    """sari has no password at all, so nothing she types is right."""
    for password in ("wrong", "", "\x00", "None"):
        assert check_password(login, name, password) is None


def test_a_password_is_kept_as_an_argon2_hash_with_its_own_salt(login: Engine) -> None:
    set_password(login, "sari", GOOD)
    with reading(login) as session:
        budi, sari = (session.get_one(Person, n).password_hash for n in ("budi", "sari"))
    assert budi is not None
    assert budi.startswith("$argon2id$")
    assert GOOD not in budi
    assert budi != sari


def test_a_new_password_replaces_the_old(login: Engine) -> None:
    set_password(login, "budi", "another horse")
    assert check_password(login, "budi", GOOD) is None
    assert check_password(login, "budi", "another horse") is not None


def test_nobody_gets_no_password_and_a_short_one_is_refused(login: Engine) -> None:
    with pytest.raises(NotFoundError):
        set_password(login, "nobody", GOOD)
    with pytest.raises(CallError, match="at least 8 characters"):
        set_password(login, "budi", "short")


def test_a_demo_password_is_given_to_those_who_have_none(login: Engine) -> None:
    with writing(login) as session:
        assert fill_passwords(session, "shelftalk-demo") == 9
    assert check_password(login, "sari", "shelftalk-demo") is not None
    assert check_password(login, "budi", "shelftalk-demo") is None
    assert check_password(login, "budi", GOOD) is not None


def test_after_five_failures_even_the_right_password_waits(login: Engine, clock: Clock) -> None:
    for _ in range(5):
        assert check_password(login, "budi", "wrong", clock) is None
        clock.time += dt.timedelta(seconds=10)
    with pytest.raises(RefusedError, match="wait 5 minutes"):
        check_password(login, "budi", GOOD, clock)
    clock.time = NOON + dt.timedelta(minutes=4, seconds=30)
    with pytest.raises(RefusedError, match=r"wait 1 minute and"):
        check_password(login, "budi", GOOD, clock)
    clock.time = NOON + dt.timedelta(minutes=5)
    assert check_password(login, "budi", GOOD, clock) is not None


def test_one_persons_failures_do_not_lock_out_another(login: Engine, clock: Clock) -> None:
    set_password(login, "sari", GOOD)
    for _ in range(5):
        check_password(login, "budi", "wrong", clock)
    assert check_password(login, "sari", GOOD, clock) is not None


def test_an_unknown_name_waits_too(login: Engine, clock: Clock) -> None:
    """Otherwise waiting would tell which names exist."""
    for _ in range(5):
        assert check_password(login, "nobody", "wrong", clock) is None
    with pytest.raises(RefusedError):
        check_password(login, "nobody", "wrong", clock)


def test_a_new_password_ends_the_wait(login: Engine, clock: Clock) -> None:
    for _ in range(5):
        check_password(login, "budi", "wrong", clock)
    set_password(login, "budi", "another horse")
    assert check_password(login, "budi", "another horse", clock) is not None


def test_old_failures_are_not_kept(login: Engine, clock: Clock) -> None:
    for number in range(20):
        check_password(login, f"guess{number}", "wrong", clock)
    clock.time += dt.timedelta(minutes=10)
    check_password(login, "guess", "wrong", clock)
    with reading(login) as session:
        assert session.scalar(select(func.count()).select_from(FailedLogin)) == 1


def test_an_unknown_name_takes_as_long_as_a_wrong_password(login: Engine, clock: Clock) -> None:
    def seconds(name: str) -> float:
        started = time.perf_counter()
        check_password(login, name, "wrong", clock)
        clock.time += dt.timedelta(minutes=6)
        return time.perf_counter() - started

    check_password(login, "nobody", "wrong", clock)
    known = median(seconds("budi") for _ in range(7))
    unknown = median(seconds("nobody") for _ in range(7))
    assert 0.4 < known / unknown < 2.5
