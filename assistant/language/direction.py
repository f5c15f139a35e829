"""Right-to-left text: figures, codes and Latin names stand in isolates, so none is torn apart.

Without them `Koshk Salah (EG-0002)، ٥٠٠ ج.م` is shown with its parts in another order. The marks
are part of the text, so that what is copied or shared reads the same where it is pasted.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale as CldrLocale
from babel.core import UnknownLocaleError

FSI, PDI = "\u2068", "\u2069"
STRONG = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f\u0900-\u0dff\u0e00-\u0fff\u1e00-\u1fff"
"""Characters that run from left to right: letters of other scripts, and European digits."""
RUN = rf"[+#]?[{STRONG}](?:[{STRONG}\u0300-\u036f]|[ .,'’&+/:@_%#-]{{1,3}}(?=[{STRONG}]))*%?"
KEPT = rf"{FSI}[^{PDI}]*{PDI}|\w+://\S+|`[^`]*`|^[ \t]*\d+[.)](?=\s)"
"""Isolated already, an address, code, the number of a list."""
LETTERS = ("L", "R", "AL")
"""Bidirectional classes of letters."""
PARTS = re.compile(rf"(?P<kept>{KEPT})|{RUN}", re.MULTILINE)


@lru_cache(maxsize=64)
def right_to_left(language: str) -> bool:
    """Whether a language is written so; False for one nobody knows."""
    try:
        cldr = CldrLocale.parse(language.split("-", maxsplit=1)[0])
    except (UnknownLocaleError, ValueError):
        return False
    return bool(cldr.character_order == "right-to-left")


def isolated(value: str, language: str) -> str:
    """A figure, date or name for a text of a language: in isolates where it could be torn apart."""
    if not value or not right_to_left(language) or value.startswith(FSI):
        return value
    return f"{FSI}{value}{PDI}"


def isolated_name(name: str, language: str) -> str:
    """A name: whole if it is Latin, else only what in it runs from left to right."""
    if not right_to_left(language):
        return name
    first = next((c for c in map(unicodedata.bidirectional, name) if c in LETTERS), "")
    return isolated(name, language) if first == "L" else isolated_runs(name, language)


def isolated_runs(text: str, language: str) -> str:
    """A whole text: every run from left to right in it is isolated; done twice it changes nothing.

    Addresses, code and the numbers of lists are left alone, since programs read those.
    """
    if not right_to_left(language):
        return text
    return PARTS.sub(lambda found: found["kept"] or f"{FSI}{found.group()}{PDI}", text)


def without_isolates(text: str) -> str:
    """The text as it was before."""
    return text.replace(FSI, "").replace(PDI, "")
