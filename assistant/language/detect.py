"""Which language a message is in. Slow to change: a reply in the wrong language helps nobody.

The language of the thread, else of the profile, holds until a message says otherwise: by its
script, or by three words or more that are clearly another language. `ok`, `50` and a shop's name
say nothing. Indonesian and Malay are told apart by the profile, never by a message.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

SCRIPTS = {"ARABIC": "ar", "THAI": "th", "DEVANAGARI": "hi"}
"""Scripts that only one of our languages is written in."""
LATIN = ("en", "id", "ms", "vi", "fil", "sw", "fr")
"""Those of our languages that are written in Latin letters, as base tags."""
TWINS = frozenset({"id", "ms"})
ENOUGH_WORDS = 3
ENOUGH_LETTERS = 12
"""Of a script: more than the name of most shops."""
TELLING = 600
"""Characters that are looked at."""
LONG = 6
"""Words from which a language that is not in the profile is believed."""
KNOWN, STRANGE = 0.9, 0.97
"""Least probability of a language that is in the profile, and of one that is not."""
_THEIR_TAGS = {"fil": "tl"}
_OUR_TAGS = {"tl": "fil"}
_lock = Lock()


def detect(message: str, profile_languages: Sequence[str], previous: str | None) -> str:
    """The BCP 47 tag to answer in.

    `profile_languages` are the user's, preferred first; `previous` is the language of the thread.
    """
    usual = previous or next(iter(profile_languages), "en")
    script = _own_script(message)
    if script is not None:
        return _as_in_profile(script, profile_languages, usual)
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", message[:TELLING])
    words = [word for word in words if _script(word[0]) == "LATIN"]
    if len(words) < ENOUGH_WORDS:
        return usual
    found, probability = _likeliest(" ".join(words))
    known = _base(found) in {_base(tag) for tag in profile_languages}
    if known or (found in TWINS and TWINS & {_base(tag) for tag in profile_languages}):
        sure = probability >= KNOWN
    else:
        sure = probability >= STRANGE and len(words) >= LONG
    return _as_in_profile(found, profile_languages, usual) if sure else usual


def _base(tag: str) -> str:
    """`tl` is what some call `fil`."""
    base = tag.split("-", maxsplit=1)[0].lower()
    return _OUR_TAGS.get(base, base)


def _as_in_profile(found: str, profile_languages: Sequence[str], usual: str) -> str:
    """The tag as thread or profile write it: `ar-EG` for `ar`, `ms` for `id` where that is read."""
    same = TWINS if found in TWINS else {found}
    return next((tag for tag in (usual, *profile_languages) if _base(tag) in same), found)


def _own_script(message: str) -> str | None:
    """The language of the script that most of the letters are in, if only one is written in it."""
    letters = [c for c in message[:TELLING] if c.isalpha()]
    if len(letters) < ENOUGH_LETTERS:
        return None
    scripts = Counter(map(_script, letters))
    script, count = scripts.most_common(1)[0]
    return SCRIPTS.get(script) if 2 * count > len(letters) else None


def _script(letter: str) -> str:
    """The first word of its Unicode name: `LATIN`, `ARABIC`."""
    return unicodedata.name(letter, "?").split()[0]


def _likeliest(text: str) -> tuple[str, float]:
    """The likeliest language and its probability; twins count together."""
    ranked = {_OUR_TAGS.get(tag, tag): float(p) for tag, p in _identifier().rank(text)}
    best = max(ranked, key=lambda tag: ranked[tag])
    return best, sum(p for tag, p in ranked.items() if tag == best or {tag, best} == TWINS)


@lru_cache(maxsize=1)
def _loaded() -> Any:
    # Its model takes most of a second to unpack: only a message that needs it pays.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([_THEIR_TAGS.get(tag, tag) for tag in LATIN])
    return identifier


def _identifier() -> Any:
    with _lock:
        return _loaded()
