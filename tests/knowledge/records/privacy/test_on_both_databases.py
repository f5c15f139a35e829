"""Erasing and exporting on SQLite and PostgreSQL, and who may ask for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.chat.history_tables import SCHEMA
from assistant.chat.history_tables import migrate as make_chat
from assistant.domain import Role, User
from assistant.errors import NotFoundError, RefusedError
from knowledge.records.database import Engine, reading, writing
from knowledge.records.enrollment.audit import RecordedAudit
from knowledge.records.privacy.erasing import erase
from knowledge.records.privacy.exporting import SECTIONS, export
from knowledge.records.tables import Record
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.visits import Case

SHOP, NAME, PHONE = "A1", "Pak Slamet", "+62 812-3456-5417"  # of the test company
HEAD = User("head", "Head", Role.MANAGER, ("id",), ())


def _plant(engine: Engine) -> None:
    case = Case(
        id="C-erase", outlet=SHOP, kind="claim", subject=f"{NAME} wants a call on 0812 3456 5417",
        opened_on=dt.date(2026, 11, 2), closed_on=None, invoice=None, program=None, amount=None,
    )  # fmt: skip
    with writing(engine) as session:
        session.add(case)


def test_erased_from_the_records_and_the_chat_and_twice_is_no_error(
    own_engine: Engine, tmp_path: Path
) -> None:
    _plant(own_engine)
    is_server = own_engine.dialect.name == "postgresql"
    url = own_engine.url.render_as_string(hide_password=False)
    make_chat(url if is_server else f"sqlite:///{tmp_path}/chat.db")
    if is_server:
        with own_engine.begin() as connection:
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            row = {"id": "s1", "output": f"{NAME} agreed", "metadata": f'{{"for": "{NAME}"}}'}
            connection.execute(
                text(
                    "INSERT INTO steps (id, output, metadata)"
                    " VALUES (:id, :output, CAST(:metadata AS JSONB))"
                ),
                row,
            )
    done = erase(own_engine, tmp_path, HEAD, SHOP)
    assert done.removed >= 2
    with reading(own_engine) as session:
        shop = session.get_one(Outlet, SHOP)
        assert (shop.owner_name, shop.phone) == (None, None)
        assert session.get_one(Case, "C-erase").subject == "[erased] wants a call on [erased]"
    if is_server:
        with own_engine.begin() as connection:
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            kept = connection.execute(text("SELECT output, metadata->>'for' FROM steps")).one()
        assert tuple(kept) == ("[erased] agreed", "[erased]")
    assert RecordedAudit(own_engine).verify()[1] == []
    assert erase(own_engine, tmp_path, HEAD, SHOP).removed == 0


def test_an_owner_is_found_by_his_number_however_it_is_written(own_engine: Engine) -> None:
    for wanted in (SHOP, PHONE, "0812 3456 5417", "6281234565417"):
        made = export(own_engine, HEAD, wanted)
        assert made.data["outlets"] == (SHOP,)
        assert made.data["kept"]["outlets"][0]["owner_name"] == NAME
        assert f"owner_name: {NAME}" in made.as_text()
    assert RecordedAudit(own_engine).about(SHOP)[-1].kind == "privacy.exported"


def test_no_table_about_outlets_is_left_out_of_an_export() -> None:
    about = {t.name for t in Record.metadata.sorted_tables if "outlet" in t.c}
    assert about <= set(SECTIONS)


@pytest.mark.parametrize("role", [Role.REP, Role.TRAINER, Role.SUPPORT])
def test_only_a_manager_erases(role: Role, own_engine: Engine, tmp_path: Path) -> None:
    user = User("x", "X", role, ("id",), ("R1",))
    with pytest.raises(RefusedError, match="Only a manager"):
        erase(own_engine, tmp_path, user, SHOP)
    if role is not Role.SUPPORT:
        with pytest.raises(RefusedError, match="manager or support"):
            export(own_engine, user, SHOP)


def test_a_shop_that_is_not_to_be_seen_is_not_there(own_engine: Engine, tmp_path: Path) -> None:
    elsewhere = User("m2", "M", Role.MANAGER, ("id",), ("nowhere",))
    for wanted in (SHOP, PHONE, "no such shop", "'; DROP TABLE outlets"):
        with pytest.raises(NotFoundError):
            erase(own_engine, tmp_path, elsewhere, wanted)
