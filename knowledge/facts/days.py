"""Months and weekdays in bare text, in every form: `Friday`, `friday`, `Fri`, `ศ.`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale as CldrLocale

from knowledge.facts.glued import AFTER, BEFORE, UNPARTED
from knowledge.facts.spelling import Listed
from knowledge.facts.words import word_languages, words

FALLBACK = "en"
"""What a careless writer falls back to."""
SENTENCE_GOES_ON = r"(?=\s*[^\W\dA-Z_]|\s*[,/–-])"
"""After `mer.`, which ends a sentence about the sea as well."""


@dataclass(frozen=True)
class Calendar:
    """The words of one language and of English, ready to be found."""

    spelled: re.Pattern[str]
    listed: Listed
    """Of scripts without capitals to go by, with what is attached to them."""
    plain: frozenset[str]
    """What, written just so, is a plain word: `march`, and no `March`."""

    def findall(self, text: str) -> list[str]:
        """Every month and weekday, as it is written."""
        found = (match.group() for match in self.spelled.finditer(_composed(text)))
        return [day for day in (*found, *self.listed.findall(text)) if day not in self.plain]


@lru_cache(maxsize=32)
def calendar(language: str) -> Calendar:
    """Of a base language tag."""
    tags = tuple(dict.fromkeys((language, FALLBACK)))
    own = [*_wide(language), *_short(language), *_also(language)]
    plain = frozenset(_composed(w) for tag in tags if tag in word_languages()
                      for w in words(tag).no_days)  # fmt: skip
    listed = [w for w in own if _listed_instead(w, language) and _composed(w) not in plain]
    return Calendar(
        spelled=re.compile("|".join(p for tag in tags for p in _patterns(tag, language, plain))),
        listed=Listed(listed),
        plain=plain,
    )


def _patterns(tag: str, language: str, plain: frozenset[str]) -> Iterator[str]:
    """Names in any casing, short forms as they are written, the longest first."""
    wide = [w for w in (*_wide(tag), *_also(tag)) if not _listed_instead(w, tag)]
    if tag != language:  # `May mga tindahan`: there are shops.
        wide = [w for w in wide if w != "May"]
    short = [w for w in _short(tag) if w not in wide and not _listed_instead(w, tag)
             and (tag == language or w != "May")]  # fmt: skip
    for word in sorted(map(_composed, wide), key=len, reverse=True):
        yield f"(?i:{BEFORE}{re.escape(word)}{AFTER})"
    for word in sorted(map(_composed, short), key=len, reverse=True):
        ends = SENTENCE_GOES_ON if word.rstrip(".") in plain else AFTER
        yield f"{BEFORE}{re.escape(word)}{ends}"


def _wide(tag: str) -> list[str]:
    cldr = CldrLocale.parse(tag)
    months = (cldr.months[form]["wide"].values() for form in ("stand-alone", "format"))
    # Not the stand-alone days: where CLDR has none, Babel may give those of the locale read before.
    return list(dict.fromkeys([*(m for ms in months for m in ms),
                               *cldr.days["format"]["wide"].values()]))  # fmt: skip


def _short(tag: str) -> list[str]:
    """Those that are no other word's letters: `Okt`, `Fri`, `CN`, `ม.ค.`, `ศ.`; not `di` or `ส`."""
    cldr = CldrLocale.parse(tag)
    forms = [*cldr.months["format"]["abbreviated"].values(),
             *cldr.days["format"]["abbreviated"].values(),
             *cldr.days["format"]["short"].values()]  # fmt: skip
    spelled = [form.replace("॰", sign) for form in forms for sign in ("॰", ".")]
    return [f for f in dict.fromkeys(spelled) if _is_telling(f)]


def _is_telling(short: str) -> bool:
    if re.search(r"\d", short):  # a figure is found as a figure
        return False
    if short.endswith((".", "॰")) or short.isupper():
        return True
    return len(short) >= 3 and (short[0].isupper() or _without_capitals(short))


def _also(tag: str) -> tuple[str, ...]:
    return words(tag).day_words if tag in word_languages() else ()


def _without_capitals(word: str) -> bool:
    return word.lower() == word.upper()


def _listed_instead(word: str, tag: str) -> bool:
    """Scripts that write particles onto words, or no spaces between them."""
    if not _without_capitals(word):
        return False
    rtl = CldrLocale.parse(tag).character_order == "right-to-left"
    return rtl or UNPARTED.search(word) is not None


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
