"""The trail in a real database, and somebody who gets at its tables."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from knowledge.enrollment.chain import Anchor
from knowledge.records.enrollment.audit import Deed, RecordedAudit
from tests.knowledge.enrollment.conftest import Clock


@pytest.fixture
def audit(own_engine: Engine, clock: Clock) -> RecordedAudit:
    made = RecordedAudit(own_engine, clock)
    for number in range(4):
        made.add(Deed("budi", "enrollment.joined", f"app-{number}", {"n": number, "x": "\ud800é"}))
        clock.pass_by(minutes=1)
    return made


def get_at(engine: Engine, statement: str) -> None:
    """As somebody with the database's own password, who takes the triggers off first."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for change in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_refuses_{change}"))
        else:
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_it_is_sound_and_read_back_as_it_was_written(audit: RecordedAudit) -> None:
    assert audit.verify() == (4, [])
    assert [entry.number for entry in audit.about("app-2")] == [3]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET who = 'mallory' WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 4",
        "DELETE FROM audit_entries",
    ],
)
def test_the_database_itself_refuses_changes(
    audit: RecordedAudit, own_engine: Engine, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        own_engine.begin() as connection,
    ):
        connection.execute(text(statement))
    assert audit.verify() == (4, [])


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE audit_entries SET who = 'mallory' WHERE number = 2", 2),
        ("UPDATE audit_entries SET details = '{}' WHERE number = 3", 3),
        ("DELETE FROM audit_entries WHERE number = 2", 2),
        ("DELETE FROM audit_entries WHERE number = 4", 3),
        ("DELETE FROM audit_entries", 0),
    ],
)
def test_whoever_takes_the_triggers_off_is_found(
    audit: RecordedAudit, own_engine: Engine, statement: str, at: int
) -> None:
    get_at(own_engine, statement)
    _entries, found = audit.verify()
    assert found[0].number == at


def test_whoever_mends_the_head_too_is_found_by_the_anchor(
    audit: RecordedAudit, own_engine: Engine
) -> None:
    noted = audit.head()
    get_at(own_engine, "DELETE FROM audit_entries WHERE number = 4")
    with own_engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE audit_head SET length = 3, "
                "hash = (SELECT hash FROM audit_entries WHERE number = 3)"
            )
        )
    assert audit.verify() == (3, [])
    assert audit.verify([noted])[1]
    assert str(noted) == f"4:{noted.hash}"
    assert audit.verify([Anchor(3, audit.head().hash)])[1] == []
