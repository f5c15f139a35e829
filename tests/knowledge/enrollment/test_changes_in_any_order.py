"""Leaving, suspending, handing over, joining and waiting in any order ends in a legal state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from assistant.errors import NotFoundError
from knowledge.enrollment.change_desk import ChangeAsked, ChangeDesk
from knowledge.enrollment.changes import ChangeKind
from knowledge.enrollment.ports import SignUpRefusedError
from knowledge.enrollment.service import Actor
from knowledge.programs.membership import Leaving, Reason, Suspension, Transfer
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database, reading, writing
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.enrollment.changing import RecordedChanges, keep_changes
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import Enrollment, LedgerEntry, MembershipChange
from knowledge.records.tables.signups import OutboxRow
from tests.knowledge.enrollment.conftest import BUDI
from tests.knowledge.enrollment.test_changes import BOSS
from tests.knowledge.records import company

RULES = {
    "leaving": Leaving(notice_days=3, points="lost", clause="6.3"),
    "suspension": Suspension(
        reasons=(Reason(key="bounced", text={"en": "A payment bounced."}, clause="7.2"),),
        clause="7.4",
    ),
    "transfer": Transfer(allowed=True, clause="7.3"),
}
KINDS = st.sampled_from(list(ChangeKind))
PEOPLE = {"budi": BUDI, "mira": BOSS}


class Membership(RuleBasedStateMachine):
    """Against a model that says by itself what may happen when."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "company.db"
        self.engine = open_database(f"sqlite:///{path}", upgrade_schema=True)
        company.fill(self.engine)
        terms = DataAPI(self.engine, company.TODAY).program("star-points")
        with writing(self.engine) as session:
            write_terms(session, terms.model_copy(update=RULES))
        self.day, self.expected, self.written = company.TODAY, "active", 0
        self.ends: dt.date | None = None
        self.last: tuple[Actor, ChangeAsked, str, str] | None = None

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def desk(self) -> ChangeDesk:
        return ChangeDesk(DataAPI(self.engine, self.day), RecordedChanges(self.engine))

    def allowed(self, kind: ChangeKind, person: str) -> bool:
        if self.expected == "left" or self.ends is not None:
            return False
        if kind in (ChangeKind.LEAVE, ChangeKind.TRANSFER):
            return True
        status = {"suspend": "active", "resume": "suspended"}[kind.value]
        return person == "mira" and self.expected == status

    @rule(kind=KINDS, person=st.sampled_from(sorted(PEOPLE)))
    def tap(self, kind: ChangeKind, person: str) -> None:
        actor = Actor(PEOPLE[person], "thread", "en")
        reason = "bounced" if kind is ChangeKind.SUSPEND else ""
        asked = ChangeAsked(kind, "A1", "star-points", reason)
        try:
            card = self.desk().propose(actor, asked).card
            assert card is not None
            self.desk().confirm(actor, asked, card.hash, card.key)
        except SignUpRefusedError:
            assert not self.allowed(kind, person)
            return
        assert self.allowed(kind, person)
        self.written += 1
        self.last = (actor, asked, card.hash, card.key)
        if kind is ChangeKind.LEAVE:
            self.ends = self.day + dt.timedelta(days=3)
        else:
            self.expected = {"suspend": "suspended", "resume": "active", "transfer": "left"}[kind]

    @rule()
    def tap_the_last_one_again(self) -> None:
        if self.last is not None:
            self.desk().confirm(*self.last)

    @rule(kind=KINDS)
    def tap_a_made_up_card(self, kind: ChangeKind) -> None:
        asked = ChangeAsked(kind, "A1", "star-points", "bounced")
        try:
            self.desk().confirm(Actor(BOSS, "thread", "en"), asked, "f" * 64, "made-up")
        except (SignUpRefusedError, NotFoundError):
            return
        raise AssertionError("a made-up card was written")

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days=days)
        if self.ends is not None and self.ends <= self.day:
            self.expected, self.ends = "left", None

    @rule()
    def load_again(self) -> None:
        with writing(self.engine) as session:
            keep_changes(session)

    @invariant()
    def everything_agrees(self) -> None:
        held = DataAPI(self.engine, self.day).enrollments(BUDI, "A1")
        assert [e.status for e in held if e.program == "star-points"] == [self.expected]
        with reading(self.engine) as session:
            changes = session.scalars(select(MembershipChange.number)).all()
            assert sorted(changes) == list(range(1, self.written + 1))
            told = session.scalar(select(func.count()).select_from(OutboxRow))
            assert told == 2 * self.written
            closed = session.scalar(select(func.count()).where(LedgerEntry.kind == "close"))
            assert (closed or 0) <= 1
            row = session.get(Enrollment, "E1")
            assert row is not None
            open_pauses = [span for span in row.paused or () if span[1] is None]
            assert len(open_pauses) <= 1
        entries, flaws = RecordedAudit(self.engine).verify()
        assert (entries, flaws) == (self.written, [])


TestMembership = Membership.TestCase
TestMembership.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
