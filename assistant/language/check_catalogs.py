"""Part of `make check`: a catalog with a missing or fuzzy entry, or other slots, is an error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from assistant.language.collect import messages, po_files, read_catalog

SLOT = re.compile(r"\{[a-z_0-9]*\}")


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The texts of an entry: one, or one for each plural form."""
    return [text] if isinstance(text, str) else list(text or ())


def findings(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """One sentence per entry that is missing, fuzzy, or speaks of other slots."""
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


def _slots(catalog: Catalog, entry: Message, name: str) -> Iterator[str]:
    wanted = set(SLOT.findall(forms(entry.id)[-1]))
    for text in forms(entry.string):
        found = set(SLOT.findall(text))
        if found != wanted and not (isinstance(entry.id, tuple) and found <= wanted):
            yield f"{catalog.locale}: “{name}” has slots {sorted(found)}, wanted {sorted(wanted)}"


def main() -> int:
    """Print every finding; 1 if there are any."""
    template = messages()
    found = [f for path in po_files() for f in findings(read_catalog(path), template)]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
