"""Text folded for comparing: no case, no accents, Latin digits, plain spaces."""

from __future__ import annotations

import unicodedata

INVISIBLE: dict[int, str | None] = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u200b\u00ad\ufeff")
)
ALIKE = INVISIBLE | {ord("٪"): "%", ord("ـ"): None}
"""Also the Arabic percent sign, and the stretch between Arabic letters."""


def fold(text: str) -> str:
    """`Ksh ١٬٢٠٠ É` → `ksh 1٬200 e`; letters of any script are kept."""
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", text.translate(ALIKE))
        if not unicodedata.combining(c)
    )
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)
    return " ".join(digits.casefold().split())
