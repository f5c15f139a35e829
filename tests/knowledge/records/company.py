"""A company of six shops whose figures can be worked out by hand. Today is Monday 2026-11-16."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.programs.terms import ProgramTerms
from knowledge.records.database import writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.pack_files import PackFile
from knowledge.records.tables.people import Person, PersonTerritory, Territory
from knowledge.records.tables.products import Product, ProductName, ProductPrice
from knowledge.records.tables.sales import Invoice, InvoiceLine
from knowledge.records.tables.visits import Case, ObjectionEvent, Visit

TODAY = dt.date(2026, 11, 16)
LOADED_AT = dt.datetime(2026, 11, 16, 1, tzinfo=dt.UTC)

TERRITORIES = [
    ("ID", "Indonesia", "country", None, "ID"),
    ("ID-EJ", "East Java", "region", "ID", "ID"),
    ("ID-SBY", "Surabaya", "area", "ID-EJ", "ID"),
    ("ID-SBY-S", "Surabaya Selatan", "town", "ID-SBY", "ID"),
    ("R1", "Wonokromo", "route", "ID-SBY-S", "ID"),
    ("R2", "Gubeng", "route", "ID-SBY", "ID"),
    ("KE", "Kenya", "country", None, "KE"),
    ("K1", "Kibera", "route", "KE", "KE"),
]
USERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "budi": ("rep", ("R1",)),
    "sari": ("rep", ("R2",)),
    "wanjiru": ("rep", ("K1",)),
    "both": ("rep", ("R1", "K1")),
    "tono": ("trainer", ("ID-SBY",)),
    "nowhere": ("trainer", ()),
    "adrift": ("rep", ()),
    "dewi": ("support", ()),
    "maya": ("manager", ()),
    "kamal": ("manager", ("KE",)),
}
VISIBLE = {
    "budi": {"A1", "A2", "A3"},
    "sari": {"B1", "B2"},
    "wanjiru": {"N1"},
    "both": {"A1", "A2", "A3", "N1"},
    "tono": {"A1", "A2", "A3", "B1", "B2"},
    "nowhere": set[str](),
    "adrift": set[str](),
    "dewi": {"A1", "A2", "A3", "B1", "B2", "N1"},
    "maya": {"A1", "A2", "A3", "B1", "B2", "N1"},
    "kamal": {"N1"},
}
"""Worked out by hand from the tree above."""


def day(text: str) -> dt.date:
    """`2026-11-16` → date."""
    return dt.date.fromisoformat(text)


def _outlets() -> list[Outlet]:
    common: dict[str, Any] = {"channel": "general_trade", "status": "active", "visit_days": []}
    indonesian = {**common, "country": "ID", "currency": "IDR"}
    return [
        Outlet(
            **{**indonesian, "visit_days": ["mon", "thu"]},
            code="A1",
            name="Toko Makmur",
            owner_name="Pak Slamet",
            phone="+62 812-3456-5417",
            language="id",
            outlet_class="A",
            territory="R1",
            sequence=2,
            opened_on=day("2020-01-01"),
            area_m2=Decimal("24.5"),
            has_cooler=True,
            credit_limit=Decimal(5_000_000),
            credit_days=14,
            overdue=Decimal(0),
            credit_lock="none",
            kyc_level=2,
        ),
        Outlet(
            **{**indonesian, "status": "closed"}, code="A2", name="Warung Sejati", territory="R1"
        ),
        Outlet(
            **{**indonesian, "visit_days": ["Tuesday"]},
            code="A3",
            name="Kedai Kafé Álvarez",
            territory="R1",
            sequence=1,
        ),
        Outlet(**indonesian, code="B1", name="Toko Makmur", territory="R2"),
        Outlet(**indonesian, code="B2", name="Depot Baru", territory="R2", sequence=1),
        Outlet(
            **common,
            code="N1",
            name="Duka la Mama Njeri",
            territory="K1",
            country="KE",
            currency="KES",
        ),
    ]


def _products() -> list[Product]:
    def product(code: str, name: str, must_sell: bool = False, **more: Any) -> Product:
        channels = ["general_trade"] if must_sell else []
        known = {"unit": "case", "status": "active", "brand": "Segar", "category": "tea", **more}
        return Product(code=code, name=name, must_sell_channels=channels, **known)

    return [
        product("P1", "Lemon Tea 1.5 L", must_sell=True, pack="12 x 1.5 L", pieces_per_unit=12),
        product("P2", "Cola 330 ml", must_sell=True, category="cola"),
        product("P3", "First Milk", regulated="infant_formula", category="milk"),
        product("P4", "Old Tea", must_sell=True, status="delisted"),
        product("P5", "Tea Sachet", unit="piece"),
        product("P6", "Mango Tea", brand="Nusa"),
        product("P7", "Green Tea", must_sell=True),
    ]


INVOICES: list[tuple[str, str, str, list[tuple[str, str, int]]]] = [
    # Outlet, number, date, then each line's product, quantity and net.
    ("A1", "I1", "2026-04-20", [("P1", "10", 1_000_000)]),
    ("A1", "I2", "2026-05-05", [("P1", "10", 1_000_000), ("P2", "5", 500_000)]),
    ("A1", "I3", "2026-06-05", [("P1", "5", 500_000)]),
    ("A1", "I3R", "2026-06-20", [("P1", "-1", -100_000)]),
    ("A1", "I4", "2026-08-10", [("P1", "10", 1_000_000)]),
    ("A1", "I5", "2026-09-10", [("P1", "8", 800_000), ("P3", "2", 200_000)]),
    ("A1", "I6", "2026-10-05", [("P1", "6", 600_000), ("P2", "0.5", 50_000)]),
    ("A1", "I7", "2026-11-02", [("P1", "4", 400_000), ("P6", "3", 300_000)]),
    ("A1", "I8", "2026-11-20", [("P1", "99", 9_900_000)]),  # after today
    ("A3", "I9", "2026-11-05", [("P1", "1", 105_000), ("P6", "1", 100_000)]),
    ("A3", "I9R", "2026-11-07", [("P1", "-0.5", -52_500)]),
    ("B1", "I10", "2026-09-01", [("P1", "1", 100_000)]),
    ("B1", "I11", "2026-11-03", [("P5", "100", 300_000), ("P1", "2", 200_000)]),
    ("N1", "I12", "2026-10-01", [("P1", "2", 2_400)]),
    ("N1", "I12R", "2026-10-09", [("P1", "-2", -2_400)]),
]

POINTS: list[tuple[str, str, str, int, str | None, str | None]] = [
    # Id, date, kind, points, the invoice they are of, last usable day.
    ("L1", "2025-10-01", "earn", 100, None, "2026-10-01"),
    ("L2", "2026-01-10", "earn", 50, None, "2026-12-31"),
    ("L3", "2026-02-01", "redeem", -30, None, None),
    ("L4", "2026-10-05", "pending", 40, "I6", None),
    ("L5", "2026-10-20", "activate", 40, "I6", "2027-10-20"),
    ("L6", "2026-11-02", "pending", 25, "I7", None),
    ("L7", "2026-11-10", "reverse", -5, "I7", None),
    ("L8", "2026-11-20", "earn", 999, None, None),  # after today
]
PAYOUTS: list[tuple[str, str, int, str, str | None]] = [
    # Id, date, amount, day it is due, day it was paid.
    ("M1", "2026-07-20", 150_000, "2026-07-20", "2026-07-22"),
    ("M2", "2026-10-15", 90_000, "2026-10-20", None),
    ("M3", "2026-11-10", 60_000, "2026-12-20", None),
]


def growth_club(version: str = "3", slabs: tuple[int, ...] = (5, 10, 20)) -> ProgramTerms:
    """A growth program; infant formula earns nothing."""
    return ProgramTerms.model_validate(
        {
            **_common("growth-club", version),
            "name": "Growth Club",
            "kind": "growth",
            "base_months": 6,
            "slabs": [
                {
                    "name": f"Slab {n}",
                    "metric": "growth_pct",
                    "at_least": slab,
                    "payout": {"percent": n},
                    "clause": f"3.{n}",
                }
                for n, slab in enumerate(slabs, 1)
            ],
            "tiers": [
                {"name": "Silver", "metric": "must_sell", "at_least": 2, "clause": "4.1"},
                {"name": "Gold", "metric": "must_sell", "at_least": 4, "clause": "4.2"},
            ],
            "must_sell": {"products": ["P1", "P2", "P6", "P7"], "clause": "4"},
            "exclusions": [
                {"regulated": ["infant_formula"], "reason": {"en": "The law."}, "clause": "7"}
            ],
        }
    )


def star_points() -> ProgramTerms:
    """Points: one per 10,000 IDR, doubled for Mango Tea from 15 October on."""
    return ProgramTerms.model_validate(
        {
            **_common("star-points", "1"),
            "name": "Star Points",
            "kind": "points",
            "countries": ["ID"],
            "tiers": [
                {"name": "Bronze", "metric": "points", "at_least": 50, "clause": "2.1"},
                {"name": "Gold", "metric": "points", "at_least": 500, "clause": "2.2"},
                {"name": "Big", "metric": "cases", "at_least": 20, "clause": "2.3"},
                {
                    "name": "Rich",
                    "metric": "net_value",
                    "at_least": {"IDR": 2_000_000},
                    "clause": "2.4",
                },
                {"name": "Pure", "metric": "purity_pct", "at_least": 80, "clause": "2.5"},
            ],
            "points": {
                "value": {"IDR": 100},
                "valid_months": 12,
                "min_redeem": 10,
                "pending_until_paid": True,
                "clause": "5",
            },
            "earn_rules": [
                {"key": "base", "points_per": {"IDR": 10_000}, "clause": "2"},
                {
                    "key": "new",
                    "points_per": {"IDR": 10_000},
                    "products": ["P6"],
                    "multiplier": 2,
                    "starts_on": "2026-10-15",
                    "clause": "2.9",
                },
            ],
        }
    )


def _common(code: str, version: str) -> dict[str, Any]:
    return {
        "code": code,
        "countries": ["ID", "KE"],
        "terms_version": version,
        "document": f"{code}.md",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "enroll_from": "2026-01-01",
        "enroll_until": "2026-11-30",
        "period": "quarter",
        "stacking_group": code,
        "summary": {"en": "What it is."},
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
            "sales_uplift_pct": 5,
            "cost_of_cash_pct_year": 18,
            "stock_days": 14,
        },
    }


def fill(engine: Engine) -> None:
    """Write the company into an empty, up-to-date database."""
    with writing(engine) as session:
        _fill_people(session)
        session.add_all([*_outlets(), *_products()])
        session.flush()
        session.add_all(
            [
                ProductName(product="P1", language="id", name="Teh Lemon 1,5 L", rank=0),
                ProductName(product="P1", language="id", name="teh lemon besar", rank=1),
                ProductPrice(
                    product="P1",
                    currency="IDR",
                    unit_price=Decimal(100_000),
                    retail_price=Decimal(10_000),
                ),
            ]
        )
        for terms in (growth_club("2", slabs=(8,)), growth_club(), star_points()):
            write_terms(session, terms)
        _fill_sales(session)
        _fill_standing(session)
        session.add(
            PackFile(
                path="company.yaml",
                sha256="0" * 64,
                loaded_at=LOADED_AT,
                content={
                    "name": "Nusa",
                    "default_country": "ID",
                    "currency": "IDR",
                    "languages": ["en", "id"],
                    "time_zone": "Asia/Jakarta",
                },
            )
        )


def _fill_people(session: Session) -> None:
    for code, name, kind, parent, country in TERRITORIES:
        session.add(Territory(code=code, name=name, kind=kind, parent=parent, country=country))
        session.flush()
    for user, (role, territories) in USERS.items():
        session.add(Person(id=user, name=user.title(), role=role, languages=["id", "en"]))
        session.flush()
        session.add_all([PersonTerritory(user_id=user, territory=t) for t in territories])


def _fill_sales(session: Session) -> None:
    for outlet, number, date, lines in INVOICES:
        session.add(Invoice(number=number, outlet=outlet, date=day(date), rep="budi"))
        session.flush()
        for line, (product, quantity, net) in enumerate(lines, 1):
            session.add(
                InvoiceLine(
                    invoice=number,
                    line=line,
                    product=product,
                    quantity=Decimal(quantity),
                    price=Decimal(100_000),
                    discount=Decimal(0),
                    net=Decimal(net),
                )
            )


def _fill_standing(session: Session) -> None:
    session.add_all(
        [
            _enrollment("E1", "A1", "star-points", "1", "active", "2025-09-01"),
            _enrollment("E2", "B1", "growth-club", "2", "active", "2026-09-10", base=500_000),
            _enrollment("E3", "A1", "growth-club", "2", "left", "2026-02-01", left="2026-06-30"),
        ]
    )
    session.add_all(ledger_entries())
    session.add(
        Visit(
            id="V1",
            outlet="A1",
            rep="budi",
            date=day("2026-11-12"),
            outcome="come_back",
            program="growth-club",
            promise="bring the statement",
            next_on=TODAY,
        )
    )
    session.add(Visit(id="V0", outlet="A1", rep="sari", date=day("2026-10-01"), outcome="ordered"))
    session.flush()
    session.add(
        ObjectionEvent(id="V1:1", visit="V1", objection="no-space", said="rak penuh", language="id")
    )
    session.add_all(
        [
            _case("C1", "A1", "late_delivery", "2026-11-01"),
            _case("C2", "A1", "claim", "2026-09-01", closed="2026-09-20"),
            _case("C3", "B1", "reward_dispute", "2026-11-10"),
            _case("C4", "A3", "claim", "2026-12-01"),  # after today
        ]
    )


def ledger_entries() -> list[LedgerEntry]:
    """The ledger of A1 in star-points."""
    points = [
        LedgerEntry(
            id=entry,
            outlet="A1",
            program="star-points",
            date=day(date),
            kind=kind,
            points=number,
            invoice=invoice,
            expires_on=day(expires) if expires else None,
        )
        for entry, date, kind, number, invoice, expires in POINTS
    ]
    payouts = [
        LedgerEntry(
            id=entry,
            outlet="A1",
            program="star-points",
            date=day(date),
            kind="payout",
            amount=Decimal(amount),
            due_on=day(due),
            paid_on=day(paid) if paid else None,
        )
        for entry, date, amount, due, paid in PAYOUTS
    ]
    return points + payouts


def _enrollment(
    code: str, outlet: str, program: str, version: str, status: str, joined: str, **more: Any
) -> Enrollment:
    return Enrollment(
        id=code,
        outlet=outlet,
        program=program,
        terms_version=version,
        status=status,
        joined_on=day(joined),
        left_on=day(more["left"]) if "left" in more else None,
        base_value=Decimal(more["base"]) if "base" in more else None,
    )


def _case(code: str, outlet: str, kind: str, opened: str, closed: str | None = None) -> Case:
    return Case(
        id=code,
        outlet=outlet,
        kind=kind,
        subject="Two cases came late",
        opened_on=day(opened),
        closed_on=day(closed) if closed else None,
    )
