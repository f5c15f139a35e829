"""Which files a pack may hold, and which it must."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from pathlib import Path

from knowledge.pack.findings import Finding, Findings
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.guardrails import GuardrailPolicy
from knowledge.pack.schema.papers import SUFFIXES
from knowledge.pack.schema.playbook import Frameworks, Objections, Personas, Rubric
from knowledge.pack.schema.rows import REQUIRED, ROWS
from knowledge.pack.schema.rules import Rules
from knowledge.programs.terms import Strict

SHEETS: dict[str, type[Strict]] = {
    "company.yaml": Company,
    "brand/guidelines.yaml": BrandGuidelines,
    "rules.yaml": Rules,
    "guardrails.yaml": GuardrailPolicy,
    "playbook/frameworks.yaml": Frameworks,
    "playbook/objections.yaml": Objections,
    "playbook/personas.yaml": Personas,
    "playbook/rubric.yaml": Rubric,
}
"""YAML file → the model it must fit."""
OPTIONAL_SHEETS = frozenset({"playbook/personas.yaml", "playbook/rubric.yaml"})
"""Role-play only. The others decide what may be said, so a company must have seen them."""
TABLES = {f"data/{stem}.csv": stem for stem in ROWS}
PAPERS_TABLE = "documents/documents.csv"
REQUIRED_FILES = (
    *(name for name in SHEETS if name not in OPTIONAL_SHEETS),
    *(f"data/{stem}.csv" for stem in REQUIRED),
)
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".svg")
_PROGRAM = re.compile(r"programs/[^/]+\.yaml")
_BESIDE = re.compile(
    r"readme(\.md|\.txt)?|eval/[^/]+\.jsonl|make_\w+\.py|sources/[^/]+", re.IGNORECASE
)
"""Not part of the pack, but at home beside it: a word to the reader, evaluation suites, and in an
example the scripts that made it with what they read."""
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


def files_of(pack: Path) -> list[str]:
    """Paths of every file, relative, with forward slashes, sorted; hidden ones are left out."""
    found = []
    for folder, folders, names in os.walk(pack, followlinks=True):
        folders[:] = [f for f in folders if not f.startswith((".", "__pycache__"))]
        found += [
            Path(folder, name).relative_to(pack).as_posix() for name in names if _is_visible(name)
        ]
    return sorted(found)


def belongs(file: str) -> bool:
    """False for what only lies beside the pack."""
    return not _BESIDE.fullmatch(file)


def _is_visible(name: str) -> bool:
    # `~$x.docx` is what Office leaves beside a file that is open.
    return not name.startswith((".", "~$")) and name.lower() not in _SYSTEM_FILES


def programs_in(files: list[str]) -> list[str]:
    """The program files among them."""
    return [f for f in files if _PROGRAM.fullmatch(f)]


def papers_in(files: list[str]) -> list[str]:
    """The program papers among them, as paths under `documents/`."""
    return [
        f.removeprefix("documents/")
        for f in files
        if f.startswith("documents/") and f.lower().endswith(SUFFIXES)
    ]


def images_in(files: list[str]) -> list[str]:
    """The images among them, as paths under `brand/images/`."""
    return [
        f.removeprefix("brand/images/")
        for f in files
        if f.startswith("brand/images/") and f.lower().endswith(IMAGE_SUFFIXES)
    ]


def check_layout(files: list[str], findings: Findings) -> None:
    """Every unknown and every missing file is an error."""
    held = set(files)
    known = {*SHEETS, *TABLES, PAPERS_TABLE, *programs_in(files)}
    known |= {f"documents/{p}" for p in papers_in(files)}
    known |= {f"brand/images/{i}" for i in images_in(files)}
    for file in files:
        if file not in known and belongs(file):
            findings.error(Finding(file, "a file that no pack has", _advice(file)))
    for file in REQUIRED_FILES:
        if file not in held:
            findings.error(Finding(file, "no such file", "this file in every pack"))


def _advice(file: str) -> str:
    if file.startswith("documents/"):
        return f"a paper with one of the endings {', '.join(SUFFIXES)}, or documents.csv"
    if file.startswith("brand/images/"):
        return f"an image with one of the endings {', '.join(IMAGE_SUFFIXES)}"
    near = get_close_matches(file.lower(), [*SHEETS, *TABLES, "programs/NAME.yaml"], n=1)
    hint = f" (is it {near[0]}?)" if near else ""
    return f"only the files of docs/company-pack.md{hint}; remove or rename it"
