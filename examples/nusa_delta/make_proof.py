"""Proves what `questions_papers.yaml` expects: it must stand in the papers' own files.

The files are read here in the plainest way, and the clause is found by its heading, so that a fault
of the product's parsers cannot hide in the suite.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml

SOURCES = {
    "growth-club-leaflet.pdf": "growth-club-leaflet.md",
    "star-points-leaflet.id.pdf": "star-points-leaflet.id.md",
    "support-handbook.docx": "support-handbook.md",
}
"""Papers that are rendered, and what from."""
NEEDED = ("status", "contains_any", "excludes", "cites_any")


def plain(text: str) -> str:
    """Without case, marks and kinds of digits, as the suite is compared."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)
    return " ".join("".join(digits).casefold().split())


class PaperFacts:
    """The facts of `questions_papers.yaml` with their expectations."""

    def __init__(self, pack: Path, facts: Sequence[Mapping[str, Any]]) -> None:
        self._pack = pack
        self._facts = {str(fact["id"]): fact for fact in facts}

    def all(self) -> list[Mapping[str, Any]]:
        """In the order of the file."""
        return list(self._facts.values())

    def expectation(self, name: str, user: str, *, excludes: bool = True) -> dict[str, Any]:
        """What a right answer holds. Raises ValueError when the papers do not say it."""
        fact = self._facts[name]
        says = [text.replace("{n}", self._value(fact)) for text in fact["says"]]
        found = [t for t in says if any(self._holds(p, t) for p in self._places(fact["in"], says))]
        if not found:
            raise ValueError(f"{name}: no paper says any of {says}")
        expected = {
            "status": ["answered"],
            "contains_any": found,
            "excludes": list(fact.get("excludes", ())) if excludes else [],
            "cites_any": self._places(fact["in"], found),
        }
        return {key: expected[key] for key in NEEDED if expected[key]}

    def _value(self, fact: Mapping[str, Any]) -> str:
        if "value" not in fact:
            return "{n}"
        found: Any = self._program(fact["program"])
        for step in str(fact["value"]).split("."):
            found = found[int(step)] if step.isdecimal() else found[step]
        return str(found)

    @cache  # noqa: B019 - one object per run
    def _program(self, code: str) -> Any:
        text = (self._pack / "programs" / f"{code}.yaml").read_text("utf-8")
        return yaml.safe_load(text)

    def _places(self, places: Sequence[str], says: Sequence[str]) -> list[str]:
        """The places; one that ends in `*` is every section that says it, of papers so named."""
        named = []
        for place in places:
            if place.endswith("*"):
                named += [
                    each
                    for paper in self._papers()
                    if paper.startswith(place[:-1])
                    for each in self._sections(paper)
                    if any(self._holds(each, text) for text in says)
                ]
            else:
                named.append(place)
        return named

    def _papers(self) -> list[str]:
        kept = sorted(path.name for path in (self._pack / "documents").iterdir())
        return [name for name in kept if name != "documents.csv"]

    @cache  # noqa: B019 - one object per run
    def _sections(self, path: str) -> list[str]:
        """Every heading's place: by its number, else by its first words."""
        if path.endswith(".xlsx"):
            return [path]
        heads = re.findall(r"^#+ (.*)$", self._section(path, ""), re.M)
        slugs = [re.sub(r"[\W_]+", "-", head.casefold()).strip("-") for head in heads]
        short = [m[0] if (m := re.match(r"\d-\d(?=-|$)", s)) else s[:24] for s in slugs]
        return [f"{path}#{anchor}" for anchor in dict.fromkeys(short)] or [path]

    def _holds(self, place: str, text: str) -> bool:
        path, _, anchor = place.partition("#")
        return plain(text) in plain(self._section(path, anchor))

    @cache  # noqa: B019 - one object per run
    def _section(self, path: str, anchor: str) -> str:
        """The text under the first heading that begins like the anchor; all of a paper without."""
        if path.endswith(".xlsx"):
            return self._sheets(path)
        folder, name = ("sources", SOURCES[path]) if path in SOURCES else ("documents", path)
        text = (self._pack / folder / name).read_text("utf-8")
        if path.endswith(".html"):
            text = re.sub(r"<h(\d)>", lambda m: "\n" + "#" * int(m[1]) + " ", text)
            text = html.unescape(re.sub(r"<[^>]+>", " ", text))
        if not anchor:
            return text
        for piece in re.split(r"^#+ ", text, flags=re.M)[1:]:
            title, _, body = piece.partition("\n")
            slug = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
            if slug.startswith(anchor):
                return piece if body.strip() else text
        raise ValueError(f"{path} has no heading that begins like {anchor!r}")

    def _sheets(self, path: str) -> str:
        book = openpyxl.load_workbook(self._pack / "documents" / path, data_only=True)
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)
