"""`make catalogs`: collects the messages of the code into every language's `.po` file."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from assistant.language.catalogs import DOMAIN, LOCALES

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_n": (1, 2)}
ROOT = LOCALES.parent
SOURCES = ("app.py", "assistant", "tools", "knowledge", "graphrag")
FACTS = tuple(
    f"knowledge/facts/{name}.py" for name in ("collection", "returns", "standing", "terms")
)
"""Where facts are made. What is said of each is a message; the screen translates it."""


def messages() -> Catalog:
    """Every message id of the code, with where it is used."""
    # A fixed time: a catalog changes when its messages do, not when somebody ran this.
    template = Catalog(creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for source in SOURCES:
        folder = ROOT / source
        found = extract_from_dir(
            folder if folder.is_dir() else ROOT,
            method_map=[("**.py" if folder.is_dir() else source, "python")],
            keywords=KEYWORDS,
            comment_tags=("L10N:",),
        )
        for file, _line, message, comments, context in found:
            where = f"{source}/{file}" if folder.is_dir() else file
            template.add(message, None, [(where, 0)], auto_comments=comments, context=context)
    for where in FACTS:
        for sentence in fact_sentences((ROOT / where).read_text(encoding="utf-8")):
            template.add(sentence, None, [(where, 0)])
    return template


def fact_sentences(code: str) -> Iterator[str]:
    """Whole sentences of a module that are no docstrings."""
    tree = ast.parse(code)
    told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told and _is_sentence(text):
                yield text


def _is_sentence(text: str) -> bool:
    return text[:1].isupper() and " " in text and text.endswith(".")


def po_files() -> list[Path]:
    """The catalogs there are, in order of language."""
    return sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read_catalog(path: Path) -> Catalog:
    """One catalog; its language is the folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def rewrite(path: Path, template: Catalog) -> None:
    """Add what is new, drop what is gone, keep what is translated."""
    catalog = read_catalog(path)
    # No fuzzy guesses: a wrong sentence at a counter is worse than an English one in review.
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False)
    path.write_bytes(written.getvalue())


def main() -> int:
    """Rewrite every catalog."""
    template = messages()
    for path in po_files():
        rewrite(path, template)
    sys.stderr.write(f"{len(template)} messages in {len(po_files())} catalogs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
