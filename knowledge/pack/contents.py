"""What validation has read of a pack so far: small enough to keep whatever the pack's size."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from knowledge.pack.findings import Finding, Findings, quote
from knowledge.pack.schema.papers import PaperRow
from knowledge.pack.schema.rows import OutletRow, ProductRow, TerritoryRow
from knowledge.pack.sheets import Sheet
from knowledge.programs.terms import ProgramTerms

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class ProgramFile:
    """One version of a program's terms, and where it stands."""

    name: str
    sheet: Sheet
    terms: ProgramTerms


@dataclass
class Contents:
    """The pack as read."""

    pack: Path
    files: list[str]
    findings: Findings
    known_versions: frozenset[tuple[str, str]] = frozenset()
    """Program versions loaded before: enrollments may still stand on them."""
    codes: dict[str, set[str]] = field(default_factory=dict)
    """File stem → codes in it (also of rows with errors). A stem that is not there could not be
    read, and nothing is said about references to it."""
    sheets: dict[str, tuple[Sheet, BaseModel]] = field(default_factory=dict)
    programs: list[ProgramFile] = field(default_factory=list)
    territories: dict[str, TerritoryRow] = field(default_factory=dict)
    outlets: dict[str, OutletRow] = field(default_factory=dict)
    channels: set[str] = field(default_factory=set)
    products: dict[str, ProductRow] = field(default_factory=dict)
    papers: dict[str, PaperRow] = field(default_factory=dict)
    """Path under `documents/` → what is known about the paper."""
    broken_papers: set[str] = field(default_factory=set)

    def model(self, name: str, kind: type[Model]) -> Model | None:
        """A YAML file's content, if it was there and right."""
        held = self.sheets.get(name)
        return held[1] if held and isinstance(held[1], kind) else None

    def versions(self, program: str) -> list[ProgramTerms]:
        """Every version of a program in the pack."""
        return [p.terms for p in self.programs if p.terms.code == program]

    def knows(self, stem: str, code: str) -> bool:
        """False only when the file was read and has no such code."""
        return stem not in self.codes or code in self.codes[stem]


@dataclass(frozen=True)
class Place:
    """Says findings about one file; keeps the checks themselves short."""

    contents: Contents
    name: str
    sheet: Sheet | None = None

    def error(self, place: tuple[int | str, ...], found: Any, wanted: str) -> None:
        """An error at a key path of a YAML file. `found` is quoted."""
        self.contents.findings.error(self._finding(place, found, wanted))

    def warn(self, place: tuple[int | str, ...], found: Any, wanted: str) -> None:
        """A warning at a key path of a YAML file. `found` is quoted."""
        self.contents.findings.warn(self._finding(place, found, wanted))

    def _finding(self, place: tuple[int | str, ...], found: Any, wanted: str) -> Finding:
        line = self.sheet.line(place) if self.sheet else None
        return Finding(self.name, quote(found), wanted, line, ".".join(map(str, place)))

    def code(self, place: tuple[int | str, ...], stem: str, code: str | None) -> None:
        """A code must be found in `data/STEM.csv`, or among the programs or papers."""
        if code is not None and not self.contents.knows(stem, code):
            self.error(place, code, SOURCES.get(stem, f"a code in data/{stem}.csv"))


SOURCES = {
    "programs": "the code of a program in programs/",
    "papers": "the path of a paper under documents/",
    "images": "the path of an image under brand/images/",
    "objections": "a key in playbook/objections.yaml",
    "categories": "a category in data/products.csv",
    "brands": "a brand in data/products.csv",
}
"""What a reference to something that is no CSV file wants."""
