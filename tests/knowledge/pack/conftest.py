"""Packs for tests: the smallest example, changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.pack.findings import Findings
from knowledge.pack.loading import IndexPapers, LoadOptions, LoadReport, PaperChange, load
from knowledge.pack.validation import validate
from knowledge.records.database import open_database
from knowledge.records.intake import Engine

SMALLEST = Path(__file__).parents[3] / "examples/smallest"


@dataclass(frozen=True)
class PackBuilder:
    """A pack on disk that a test may spoil."""

    path: Path

    def write(self, name: str, text: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def append(self, name: str, line: str) -> None:
        self.write(name, self.read(name) + line + "\n")

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def findings(self) -> Findings:
        return validate(self.path)

    def errors(self) -> list[str]:
        return list(self.findings().errors.lines())

    def warnings(self) -> list[str]:
        return list(self.findings().warnings.lines())


class Shelf:
    """A paper index that works: it holds texts by path, and can be told to fail."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.calls = 0
        self.failure: Exception | None = None

    def index(self, changes: list[PaperChange], removed: list[str]) -> None:
        if self.failure:
            raise self.failure
        self.calls += 1
        for file, meta, _sha256 in changes:
            self.held[meta.path] = file.read_text(encoding="utf-8")
        for path in removed:
            self.held.pop(path, None)  # one that never could be read was never held


@dataclass(frozen=True)
class Company:
    """A pack, a real SQLite file and a paper index."""

    pack: PackBuilder
    engine: Engine
    shelf: Shelf
    folder: Path

    def load(self, index: IndexPapers | None = None) -> LoadReport:
        return load(
            self.pack.path, self.engine, LoadOptions(index_papers=index or self.shelf.index)
        )

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        with self.engine.connect() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
            tables = sorted(str(name) for (name,) in names)
            return {
                table: [
                    tuple(row)
                    for row in connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY 1, 2')  # noqa: S608 - names come from the catalog
                ]
                for table in tables
                if table != "alembic_version"
            }

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.fixture
def pack(tmp_path: Path) -> PackBuilder:
    shutil.copytree(SMALLEST, tmp_path / "pack")
    return PackBuilder(tmp_path / "pack")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "records.db"
    open_database(f"sqlite:///{file}", upgrade_schema=True).dispose()
    return file


@pytest.fixture
def company(pack: PackBuilder, tmp_path: Path, empty_database: Path) -> Company:
    (tmp_path / "home").mkdir()
    shutil.copy(empty_database, tmp_path / "home/records.db")
    engine = open_database(f"sqlite:///{tmp_path / 'home' / 'records.db'}")
    return Company(pack, engine, Shelf(), tmp_path / "home")
