"""What a translator must not touch, taken out of its reach and proven to be all there afterwards.

Slots, protected names, codes, telephone numbers and figures are masked by tokens, the text is
translated with the tokens in it, and the outcome is compared by code: nothing lost, added, doubled
or changed, and no figure, percentage or currency that was not there before.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel.numbers import list_currencies

from assistant.language.direction import without_isolates

FaultKind = Literal[
    "lost", "added", "doubled", "changed", "figure", "percent", "currency", "number_word", "empty"
]
Loose = Callable[[str, str], Iterable[str]]
"""Text and language → words in it that only code may say: number words, money, dates, promises."""

# No digits: a translator may write them in its own script. No word: it may translate that.
OPEN, CLOSE = "⟦", "⟧"
TOKEN = re.compile(rf"{OPEN}([A-Z]+){CLOSE}")
SIGNS = ("Rp", "Ksh", "KSh", "RM", "Rs", "TSh", "USh", "LE", "ج.م", "د.م", "ر.س", "د.إ")
PERCENT = re.compile("[%٪﹪％‰]")


@dataclass(frozen=True)
class Fault:
    """One thing a translation has done that it must not."""

    kind: FaultKind
    what: str

    @property
    def sentence(self) -> str:
        """For whoever tries again."""
        return {
            "lost": f"{self.what} is missing; it must stand in the text as it is.",
            "added": f"{self.what} was not in the text; leave it out.",
            "doubled": f"{self.what} stands there more often than before.",
            "changed": f"{self.what} was changed; tokens stay letter by letter as they are.",
            "figure": f"The figure {self.what} was not in the text; write no figures.",
            "percent": "A percent sign was not in the text; write none.",
            "currency": f"The currency {self.what} was not in the text; write none.",
            "number_word": f"“{self.what}” says something only code may say; leave it out.",
            "empty": "There is no text.",
        }[self.kind]


@dataclass(frozen=True)
class Masked:
    """A text without what must be kept."""

    text: str
    kept: Mapping[str, str]
    """Token → what it stands for; the same piece has the same token wherever it stands."""


def mask(text: str, names: Sequence[str] = ()) -> Masked:
    """Take out of a text what a translator must not touch; `names` are kept as they are written."""
    tokens: dict[str, str] = {}
    bare = without_isolates(text)
    masked = _kept_pieces(tuple(names)).sub(
        lambda found: tokens.setdefault(found.group(), _token(len(tokens))), bare
    )
    return Masked(masked, {token: piece for piece, token in tokens.items()})


def restore(masked: Masked, translated: str) -> str:
    """Put everything back; KeyError for a token that is not of this text."""
    return TOKEN.sub(lambda found: masked.kept[found.group()], translated)


def faults(masked: Masked, translated: str) -> tuple[Fault, ...]:
    """Everything a translated masked text has lost, added, doubled, changed or made up."""
    return tuple(_faults(masked, translated))


def unequal(source: str, outcome: str, names: Sequence[str] = ()) -> tuple[Fault, ...]:
    """The proof: both texts, looked at from scratch, hold the same kept pieces, as often."""
    wanted, found = _pieces(source, names), _pieces(outcome, names)
    return tuple(_differences(wanted, found))


def said_in_words(text: str, language: str, loose: Loose) -> tuple[Fault, ...]:
    """Number words, money, dates or promises in a masked text.

    No code can tell that two of them are equal in two languages, so neither a text with one is
    translated nor a translation with one taken.
    """
    return tuple(Fault("number_word", word) for word in loose(text, language))


def _faults(masked: Masked, translated: str) -> Iterator[Fault]:
    if not translated.strip():
        yield Fault("empty", "")
        return
    wanted, found = (Counter(t.group() for t in TOKEN.finditer(text))
                     for text in (masked.text, translated))  # fmt: skip
    yield from _differences(wanted, found)
    bare = TOKEN.sub(" ", translated)
    for broken in re.findall(rf"\S*[{OPEN}{CLOSE}]\S*", bare):
        yield Fault("changed", broken)
    yield from _made_up(TOKEN.sub(" ", masked.text), bare)


def _differences(wanted: Counter[str], found: Counter[str]) -> Iterator[Fault]:
    for piece in wanted | found:
        if piece not in found:
            yield Fault("lost", piece)
        elif piece not in wanted:
            yield Fault("added", piece)
        elif found[piece] > wanted[piece]:
            yield Fault("doubled", piece)
        elif found[piece] < wanted[piece]:
            yield Fault("lost", piece)


def _made_up(before: str, after: str) -> Iterator[Fault]:
    """Figures and signs in bare text; all of the source's were masked with their figures."""
    figures = "".join(c for c in after if unicodedata.category(c).startswith("N"))
    if figures:
        yield Fault("figure", figures)
    if len(PERCENT.findall(after)) > len(PERCENT.findall(before)):
        yield Fault("percent", "%")
    for sign in (Counter(_currencies(after)) - Counter(_currencies(before))).elements():
        yield Fault("currency", sign)


def _currencies(text: str) -> Iterator[str]:
    yield from (c for c in text if unicodedata.category(c) == "Sc")
    yield from (found.group() for found in _signs().finditer(text))


def _pieces(text: str, names: Sequence[str]) -> Counter[str]:
    bare = without_isolates(text)
    return Counter(found.group() for found in _kept_pieces(tuple(names)).finditer(bare))


def _token(number: int) -> str:
    """`⟦A⟧` to `⟦Z⟧`, then `⟦AA⟧`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{OPEN}{letters}{CLOSE}"


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    signs = sorted((*SIGNS, *list_currencies()), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, signs)) + r")(?!\w)")


@lru_cache(maxsize=64)
def _kept_pieces(names: tuple[str, ...]) -> re.Pattern[str]:
    """Slots, tokens' own brackets, names, addresses, codes, telephone numbers, figures."""
    longest = sorted((n for n in names if n.strip()), key=len, reverse=True)
    named = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest) or "(?!)"
    sign = (
        rf"(?:[^\W\d_]{{0,4}}\.?[$£€₹₦฿₫₱₨]|(?:{'|'.join(map(re.escape, SIGNS))}|[A-Z]{{3}})(?!\w))"
    )
    figure = r"[−-]?\d(?:[\d.,'\u066b\u066c\u00a0\u202f]*\d)?"
    return re.compile(
        rf"\{{[a-z][a-z0-9_]*\}}|[{OPEN}{CLOSE}]|{named}"
        r"|\w+://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        r"|\+\d[\d ]{6,}\d"
        r"|(?<!\w)(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d|[A-Z]+-[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)+(?!\w)"
        rf"|(?:(?:Rp|(?<!\w){sign}[ \u00a0\u202f]?))?{figure}(?:[ \u00a0\u202f]?(?:[%٪‰]|{sign}))?"
    )
