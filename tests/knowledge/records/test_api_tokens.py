from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, text

from assistant.errors import CallError, NotFoundError
from knowledge.records.api_tokens import RecordedTokens, Scope

NOW = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)


def test_a_token_says_whose_it_is_and_what_it_may_do(own_engine: Engine) -> None:
    tokens = RecordedTokens(own_engine, lambda: NOW)
    made, listed = tokens.make("budi", [Scope.READ, Scope.ASK], 30, "van app")
    bearer = tokens.check(made)
    assert bearer is not None
    assert (bearer.user.id, bearer.user.territories) == ("budi", ("R1",))
    assert bearer.scopes == {Scope.READ, Scope.ASK}
    assert bearer.token == listed.id
    assert tokens.listed() == [listed] == tokens.listed("budi")
    assert tokens.listed("sari") == []


def test_the_database_does_not_hold_what_opens_the_door(own_engine: Engine) -> None:
    tokens = RecordedTokens(own_engine, lambda: NOW)
    made, _listed = tokens.make("budi", [Scope.READ], 30)
    secret = made.split("_", 2)[2]
    with own_engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM api_tokens")).all()
    assert secret not in repr(rows)


def test_a_token_ends_when_it_is_old_or_revoked(own_engine: Engine) -> None:
    now = NOW
    tokens = RecordedTokens(own_engine, lambda: now)
    old, _ = tokens.make("budi", [Scope.READ], 1)
    other, listed = tokens.make("budi", [Scope.READ], 30)
    now = NOW + dt.timedelta(days=1)
    assert tokens.check(old) is None
    assert tokens.check(other) is not None
    tokens.revoke(listed.id)
    tokens.revoke(listed.id)
    assert tokens.check(other) is None
    assert [one.state(now) for one in tokens.listed()] in (
        ["expired", "revoked"], ["revoked", "expired"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    ["", "_", "__", "shelftalk", "shelftalk_x_y", "shelftalk_\x00_\udc00", "x" * 100_000, "é_é_é"],
)
def test_what_is_no_token_opens_nothing(own_engine: Engine, wrong: str) -> None:
    assert RecordedTokens(own_engine).check(wrong) is None


def test_another_secret_under_the_same_name_opens_nothing(own_engine: Engine) -> None:
    tokens = RecordedTokens(own_engine, lambda: NOW)
    one, _ = tokens.make("budi", [Scope.READ], 30)
    two, _ = tokens.make("sari", [Scope.READ], 30)
    mixed = "_".join((*one.split("_", 2)[:2], two.split("_", 2)[2]))
    assert tokens.check(mixed) is None


def test_a_token_of_a_user_who_is_gone_opens_nothing(own_engine: Engine) -> None:
    tokens = RecordedTokens(own_engine, lambda: NOW)
    made, _ = tokens.make("adrift", [Scope.READ], 30)
    with own_engine.begin() as connection:
        connection.execute(text("DELETE FROM users WHERE id = 'adrift'"))
    assert tokens.check(made) is None


def test_what_cannot_be_made_is_said(own_engine: Engine) -> None:
    tokens = RecordedTokens(own_engine)
    with pytest.raises(NotFoundError, match="nobody"):
        tokens.make("nobody", [Scope.READ], 30)
    with pytest.raises(CallError, match="scope"):
        tokens.make("budi", [], 30)
    for days in (0, 367):
        with pytest.raises(CallError, match="366"):
            tokens.make("budi", [Scope.READ], days)
    with pytest.raises(NotFoundError, match="no token"):
        tokens.revoke("none")
