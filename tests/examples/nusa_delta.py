"""Reads the sample company's written half: programs, papers, YAML files."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.documents.chunks import Chunk
from knowledge.documents.parsing import paper_meta, parse_paper
from knowledge.pack.schema.papers import PaperRow
from knowledge.programs.terms import ProgramTerms

PACK = Path(__file__).resolve().parents[2] / "examples" / "nusa_delta"
PAPERS = PACK / "documents"
TODAY = dt.date(2026, 11, 16)
LANGUAGES = {"en", "id", "sw", "ar"}


def load(name: str) -> Any:
    return yaml.safe_load((PACK / name).read_text("utf-8"))


@cache
def programs() -> dict[str, ProgramTerms]:
    """By code, the version that starts last."""
    files = (PACK / "programs").glob("*.yaml")
    read = [ProgramTerms.model_validate(load(f"programs/{f.name}")) for f in files]
    return {p.code: p for p in sorted(read, key=lambda p: p.starts_on)}


@cache
def listed() -> dict[str, PaperRow]:
    with (PAPERS / "documents.csv").open(encoding="utf-8", newline="") as file:
        filled = ({k: v for k, v in row.items() if v} for row in csv.DictReader(file))
        return {row["path"]: PaperRow.model_validate(row) for row in filled}


@cache
def chunks(path: str) -> list[Chunk]:
    meta = paper_meta(PAPERS / path, listed().get(path, PaperRow(path=path)))
    return parse_paper(PAPERS / path, meta)


@cache
def text(path: str) -> str:
    return "\n".join(f"{c.title}\n{c.text}" for c in chunks(path))


def papers() -> list[str]:
    return sorted(f.name for f in PAPERS.iterdir() if f.name != "documents.csv")


def meta(path: str) -> PaperRow:
    return chunks(path)[0].paper
