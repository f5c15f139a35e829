"""Loads a company pack: all or nothing, only what changed, the same pack twice changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import CallError, StorageError
from knowledge.pack.changes import compare, fingerprints
from knowledge.pack.checks.papers import ReadPaper
from knowledge.pack.contents import Contents
from knowledge.pack.findings import Findings
from knowledge.pack.layout import PAPERS_TABLE, belongs, files_of
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.papers import PaperRow
from knowledge.pack.validation import Options, Progress, examine, quiet
from knowledge.pack.writing import quiet_changes, write_files, write_programs, write_tables
from knowledge.records.accounts import fill_passwords
from knowledge.records.database import is_loaded, reading, writing
from knowledge.records.enrollment.changing import keep_changes
from knowledge.records.intake import (
    Engine,
    Session,
    Tally,
    loaded_files,
    loaded_versions,
)

PaperChange = tuple[Path, PaperRow, str]
"""File on disk, what is known about it (with its path under `documents/`), SHA-256."""
IndexPapers = Callable[[list[PaperChange], list[str]], None]
"""Told the papers to index (again) and the paths under `documents/` that are gone."""


@dataclass(frozen=True)
class LoadOptions:
    """What a load may use beside the pack and the database."""

    today: dt.date | None = None
    """None = the company's `today`, else the real one in its time zone."""
    index_papers: IndexPapers | None = None
    """None = papers are left out and will be indexed by the first load that has one."""
    read_paper: ReadPaper | None = None
    on_progress: Progress = quiet
    check: bool = False
    """Only validate."""
    reindex_papers: bool = False
    """Index every paper, for when the paper index was lost and the records were not."""


@dataclass
class LoadReport:
    """What a load did."""

    pack: Path
    checked_only: bool = False
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    tables: dict[str, Tally] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)
    """Papers that were indexed."""
    new_passwords: int = 0
    """Users who got the demo password."""
    warnings: list[str] = field(default_factory=list)

    @property
    def unchanged(self) -> bool:
        """The pack was loaded already."""
        return not (self.checked_only or self.changed or self.gone)

    def summary(self) -> str:
        """What happened, in a sentence or two."""
        if self.checked_only:
            return f"The pack {self.pack} is right. Nothing was loaded."
        if self.unchanged:
            return f"The pack {self.pack} is loaded already. Nothing changed."
        added = sum(tally.added for tally in self.tables.values())
        changed = sum(tally.changed for tally in self.tables.values())
        removed = sum(tally.removed for tally in self.tables.values())
        return (
            f"Loaded {self.pack}: {len(self.changed)} files new or changed, {len(self.gone)} gone; "
            f"{added} rows added, {changed} changed, {removed} removed; "
            f"{len(self.papers)} papers indexed."
        )


def load(pack: Path, engine: Engine, options: LoadOptions | None = None) -> LoadReport:
    """Validate a pack and bring the records in line with it, in one transaction.

    Raises:
        CallError: there is no such folder.
        PackError: the pack has errors; nothing was written.
        StorageError: the database, the disk or the paper index failed; nothing was written.
    """
    options = options or LoadOptions()
    if not pack.is_dir():
        raise CallError(f"There is no folder {pack} to load a company pack from.")
    now = fingerprints(pack, [name for name in files_of(pack) if _counts(name, options)])
    before, versions = _loaded_before(engine, options)
    if not options.check and not compare(now, before):
        return LoadReport(pack)
    contents = examine(
        pack, Options(options.today, versions, options.read_paper, options.on_progress)
    )
    contents.findings.raise_errors()
    warnings = list(contents.findings.warnings.lines())
    if options.check:
        return LoadReport(pack, checked_only=True, warnings=warnings)
    report = LoadReport(pack, warnings=warnings)
    try:
        with writing(engine) as session:
            _write(session, contents, now, options, report)
    except OSError as error:
        raise StorageError(
            f"The pack could not be loaded ({error.strerror or error}): check the disk and try "
            "again. Nothing was loaded."
        ) from error
    return report


def _write(
    session: Session,
    contents: Contents,
    now: dict[str, str],
    options: LoadOptions,
    report: LoadReport,
) -> None:
    # Compared again inside the transaction: another load may have come first.
    changes = compare(now, _digests(session, options))
    report.changed, report.gone = sorted(changes.changed), sorted(changes.gone)
    report.warnings += quiet_changes(session, contents, changes)
    findings = Findings()
    write_programs(session, contents, changes)
    report.tables = write_tables(session, contents, changes, findings, options.on_progress)
    findings.raise_errors()
    keep_changes(session)
    papers = _changed_papers(session, contents, now, options) if options.index_papers else []
    write_files(session, contents, now, changes, papers=[meta for _, meta, _ in papers])
    report.new_passwords = _give_passwords(session, contents)
    session.flush()
    if options.index_papers:
        sound = [p for p in papers if p[1].path not in contents.broken_papers]
        left_out = [m.path for _, m, _ in papers if m.path in contents.broken_papers]
        gone = [n.removeprefix("documents/") for n in report.gone if _is_paper(n)]
        if papers or gone:
            options.index_papers(sound, [*gone, *left_out])
        report.papers = [meta.path for _, meta, _ in sound]


def _is_paper(name: str) -> bool:
    return name.startswith("documents/") and name != PAPERS_TABLE


def _loaded_before(
    engine: Engine, options: LoadOptions
) -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    """Digests of the files, and program versions; nothing where nothing was loaded yet."""
    if not is_loaded(engine):
        return {}, frozenset()
    with reading(engine) as session:
        return _digests(session, options), loaded_versions(session)


def _counts(name: str, options: LoadOptions) -> bool:
    """Papers only count where they can be indexed."""
    in_papers = name.startswith("documents/") and options.index_papers is None
    return belongs(name) and not in_papers


def _digests(session: Session, options: LoadOptions) -> dict[str, str]:
    loaded = {name: digest for name, (digest, _) in loaded_files(session).items()}
    return {
        name: "" if options.reindex_papers and _is_paper(name) else digest
        for name, digest in loaded.items()
        if _counts(name, options)
    }


def _changed_papers(
    session: Session, contents: Contents, now: dict[str, str], options: LoadOptions
) -> list[PaperChange]:
    """Papers whose text or whose line in `documents.csv` differs."""
    changed, loaded = [], loaded_files(session)
    for path, meta in contents.papers.items():
        name = f"documents/{path}"
        before = None if options.reindex_papers else loaded.get(name)
        if before != (now[name], meta.model_dump(mode="json")):
            changed.append((contents.pack / name, meta, now[name]))
    return changed


def _give_passwords(session: Session, contents: Contents) -> int:
    company = contents.model("company.yaml", Company)
    if company is None or company.demo_password is None:
        return 0
    return fill_passwords(session, company.demo_password)
