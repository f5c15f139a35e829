from __future__ import annotations

import csv

import pytest

from knowledge.pack import docs
from knowledge.pack.layout import SHEETS, TABLES
from knowledge.pack.schema.rows import ROWS
from tests.knowledge.pack.conftest import SMALLEST


def test_the_committed_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main(["--check"]) == 0, capsys.readouterr().err


def test_every_column_has_its_line() -> None:
    text = docs.page()
    for name, stem in TABLES.items():
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for column, field in ROWS[stem].model_fields.items():
            [line] = [x for x in section.splitlines() if x.startswith(f"| `{column}` |")]
            required = line.replace("\\|", "").split("|")[4].strip()
            assert required.startswith("yes" if field.is_required() else "no"), line


def test_every_yaml_file_is_described_with_a_working_example() -> None:
    text = docs.page()
    for name in SHEETS:
        assert f"## {name}\n" in text
        assert (SMALLEST / name).read_text(encoding="utf-8").rstrip() in text


def test_the_smallest_pack_shows_every_column_of_every_table() -> None:
    for name, stem in TABLES.items():
        with (SMALLEST / name).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert set(header) == set(ROWS[stem].model_fields), name
