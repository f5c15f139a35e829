"""Validates a company pack: every error of every file in one go.

`python -m knowledge.pack.validation PACK` prints them.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.errors import CallError
from knowledge.pack.checks.expressions import check_expressions
from knowledge.pack.checks.invoices import InvoiceCheck
from knowledge.pack.checks.membership import EnrollmentCheck, check_case, check_ledger
from knowledge.pack.checks.papers import ReadPaper, check_papers, read_papers
from knowledge.pack.checks.people import (
    check_outlet,
    check_product,
    check_tree,
    check_user,
    keep_territory,
)
from knowledge.pack.checks.playbook import check_playbook
from knowledge.pack.checks.programs import check_programs
from knowledge.pack.checks.rows import Say, TableCheck
from knowledge.pack.checks.sheets import read_sheets
from knowledge.pack.contents import Contents
from knowledge.pack.findings import Findings
from knowledge.pack.layout import TABLES, check_layout, files_of, images_in, papers_in, programs_in
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.playbook import Objections
from knowledge.pack.schema.rows import ROWS, Row

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is and how far it goes (bytes, or papers)."""
OnRow = Callable[[Row, Say, Say], None]


def quiet(_stage: str, _done: int, _total: int) -> None:
    """For callers that show no progress."""


@dataclass(frozen=True)
class Options:
    """What validation may use beside the pack itself."""

    today: dt.date | None = None
    """None = the company's own `today`, else the real one in its time zone."""
    known_versions: frozenset[tuple[str, str]] = frozenset()
    """Program versions that were loaded before."""
    read_paper: ReadPaper | None = None
    """Parses a paper, so that a corrupt one is a finding; None = they are not parsed."""
    on_progress: Progress = quiet


def validate(pack: Path, options: Options | None = None) -> Findings:
    """All findings of a pack.

    Raises:
        CallError: there is no such folder.
    """
    return examine(pack, options).findings


def examine(pack: Path, options: Options | None = None) -> Contents:
    """Like `validate`, but returns what was read with the findings."""
    options = options or Options()
    if not pack.is_dir():
        raise CallError(f"There is no folder {pack} to load a company pack from.")
    files = files_of(pack)
    contents = Contents(pack, files, Findings(), options.known_versions)
    check_layout(files, contents.findings)
    read_sheets(contents)
    _know_names(contents)
    check_papers(contents)
    check_expressions(contents)
    _check_tables(contents, options)
    _know_products(contents)
    check_programs(contents)
    check_playbook(contents)
    if options.read_paper:
        total = len(contents.papers)
        report = options.on_progress
        read_papers(contents, options.read_paper, lambda n: report("Reading papers", n, total))
    return contents


def day_of(company: Company | None) -> dt.date:
    """What day it is for the company."""
    if company is None:
        return dt.datetime.now(dt.UTC).date()
    return company.today or dt.datetime.now(ZoneInfo(company.time_zone)).date()


def _know_names(contents: Contents) -> None:
    codes, objections = contents.codes, contents.model("playbook/objections.yaml", Objections)
    codes["papers"] = set(papers_in(contents.files))
    codes["images"] = set(images_in(contents.files))
    if len(contents.programs) == len(programs_in(contents.files)):
        codes["programs"] = {p.terms.code for p in contents.programs}
    if objections:
        codes["objections"] = {o.key for o in objections.objections}


def _know_products(contents: Contents) -> None:
    if "products" in contents.codes:
        products = contents.products.values()
        contents.codes["categories"] = {p.category for p in products if p.category}
        contents.codes["brands"] = {p.brand for p in products if p.brand}


def _check_tables(contents: Contents, options: Options) -> None:
    today = options.today or day_of(contents.model("company.yaml", Company))
    invoices = InvoiceCheck(contents, today)
    checks = _row_checks(contents, invoices)
    held = [name for name in TABLES if name in contents.files]
    sizes = {name: (contents.pack / name).stat().st_size for name in held}
    total, done = sum(sizes.values()), 0
    for name in held:
        stem = TABLES[name]
        check = TableCheck(stem, ROWS[stem], contents, remembers_keys=stem != "invoices")
        check.on_row = checks.get(stem, check.on_row)
        check.run(partial(_report, options.on_progress, f"Checking {name}", total, done))
        done += sizes[name]
        options.on_progress(f"Checking {name}", done, total)
        if stem == "territories":
            check_tree(contents)


def _report(on_progress: Progress, stage: str, total: int, before: int, read: int) -> None:
    on_progress(stage, before + read, total)


def _row_checks(contents: Contents, invoices: InvoiceCheck) -> dict[str, OnRow]:
    has_invoices = "data/invoices.csv" in contents.files
    numbers = invoices.numbers if has_invoices else None
    return {
        "territories": lambda row, _error, _warn: keep_territory(row, contents),
        "users": lambda row, error, _warn: check_user(row, error),
        "outlets": lambda row, error, warn: check_outlet(row, contents, error, warn),
        "products": lambda row, _error, warn: check_product(row, contents, warn),
        "invoices": invoices,
        "enrollments": EnrollmentCheck(contents),
        "ledger": lambda row, error, warn: check_ledger(row, numbers, error, warn),
        "cases": lambda row, error, warn: check_case(row, numbers, error, warn),
    }


def main(arguments: list[str]) -> int:
    """Print every finding; 1 = the pack cannot be loaded."""
    if len(arguments) != 1:
        sys.stderr.write("Call it with one folder: python -m knowledge.pack.validation PACK\n")
        return 2
    try:
        findings = validate(Path(arguments[0]))
    except CallError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in findings.warnings.lines():
        sys.stdout.write(f"warning: {line}\n")
    for line in findings.errors.lines():
        sys.stdout.write(f"{line}\n")
    counts = f"{findings.errors.total} errors, {findings.warnings.total} warnings"
    sys.stdout.write(f"{counts}\n")
    return 0 if findings.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
