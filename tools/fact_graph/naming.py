"""Which program somebody means, and what people say for a tool of this package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from assistant.errors import RetryableToolError
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.terms import ProgramTerms
from knowledge.records.outlets import fold

EXAMPLES = Path(__file__).with_name("examples.yaml")
LIKENESS = 82


@cache
def _examples() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return found


def examples_of(tool: str) -> Sequence[str]:
    """In every language."""
    return tuple(text for texts in _examples()[tool].values() for text in texts)


def program_meant(programs: Sequence[ProgramTerms], said: str, language: str) -> ProgramTerms:
    """The program somebody named in any language, misspelled or not.

    Raises:
        RetryableToolError: none is called so; names those there are.
    """
    names = {fold(n): p for p in programs for n in (p.code, p.name, *p.names.values())}
    found = process.extractOne(fold(said), list(names), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    if found:
        return names[found[0]]
    _ = translate(language)
    choices = Locale(language).list([p.name_in(language) for p in programs])
    told = _("No program here is called {name}. There are: {choices}.")
    raise RetryableToolError(told.replace("{name}", said[:64]).replace("{choices}", choices))


def payment_method(key: str, language: str) -> str:
    """A way of payment as a reader calls it; the company's own word where it has one."""
    _ = translate(language)
    known = {
        "credit_note": _("credit note"),
        "mobile_money": _("mobile money"),
        "voucher": _("voucher"),
    }
    return known.get(key, key.replace("_", " "))
