"""Message catalogs: gettext, with English as the message ids.

`.po` files are compiled in memory at first use, so that no build step can be forgotten.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parents[2] / "locales"
DOMAIN = "shelftalk"


@lru_cache(maxsize=64)
def catalog(language: str) -> gettext.NullTranslations:
    """The catalog of a language (its base tag); an unknown one gives the English ids."""
    base = language.split("-", maxsplit=1)[0]
    path = LOCALES / base / "LC_MESSAGES" / f"{DOMAIN}.po"
    if base == "en" or not path.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=base))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(language: str) -> Callable[[str], str]:
    """`_` for a language: English id → the reader's words, `{slots}` untouched."""
    return catalog(language).gettext


def plural(language: str) -> Callable[[str, str, int], str]:
    """`_n` for a language: singular id, plural id, count → the right form."""
    return catalog(language).ngettext


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """Language tags that have a catalog, English first."""
    found = sorted(p.parent.parent.name for p in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return ("en", *found)
