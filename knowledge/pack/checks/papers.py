"""Papers: `documents.csv` and front matter agree with the schema and with what is on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.errors import ShelftalkError
from knowledge.documents.parsing import PaperError, paper_meta
from knowledge.pack.checks.rows import parse_row
from knowledge.pack.contents import SOURCES, Contents
from knowledge.pack.findings import Finding, quote
from knowledge.pack.layout import PAPERS_TABLE, papers_in
from knowledge.pack.reading import TableReader
from knowledge.pack.schema.papers import PaperRow

ReadPaper = Callable[[Path, PaperRow], object]
"""Parses a paper; raises ShelftalkError, ValueError or OSError when it cannot be read."""


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
        if path not in contents.broken_papers:
            try:
                read_paper(contents.pack / "documents" / path, paper)
            except (ShelftalkError, ValueError, OSError) as error:
                _refuse(contents, path, error)
        on_progress(number)


def _refuse(contents: Contents, path: str, error: Exception) -> None:
    """Leave a paper out: one that cannot be read must not keep a company from the rest."""
    contents.broken_papers.add(path)
    reason = " ".join(str(error).split()).rstrip(".")
    contents.findings.warn(
        Finding(
            f"documents/{path}",
            f"a paper that cannot be used ({reason})",
            "a sound paper; it is left out and the rest is loaded",
        )
    )


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
    try:
        return paper_meta(contents.pack / "documents" / path, base)
    except PaperError as error:
        _refuse(contents, path, error)
        return base


def _check_paper(contents: Contents, path: str, paper: PaperRow) -> None:
    name = f"documents/{path}"
    if paper.program is not None and not contents.knows("programs", paper.program):
        contents.findings.error(
            Finding(name, quote(paper.program), SOURCES["programs"], None, "program")
        )
    if paper.valid_from and paper.valid_to and paper.valid_from > paper.valid_to:
        contents.findings.error(
            Finding(name, quote(paper.valid_to), "a day not before valid_from", None, "valid_to")
        )
