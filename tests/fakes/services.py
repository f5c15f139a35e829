"""A small company in memory, with the shape of what `bootstrap.build` makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from assistant.domain import (
    Action,
    Citation,
    Fact,
    Picture,
    Reply,
    ReplyStatus,
    Role,
    Step,
    ToolCall,
    Turn,
    User,
)
from assistant.errors import NotFoundError
from assistant.language.catalogs import translate
from assistant.stopping import go_on
from knowledge.records.answers import OutletMatch, RouteStop

TODAY = date(2026, 11, 16)
PASSWORD = "shelftalk-demo"  # noqa: S105  (the demo company's, printed at every start)
USERS = {
    "rep-sby": User("rep-sby", "Sari", Role.REP, ("id", "en"), ("SBY-1",)),
    "rep-nbo": User("rep-nbo", "Wanjiru", Role.REP, ("en",), ("NBO-1",)),
    "trainer": User("trainer", "Budi", Role.TRAINER, ("en",), ("ID",)),
    "support": User("support", "Dewi", Role.SUPPORT, ("en",), ()),
}
SHOPS = {
    "rep-sby": ["Toko Makmur", "Warung Bu Tini", "Toko Sumber Rejeki", "Kios Melati",
                "Warung Pak Slamet Jaya Abadi Sentosa", "Toko Anugerah", "Kios Barokah",
                "Toko Sinar", "Warung Asih", "Toko Harapan", "Kios Damai"],
    "rep-nbo": ["Mama Njeri Shop", "Kamau General Store", "Baraka Kiosk"],
}  # fmt: skip


def _stops(user_id: str) -> list[RouteStop]:
    prefix = user_id[-3:].upper()
    return [
        RouteStop(
            outlet=f"{prefix}-{number:04}",
            name=name,
            channel="warung",
            outlet_class="ABC"[number % 3],
            sequence=number,
            route="Monday",
            last_order_on=None if number == 5 else TODAY - timedelta(days=number * 6),
            open_cases=1 if number == 2 else 0,
        )
        for number, name in enumerate(SHOPS.get(user_id, []), start=1)
    ]


class FakeRecords:
    """Routes and shops by user."""

    def user(self, user_id: str) -> User:
        if user_id not in USERS:
            raise NotFoundError(f"There is no user {user_id}.")
        return USERS[user_id]

    def route(self, user: User, day: date | None = None) -> list[RouteStop]:
        return list(reversed(_stops(user.id)))

    def find_outlets(self, user: User, query: str, limit: int = 5) -> list[OutletMatch]:
        wanted = query.lower()
        hits = [stop for stop in _stops(user.id) if wanted in stop.name.lower()]
        return [OutletMatch(stop.outlet, stop.name, "Surabaya", 1.0) for stop in hits][:limit]


class FakeAccounts:
    """Everybody has the same password."""

    def check_password(self, user_id: str, password: str) -> User | None:
        return USERS.get(user_id) if password == PASSWORD else None


class FakeSignUps:
    """Nothing to carry out, and one receipt."""

    def receipt_pdf(self, user: User, enrollment: str) -> tuple[str, bytes]:
        return f"{enrollment}.pdf", b"%PDF-1.4"

    def check(self) -> None:
        """No setting to be wrong."""

    def start(self) -> None:
        """Nobody to tell."""


@dataclass
class FakeServices:
    """Answers by keyword, with the evidence a real tool gives."""

    records: FakeRecords = field(default_factory=FakeRecords)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    sign_ups: FakeSignUps = field(default_factory=FakeSignUps)
    today: date = TODAY
    turns: list[Turn] = field(default_factory=list)
    step_seconds: float = 0.0

    def languages(self) -> tuple[str, ...]:
        return ("en", "id")

    def warm(self) -> None:
        """Nothing to learn."""

    def translate(self, language: str) -> Callable[[str], str]:
        return translate(language)

    def respond(self, turn: Turn, on_step: Callable[[Step], None] = lambda _step: None) -> Reply:
        self.turns.append(turn)
        said = turn.message.lower()
        if "explode" in said:
            raise RuntimeError("secret connection string")
        if "for ever" in said:
            self._hang()
        if "long wait" in said:
            wait = (Action("choose", "Wait for ever", {"message": "wait for ever"}),)
            return Reply(turn.thread, ReplyStatus.CLARIFICATION, "en", "Well?", actions=wait)
        if "picture" in said:
            return self._picture(turn)
        if "brief" in said or "ringkasan" in said:
            return self._brief(turn, on_step)
        if "story" in said:
            return self._story(turn, on_step)
        if "points" in said:
            return self._papers(turn, on_step)
        said_before = [old for old in self.turns if old.thread == turn.thread]
        text = f"I heard: {turn.message} (turn {len(said_before)} of this conversation)"
        return Reply(turn.thread, ReplyStatus.CLARIFICATION, "en", text, outlet=turn.outlet)

    def _hang(self) -> None:
        """Until it is stopped; the test that asks for it would fail before two minutes."""
        for _tick in range(2400):
            go_on()
            time.sleep(0.05)

    def _step(self, on_step: Callable[[Step], None], name: str, detail: str = "") -> None:
        time.sleep(self.step_seconds)
        on_step(Step(name, detail))

    def _brief(self, turn: Turn, on_step: Callable[[Step], None]) -> Reply:
        self._step(on_step, "outlet_brief")
        facts = (
            Fact("net_6m", Decimal(14500000), "IDR", "invoices:2026-05..2026-10", "6 months",
                 "Sum of the net lines of the last six full months."),
            Fact("days_since_order", Decimal(12), "day", "invoices:INV-77", "",
                 "From the last invoice to today."),
        )  # fmt: skip
        text = (
            "**Toko Makmur**, class A.\n\n"
            "- Bought Rp\N{NO-BREAK SPACE}14,500,000 in six months\n- Last order 12 days ago"
        )
        actions = (Action("selling_story", "Tell the selling story", {"outlet": turn.outlet}),)
        return Reply(turn.thread, ReplyStatus.ANSWERED, "en", text,
                     (ToolCall("outlet_brief", {"outlet": turn.outlet}),), facts,
                     actions=actions, outlet=turn.outlet)  # fmt: skip

    def _picture(self, turn: Turn) -> Reply:
        drawn = (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 5h9"/></svg>'
        )
        picture = Picture("The way to Gold", "Nine of twenty cases.", "image/svg+xml", drawn)
        return Reply(turn.thread, ReplyStatus.ANSWERED, "en", "Nine of twenty cases are bought.",
                     pictures=(picture,))  # fmt: skip

    def _story(self, turn: Turn, on_step: Callable[[Step], None]) -> Reply:
        self._step(on_step, "selling_story")
        self._step(on_step, "framework", "PSF: the owner is new to the program.")
        self._step(on_step, "generator")
        self._step(on_step, "brand")
        self._step(on_step, "rules")
        self._step(on_step, "review", "Every claim stands on a fact.")
        facts = (
            Fact("gap_to_next_tier", Decimal(8), "case", "growth-club@3#slabs", "2026-Q4",
                 "The slab starts at 120 cases; 112 are bought so far."),
            Fact("payout", Decimal(435000), "IDR", "growth-club@3#slabs", "per quarter",
                 "3 % of Rp14,500,000."),
        )  # fmt: skip
        quote = "Payouts are made within 30 days after the end of the quarter."
        citations = (Citation("document", "growth-club.md#payout", quote),)
        text = (
            "You already buy 112 cases a quarter. Only **8 cases** more, two on each visit, and the"
            " Growth Club pays you **Rp\N{NO-BREAK SPACE}435,000** at the end of the quarter."
        )
        return Reply(turn.thread, ReplyStatus.ANSWERED, "en", text,
                     (ToolCall("selling_story", {}),), facts, citations,
                     (Action("objection", "They said no…", {}),), outlet=turn.outlet)  # fmt: skip

    def _papers(self, turn: Turn, on_step: Callable[[Step], None]) -> Reply:
        self._step(on_step, "program_qa")
        quote = "Points are valid for 12 months from the day they are earned."
        return Reply(turn.thread, ReplyStatus.ANSWERED, "en",
                     "Points are valid for 12 months.", (ToolCall("program_qa", {}),),
                     citations=(Citation("document", "star-points.md#expiry", quote),))  # fmt: skip
