"""A company for proving sign-ups: many shops, one program, and a clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.domain import Role, User
from knowledge.enrollment.building import Surroundings, build_desk
from knowledge.enrollment.desk import SignUpDesk
from knowledge.enrollment.draft import ConsentMethod
from knowledge.enrollment.phones import CheckedNumbers
from knowledge.enrollment.ports import Confirmation, ConsentTaken
from knowledge.enrollment.service import Actor, SignUpView
from knowledge.programs.terms import ProgramTerms
from knowledge.records.api import DataAPI
from knowledge.records.database import Engine, writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.pack_files import PackFile
from knowledge.records.tables.people import Person, PersonTerritory, Territory

TODAY = dt.date(2026, 11, 16)
REP = User("rep", "Rep", Role.REP, ("en",), ("R1",))
PROGRAM = "eye-level"
FEE = 50_000
COMPANY = {
    "name": "Nusa",
    "default_country": "ID",
    "currency": "IDR",
    "languages": ["en", "id"],
    "time_zone": "Asia/Jakarta",
}


def terms(slots: int | None = None, budget: int | None = None) -> ProgramTerms:
    """A display fee for whoever asks; so many places, so much money."""
    return ProgramTerms.model_validate(
        {
            "code": PROGRAM,
            "name": "Eye Level",
            "kind": "display",
            "countries": ["ID"],
            "terms_version": "1",
            "document": "eye-level.md",
            "starts_on": "2026-01-01",
            "ends_on": "2027-12-31",
            "enroll_from": "2026-01-01",
            "enroll_until": "2027-12-31",
            "period": "month",
            "stacking_group": "display",
            "summary": {"en": "A fee for a display."},
            "fee": {"IDR": FEE},
            "display": {"audits_per_month": 2, "pass_score": 80, "clause": "3"},
            "slots": slots,
            "budget": {"IDR": budget} if budget is not None else {},
            "budget_used": {"IDR": 0} if budget is not None else {},
            "payment": {
                "within_days": 20,
                "methods": ["credit_note"],
                "paid_by": "Nusa",
                "dispute_within_days": 10,
                "dispute_contact": "0800",
                "clause": "6",
            },
            "notice_days": 15,
            "assumptions": {
                "sales_uplift_pct": 0,
                "cost_of_cash_pct_year": 18,
                "stock_days": 14,
                "retailer_margin_pct": 10,
            },
        }
    )


def shop(number: int) -> str:
    """Code of a shop."""
    return f"S-{number:05d}"


def fill(engine: Engine, shops: int, program: ProgramTerms) -> None:
    """Write the company into an empty, up-to-date database."""
    common: dict[str, Any] = {
        "channel": "general_trade", "status": "active", "visit_days": [], "territory": "R1",
        "country": "ID", "currency": "IDR", "language": "id", "owner_name": "Pak Slamet",
    }  # fmt: skip
    with writing(engine) as session:
        session.add(Territory(code="R1", name="Route", kind="route", country="ID"))
        session.add(Person(id=REP.id, name=REP.name, role="rep", languages=["en"]))
        session.flush()
        session.add(PersonTerritory(user_id=REP.id, territory="R1"))
        session.add_all(
            Outlet(code=shop(n), name=f"Toko {n}", phone=f"+62811555{n:05d}", **common)
            for n in range(shops)
        )
        write_terms(session, program)
        now = dt.datetime.now(dt.UTC)
        session.add(PackFile(path="company.yaml", sha256="", content=COMPANY, loaded_at=now))


def desk_over(engine: Engine) -> SignUpDesk:
    """The service as bootstrap builds it."""
    return build_desk(engine, DataAPI(engine, TODAY), Surroundings(CheckedNumbers()))


def actor(number: int) -> Actor:
    """The rep in a conversation of its own."""
    return Actor(REP, f"thread-{number}", "en")


def agreed(desk: SignUpDesk, number: int) -> SignUpView:
    """A draft of one shop, with the owner's consent."""
    who = actor(number)
    view = desk.open(who, shop(number), PROGRAM)
    taken = ConsentTaken(ConsentMethod.SPOKEN, view.draft.card_hash)
    return desk.consent(who, view.draft.id, taken)


def tap(view: SignUpView) -> Confirmation:
    """What the button carries."""
    return Confirmation(view.draft.id, view.draft.card_hash, view.draft.key)
