"""The fake Data API and the real one answer alike: a story tested on one holds on the other."""

import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError
from knowledge.programs.progress import Purchase
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database, writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.pack_files import PackFile
from knowledge.records.tables.people import Person, PersonTerritory, Territory
from knowledge.records.tables.products import Product, ProductName, ProductPrice
from knowledge.records.tables.sales import Invoice, InvoiceLine
from knowledge.records.tables.visits import Case
from tests.fakes.records import MUST_SELL, REP, TODAY, FakeRecords, FakeShop
from tests.tools.story.shops import LENGTHS, PROGRAMS, context, world
from tools.story.arguments import StoryArguments
from tools.story.tool import SellingStory

CODES = ("STEADY", "CLAIM", "SMALL", "UNSURE", "FALLING", "TINY", "NEW", "BLANK", "MEMBER")
"""Shops of the fake world without a ledger, which is tested with the records."""


@pytest.fixture(scope="module")
def fake() -> FakeRecords:
    whole = world()
    return FakeRecords(shops={code: whole.shops[code] for code in CODES})


@pytest.fixture(scope="module")
def real(fake: FakeRecords, tmp_path_factory: pytest.TempPathFactory) -> DataAPI:
    path: Path = tmp_path_factory.mktemp("records") / "records.db"
    engine = open_database(f"sqlite:///{path}", upgrade_schema=True)
    _store(fake, engine)
    return DataAPI(engine, TODAY)


def test_shops_purchases_and_enrollments_are_the_same(fake: FakeRecords, real: DataAPI) -> None:
    for code in CODES:
        mine, its = fake.outlet(REP, code), real.outlet(REP, code)
        assert (mine.name, mine.overdue, mine.kyc_level) == (its.name, its.overdue, its.kyc_level)
        ours, theirs = fake.purchases(REP, code), real.purchases(REP, code)
        for name in ("months", "trend_percent", "last_order_on", "first_order_on", "net", "since",
                     "must_sell_bought"):  # fmt: skip
            assert getattr(ours, name) == getattr(theirs, name), (code, name)
        assert {h.product: h.net for h in ours.habits} == {h.product: h.net for h in theirs.habits}
        assert [c.kind for c in fake.cases(REP, code)] == [c.kind for c in real.cases(REP, code)]
        assert [e.program for e in fake.enrollments(REP, code)] == [
            e.program for e in real.enrollments(REP, code)
        ]


def test_progress_is_the_same_in_every_program(fake: FakeRecords, real: DataAPI) -> None:
    for code in CODES:
        for program in PROGRAMS:
            ours, theirs = fake.progress(REP, code, program), real.progress(REP, code, program)
            for name in ("base_monthly", "values", "missing_must_sell", "period_end", "days_left"):
                assert getattr(ours, name) == getattr(theirs, name), (code, program, name)
            assert [t.gap for t in ours.targets] == [t.gap for t in theirs.targets]


def test_what_is_not_there_is_not_found_in_both(fake: FakeRecords, real: DataAPI) -> None:
    for records in (fake, real):
        with pytest.raises(NotFoundError):
            records.outlet(REP, "NOBODY")
        assert records.find_outlets(REP, "zzzzqqq") == []
        assert records.find_outlets(REP, "Toko Turun")[0].code == "FALLING"


def test_the_same_stories_are_told_from_both(fake: FakeRecords, real: DataAPI) -> None:
    for code in CODES:
        for number, program in enumerate(PROGRAMS):
            asked = StoryArguments(outlet=code, program=program, length=LENGTHS[number % 4])
            mine, its = (
                SellingStory(records).run(asked, context("id")) for records in (fake, real)
            )
            assert mine.text == its.text


def _store(fake: FakeRecords, engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Territory(code="ID-JKT", name="Jakarta", kind="area", country="ID"))
        session.flush()
        session.add(Person(id=REP.id, name=REP.name, role="rep", languages=["en", "id"]))
        session.flush()
        session.add(PersonTerritory(user_id=REP.id, territory="ID-JKT"))
        for terms in fake.terms:
            write_terms(session, terms)
        _store_products(session, fake)
        for shop in fake.shops.values():
            _store_shop(session, shop)
        contents: dict[str, BaseModel] = {
            "company.yaml": fake.company(),
            "brand/guidelines.yaml": fake.brand(),
            "rules.yaml": fake.rules(),
            "playbook/frameworks.yaml": fake.frameworks(),
        }
        for path, model in contents.items():
            session.add(
                PackFile(path=path, sha256="0" * 64, content=model.model_dump(mode="json"),
                         loaded_at=dt.datetime(2026, 11, 16, tzinfo=dt.UTC))
            )  # fmt: skip


def _store_products(session: Session, fake: FakeRecords) -> None:
    local = {p.code: p.name for p in fake.products("id")}
    for product in fake.products("en", "IDR"):
        session.add(
            Product(
                code=product.code,
                name=product.name,
                category=product.category,
                unit="case",
                pieces_per_unit=product.pieces_per_unit,
                must_sell_channels=["general_trade"] if product.code in MUST_SELL else [],
                status="active",
            )
        )
        session.flush()
        session.add(
            ProductName(product=product.code, language="id", name=local[product.code], rank=0)
        )
        session.add(
            ProductPrice(product=product.code, currency="IDR", unit_price=product.unit_price,
                         retail_price=product.retail_price)
        )  # fmt: skip


def _store_shop(session: Session, shop: FakeShop) -> None:
    profile = shop.profile
    columns = Outlet.__table__.columns.keys()
    known = {name: getattr(profile, name) for name in columns if hasattr(profile, name)}
    session.add(Outlet(**{**known, "visit_days": []}))
    session.flush()
    by_day: dict[dt.date, list[Purchase]] = defaultdict(list)
    for line in shop.purchases:
        by_day[line.date].append(line)
    for date, lines in by_day.items():
        number = f"{profile.code}-{date:%y%m%d}"
        session.add(Invoice(number=number, outlet=profile.code, date=date, rep=REP.id))
        session.flush()
        for line_number, line in enumerate(lines, 1):
            session.add(
                InvoiceLine(invoice=number, line=line_number, product=line.product,
                            quantity=line.quantity, price=line.net / line.quantity, discount=0,
                            net=line.net)
            )  # fmt: skip
    for held in shop.enrollments:
        fields = {name: getattr(held, name) for name in held.__dataclass_fields__}
        session.add(Enrollment(outlet=profile.code, **fields))
    for case in shop.cases:
        fields = {name: getattr(case, name) for name in case.__dataclass_fields__}
        session.add(Case(**fields))
    session.flush()
