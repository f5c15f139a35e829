"""Papers: `documents.csv` and front matter agree with the schema and with what is on disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.errors import ShelftalkError
from knowledge.pack.checks.rows import parse_row
from knowledge.pack.contents import SOURCES, Contents
from knowledge.pack.findings import Finding, quote
from knowledge.pack.layout import PAPERS_TABLE, papers_in
from knowledge.pack.reading import TableReader
from knowledge.pack.schema.papers import PaperRow
from knowledge.pack.sheets import PlainLoader
from knowledge.pack.wording import found, wanted

ReadPaper = Callable[[Path, PaperRow], object]
"""Parses a paper; raises ShelftalkError, ValueError or OSError when it cannot be read."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TEXT_SUFFIXES = (".md", ".html", ".htm", ".txt")


def check_papers(contents: Contents) -> None:
    """Know every paper of the pack."""
    listed = _read_table(contents)
    for path in papers_in(contents.files):
        contents.papers[path] = _with_front_matter(contents, path, listed.get(path))
    for path, paper in contents.papers.items():
        _check_paper(contents, path, paper)


def read_papers(
    contents: Contents, read_paper: ReadPaper, on_progress: Callable[[int], None]
) -> None:
    """Parse every paper, so that a corrupt one is known before anything is written."""
    for number, (path, paper) in enumerate(contents.papers.items(), start=1):
        name = f"documents/{path}"
        try:
            read_paper(contents.pack / name, paper)
        except (ShelftalkError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())
            contents.findings.error(
                Finding(name, f"a paper that cannot be read ({reason})", "a sound file")
            )
        on_progress(number)


def _read_table(contents: Contents) -> dict[str, PaperRow]:
    listed: dict[str, PaperRow] = {}
    if PAPERS_TABLE not in contents.files:
        return listed
    on_disk = set(papers_in(contents.files))
    reader = TableReader(contents.pack / PAPERS_TABLE, PAPERS_TABLE, PaperRow, contents.findings)
    for number, cells in reader:
        row = parse_row(PaperRow, PAPERS_TABLE, number, cells, contents.findings)
        if row is None:
            continue
        if row.path in listed or row.path not in on_disk:
            again = row.path in listed
            contents.findings.error(
                Finding(
                    PAPERS_TABLE,
                    quote(row.path) + (" again" if again else ""),
                    "each paper once" if again else "a paper that is in documents/",
                    number,
                    "path",
                )
            )
        listed[row.path] = row
    return listed


def _with_front_matter(contents: Contents, path: str, listed: PaperRow | None) -> PaperRow:
    base = listed or PaperRow(path=path)
    own = front_matter(contents.pack / "documents" / path)
    if isinstance(own, str):
        contents.findings.error(Finding(f"documents/{path}", own, "front matter as valid YAML", 1))
        return base
    unknown = own.keys() - PaperRow.model_fields.keys()
    for key in sorted(map(str, unknown)):
        known = ", ".join(PaperRow.model_fields)
        contents.findings.warn(
            Finding(
                f"documents/{path}",
                f"the unknown key {quote(key)}",
                f"one of {known}; it is ignored",
            )
        )
    try:
        return PaperRow.model_validate(base.model_dump(exclude_unset=True) | own | {"path": path})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            column = str(detail["loc"][0])
            contents.findings.error(
                Finding(f"documents/{path}", found(detail), wanted(detail), 1, column)
            )
        return base


def front_matter(path: Path) -> dict[str, object] | str:
    """Keys between `---` lines at the top of a text file; a str says what is wrong with them."""
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return {}
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}
    try:
        # The loader is a SafeLoader with fewer implicit types.
        value = yaml.load(match[1], Loader=PlainLoader)  # noqa: S506
    except yaml.YAMLError as error:
        return " ".join(str(error).split())
    if not isinstance(value, dict):
        return {} if value is None else "no keys"
    return {key: item for key, item in value.items() if item is not None}


def _check_paper(contents: Contents, path: str, paper: PaperRow) -> None:
    name = f"documents/{path}"
    if (contents.pack / name).stat().st_size == 0:
        contents.findings.error(Finding(name, "an empty file", "a paper"))
    if paper.program is not None and not contents.knows("programs", paper.program):
        contents.findings.error(
            Finding(name, quote(paper.program), SOURCES["programs"], None, "program")
        )
    if paper.valid_from and paper.valid_to and paper.valid_from > paper.valid_to:
        contents.findings.error(
            Finding(name, quote(paper.valid_to), "a day not before valid_from", None, "valid_to")
        )
