"""The smallest pack twice: as it is, and with orders planted wherever somebody may write."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from assistant.bootstrap import Services, build
from assistant.domain import Reply, Turn
from assistant.loading import load_pack
from assistant.settings import Settings
from tests.injected.sentences import ORDERS

SPOKEN = {"conversation_threads", "turns", "model_calls", "audit_entries", "audit_head"}
"""What every conversation keeps of itself."""
PLANTED = "notes-for-reps.md"
SMALLEST = Path(__file__).parents[2] / "examples" / "smallest"


@dataclass(frozen=True)
class Desk:
    """A company to ask."""

    services: Services

    def ask(self, message: str, outlet: str | None = "T-001", user: str = "rina") -> Reply:
        thread = f"{user}-{abs(hash((message, outlet)))}"
        return self.services.respond(
            Turn(message, self.services.user(user), thread, outlet, language="en")
        )

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything on record but the conversations themselves."""
        with self.services.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names()) - SPOKEN
            return {table: _rows(connection, table) for table in tables}


def _rows(connection: Connection, table: str) -> list[tuple[object, ...]]:
    found = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  # its own tables' names
    return sorted(map(tuple, found), key=repr)


def _load(pack: Path, home: Path) -> Desk:
    settings = Settings(home=home, model="embedded", _env_file=None)
    load_pack(pack, settings, lambda *_: None, check=False, if_empty=False)
    return Desk(build(settings))


def _plant(pack: Path) -> None:
    """A paper of nothing else, in the genuine paper, in names and in notes."""
    sections = "".join(f"## Note {n}\n\n{order}\n\n" for n, order in enumerate(ORDERS, 1))
    head = "---\ntitle: Notes\nprogram: growth-cup\nlanguage: en\n---\n\n# Notes\n\n"
    (pack / "documents" / PLANTED).write_text(head + sections, encoding="utf-8")
    terms = pack / "documents" / "growth-cup.md"
    told = terms.read_text(encoding="utf-8")
    terms.write_text(f"{told}\n## 4. More\n\n{' '.join(ORDERS)}\n", encoding="utf-8")
    _write(pack / "data" / "products.csv", "name", lambda n, old: f"{old}. {ORDERS[n]}")
    _write(pack / "data" / "product_names.csv", "name", lambda n, old: f"{old}. {ORDERS[10 + n]}")
    _write(pack / "data" / "visits.csv", "promise", lambda n, _old: ORDERS[2 + n])
    _write(pack / "data" / "visits.csv", "said", lambda n, _old: ORDERS[11 + n])
    _write(pack / "data" / "cases.csv", "subject", lambda n, _old: ORDERS[7 + n])
    _write(pack / "data" / "ledger.csv", "reason", lambda n, _old: ORDERS[n])


def _write(file: Path, column: str, planted: Callable[[int, str], str]) -> None:
    with file.open(encoding="utf-8", newline="") as read:
        rows = list(csv.DictReader(read))
    for number, row in enumerate(rows):
        row[column] = planted(number, row[column])
    with file.open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def clean_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """As it is."""
    return _load(SMALLEST, tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="session")
def planted_desk(clean_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With orders in it."""
    folder = tmp_path_factory.mktemp("planted")
    pack, home = folder / "pack", folder / "home"
    shutil.copytree(SMALLEST, pack)
    _plant(pack)
    # What was learned of the examples is the same; it is not learned again.
    shutil.copytree(clean_desk.services.settings.home / "examples", home / "examples")
    return _load(pack, home)
