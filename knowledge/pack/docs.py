"""Writes docs/company-pack.md from the schema: `python -m knowledge.pack.docs [--check]`."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from knowledge.pack.checks.expressions import FRAMEWORK_INPUTS, RULE_INPUTS
from knowledge.pack.contents import SOURCES
from knowledge.pack.layout import (
    IMAGE_SUFFIXES,
    OPTIONAL_SHEETS,
    PAPERS_TABLE,
    REQUIRED_FILES,
    SHEETS,
    TABLES,
)
from knowledge.pack.naming import is_list, model_of, type_name, types_of
from knowledge.pack.schema.papers import SUFFIXES, PaperRow
from knowledge.pack.schema.rows import ROWS, Money, Row
from knowledge.programs.terms import ProgramTerms

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/company-pack.md"
EXAMPLE = ROOT / "examples/smallest"
PROGRAM_EXAMPLE = "programs/growth-cup.yaml"

INTRODUCTION = Path(__file__).with_name("introduction.md")
NOTES = {
    "data/invoices.csv": "Net must be quantity × price − discount, give or take half of the "
    "currency's smallest unit for the net, for the discount, and for the price of every unit sold. "
    "In a return the discount may have either sign.",
    "data/users.csv": "Reps and trainers need at least one territory.",
    "data/enrollments.csv": "Consent takes all four columns or none. The tier must be one of the "
    "version's tiers.",
    "data/ledger.csv": "Append-only. Every entry has points or an amount.",
}
EXPRESSIONS = """
Inputs of `eligibility[].requires`; with `story.net_return` and `story.recommendation`, also of
the rules in `rules.yaml`; frameworks see `situation`. A value that is unknown makes the whole
condition unknown, never false.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield INTRODUCTION.read_text(encoding="utf-8")
    yield from _files()
    for name, stem in TABLES.items():
        yield from _table(name, ROWS[stem])
    yield from _table(PAPERS_TABLE, PaperRow)
    yield (
        "Papers are files with one of the endings "
        + ", ".join(f"`{s}`" for s in SUFFIXES)
        + ". Text papers may state the same names as front matter between `---` lines; it wins.\n"
    )
    yield from _sheet("programs/*.yaml", ProgramTerms, PROGRAM_EXAMPLE)
    yield from _expressions()
    for name, model in SHEETS.items():
        yield from _sheet(name, model, name)
    yield f"Images in `brand/images/` end in {', '.join(f'`{s}`' for s in IMAGE_SUFFIXES)}."


def _files() -> Iterator[str]:
    yield "## Files\n"
    yield "| path | required | holds |"
    yield "|---|---|---|"
    for name, stem in TABLES.items():
        yield _file(name, ROWS[stem], _yes(name in REQUIRED_FILES))
    yield _file(PAPERS_TABLE, PaperRow, "no")
    yield "| `documents/**` | those that programs name | The program papers. |"
    yield _file("programs/*.yaml", ProgramTerms, "no")
    for name, model in SHEETS.items():
        yield _file(name, model, _yes(name not in OPTIONAL_SHEETS))
    yield "| `brand/images/*` | those that the guidelines name | Approved images. |\n"


def _file(name: str, model: type[BaseModel], required: str) -> str:
    return f"| [`{name}`](#{_anchor(name)}) | {required} | {_doc(model)} |"


def _table(name: str, model: type[Row]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{_doc(model)} One row per {' + '.join(f'`{k}`' for k in model.key)}.\n"
    if name in NOTES:
        yield f"{NOTES[name]}\n"
    yield "| column | type | unit | required | meaning | example |"
    yield "|---|---|---|---|---|---|"
    examples = _examples(name)
    types = types_of(model)
    for column, field in model.model_fields.items():
        source = model.references.get(column)
        wish = SOURCES.get(source or "", f"a code in data/{source}.csv")
        meaning = f"{field.description}; {wish}" if source else str(field.description)
        example = f"`{_cell(examples[column])}`" if examples.get(column) else ""
        cells = (type_name(types[column]), _unit(name, field, types[column]), _required(field))
        yield f"| `{column}` | {' | '.join(cells)} | {_cell(meaning)} | {example} |"
    yield ""


def _examples(name: str) -> dict[str, str]:
    """Column → the first value it has in the smallest pack."""
    found: dict[str, str] = {}
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, cell in row.items():
                if cell:
                    found.setdefault(column, cell)
    return found


def _unit(name: str, field: FieldInfo, hint: object) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "unit" in extra:
        return str(extra["unit"])
    if hint != Money:
        return ""
    return "the row's currency" if name == "data/product_prices.csv" else "the outlet's currency"


def _required(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default(call_default_factory=True)
    if default in (None, (), {}) or isinstance(default, BaseModel):
        return "no"
    return f"no, `{_plain(default)}`"


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value).lower()


def _sheet(title: str, model: type[BaseModel], example: str) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"{_doc(model)}\n"
    yield "| key | type | required | meaning |"
    yield "|---|---|---|---|"
    yield from _keys(model, "", {})
    yield f"\nExample, `{EXAMPLE.name}/{example}`:\n"
    text = (EXAMPLE / example).read_text(encoding="utf-8").rstrip()
    yield f"```yaml\n{text}\n```\n"


def _keys(model: type[BaseModel], prefix: str, described: dict[type, str]) -> Iterator[str]:
    types = types_of(model)
    for name, field in model.model_fields.items():
        hint, key = types[name], f"{prefix}{name}"
        inner = model_of(hint)
        path = f"{key}[]" if is_list(hint) else key
        known = described.get(inner) if inner else None
        meaning = f"{field.description}; keys as in `{known}`" if known else str(field.description)
        yield f"| `{key}` | {type_name(hint)} | {_required(field)} | {_cell(meaning)} |"
        if inner and not known:
            described[inner] = path
            yield from _keys(inner, f"{path}.", described)


def _expressions() -> Iterator[str]:
    yield "### What conditions may name"
    yield EXPRESSIONS
    for name, keys in (RULE_INPUTS | FRAMEWORK_INPUTS).items():
        yield f"- `{name}`: {', '.join(f'`{key}`' for key in sorted(keys))}"
    yield ""


def _doc(model: type[BaseModel]) -> str:
    lines = (model.__doc__ or "").strip().splitlines()
    return _cell(lines[0]) if lines else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _yes(required: bool) -> str:
    return "yes" if required else "no"


def _anchor(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum() or c in "-_ ").replace(" ", "-")


def main(arguments: list[str]) -> int:
    """Write the page, or only say whether it is up to date."""
    text = page()
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{PAGE.name} is out of date: run `python -m knowledge.pack.docs`.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
