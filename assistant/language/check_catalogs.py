"""Part of `make check`: what no catalog may have.

A missing or fuzzy entry, other slots than the English, or plural forms that are not the language's.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale as CldrLocale
from babel.messages.catalog import Catalog, Message
from babel.plural import to_gettext

from assistant.language.collect import messages, po_files, read_catalog

SLOT = re.compile(r"\{[a-z_0-9]*\}")
COUNTS = (*range(201), 1_000, 1_000_000, 2_000_000)
"""Enough to meet every plural rule of CLDR that whole numbers can."""


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The texts of an entry: one, or one for each plural form."""
    return [text] if isinstance(text, str) else list(text or ())


def findings(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """One sentence per entry that is missing, fuzzy, or speaks of other slots."""
    yield from _plurals(catalog)
    for wanted in template:
        if not wanted.id:
            continue
        entry = catalog.get(wanted.id)
        name = forms(wanted.id)[0][:60]
        if entry is None or not all(forms(entry.string)):
            yield f"{catalog.locale}: “{name}” is not translated"
        elif entry.fuzzy:
            yield f"{catalog.locale}: “{name}” is marked fuzzy"
        else:
            yield from _slots(catalog, entry, name)


def _plurals(catalog: Catalog) -> Iterator[str]:
    """The header's rule and every entry's forms, against CLDR's categories of the language."""
    cldr = CldrLocale.parse(str(catalog.locale))
    forms_wanted = len(cldr.plural_form.tags | {"other"})
    rule = gettext.c2py(catalog.plural_expr)  # as gettext reads it
    chosen = {(rule(count), cldr.plural_form(count)) for count in COUNTS}
    fits = len({form for form, _ in chosen}) == len({tag for _, tag in chosen}) == len(chosen)
    if catalog.num_plurals != forms_wanted or not fits:
        yield f"{cldr}: the header's plural forms are not the language's: {catalog.plural_forms}; "\
              f"wanted {to_gettext(cldr.plural_form)}"  # fmt: skip
        return
    for entry in catalog:
        if isinstance(entry.id, tuple) and len(forms(entry.string)) != forms_wanted:
            name = forms(entry.id)[0][:60]
            yield f"{cldr}: “{name}” has {len(forms(entry.string))} forms, wanted {forms_wanted}"


def _slots(catalog: Catalog, entry: Message, name: str) -> Iterator[str]:
    wanted = set(SLOT.findall(forms(entry.id)[-1]))
    for text in forms(entry.string):
        found = set(SLOT.findall(text))
        if found != wanted and not (isinstance(entry.id, tuple) and found <= wanted):
            yield f"{catalog.locale}: “{name}” has slots {sorted(found)}, wanted {sorted(wanted)}"


def check(paths: list[Path], template: Catalog) -> list[str]:
    """Every finding in some catalogs."""
    return [found for path in paths for found in findings(read_catalog(path), template)]


def main() -> int:
    """Print every finding; 1 if there are any."""
    found = check(po_files(), messages())
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
