"""The loader on a real PostgreSQL: other types, stricter keys, the same records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.pack.findings import PackError
from knowledge.pack.loading import load
from knowledge.records.database import open_database
from knowledge.records.intake import Engine
from knowledge.records.tables import Record
from tests.knowledge.pack.conftest import Company, PackBuilder
from tests.postgres import ServerDatabases

Rows = dict[str, list[tuple[object, ...]]]

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def engine(server_databases: ServerDatabases) -> Iterator[Engine]:
    engine = open_database(server_databases.new(), upgrade_schema=True)
    yield engine
    engine.dispose()


def typed_rows(engine: Engine) -> Rows:
    """Every row as the tables' types give it, without moments and salts."""
    left_out = {"loaded_at", "password_hash"}
    found: Rows = {}
    with engine.connect() as connection:
        for table in Record.metadata.sorted_tables:
            columns = [c for c in table.columns if c.name not in left_out]
            rows = connection.execute(table.select().with_only_columns(*columns))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def test_postgresql_gets_the_same_records_as_sqlite(
    engine: Engine, company: Company, pack: PackBuilder
) -> None:
    load(pack.path, engine)
    load(company.pack.path, company.engine)
    assert typed_rows(engine) == typed_rows(company.engine)


def test_postgresql_is_loaded_incrementally(engine: Engine, pack: PackBuilder) -> None:
    load(pack.path, engine)
    before = typed_rows(engine)
    assert load(pack.path, engine).unchanged
    pack.replace("data/invoices.csv", "F-1002,1,T-002,2026-11-02", "F-1002,1,T-002,2026-11-03")
    pack.append("data/invoices.csv", "F-1003,1,T-002,2026-11-04,K-100,2,150000,,300000,,,,")
    tables = load(pack.path, engine).tables
    assert (tables["invoices"].added, tables["invoices"].changed) == (1, 1)
    assert (tables["invoice_lines"].added, tables["invoice_lines"].changed) == (1, 0)
    pack.replace("data/ledger.csv", "36000", "46000")
    with pytest.raises(PackError):
        load(pack.path, engine)
    assert typed_rows(engine)["ledger"] == before["ledger"]
