"""What a text speaks of, in whatever language it says it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.language.unicode import fold

FILE = Path(__file__).parent / "concepts.yaml"
MORE = Path(__file__).parent / "topics"
"""By language, what speakers of it say for the same; what is new there has its English in `en`."""
_arabic_forms = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})
_token = re.compile(r"[\w']+")
# Thai has no spaces; the vowel signs of Hindi are no letters to `re`.
_unspaced = re.compile(r"[\u0900-\u097f\u0e00-\u0e7f]")
_arabic = re.compile(r"[\u0600-\u06ff]")
_elision = re.compile(r"(?:[ldnsjmtc]|qu)'\w")
# Without its marks `nợ`, a debt, would be the English `no`.
_vietnamese = re.compile("[\u1ea0-\u1ef9ăđơư]")
_present = re.compile(r"^[به](?=[يتن]\w{2})|^[به]?ت(?=ت\w{2})")
_definite = re.compile(r"^(?:ال|لل)(?=\w{3})")
_article = re.compile(r"^(?:و|ف)?(?:لل|[بلك]?ال|[بلك])?(?=\w{3})")
_ending = re.compile(r"(?<=\w{3})(?:ها|هم|نا|كم|ات|ين|ان)$")


def plain(text: str) -> str:
    """Folded, with one form of each Arabic letter."""
    return fold(text).translate(_arabic_forms).replace("’", "'")


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    """The word, without a French `l'`, and in Arabic also without article, ending and tense."""
    if not _arabic.search(word):
        return (word, word.partition("'")[2]) if _elision.match(word) else (word,)
    bare = [word, _article.sub("", word), _present.sub("", word)]
    return tuple(dict.fromkeys([*bare, *(_ending.sub("", form) for form in bare)]))


@dataclass(frozen=True)
class _Phrase:
    concept: str
    rest: tuple[str, ...]
    """The words after the first."""
    is_open: bool
    """The last word may go on."""

    def holds(self, words: list[str], place: int) -> bool:
        for offset, wanted in enumerate(self.rest, start=1):
            if place + offset >= len(words):
                return False
            last = self.is_open and offset == len(self.rest)
            forms = _forms(words[place + offset])
            if not any(f.startswith(wanted) if last else f == wanted for f in forms):
                return False
        return True


@dataclass(frozen=True)
class Lexicon:
    """The patterns of `concepts.yaml`, by how they are looked up."""

    whole: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    """First word → what may follow it."""
    begins: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Beginning of a word → concepts."""
    inside: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Part of a text without spaces, or of a word → concepts."""
    marked: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    """The same as `whole` for Vietnamese, with its marks."""

    def add(self, concept: str, pattern: str, *, is_marked: bool = False) -> None:
        """One entry of a file; `is_marked` where every mark tells a word from another."""
        bare = plain(pattern)
        kept = _token.findall(_with_marks(pattern))
        if is_marked or _vietnamese.search(_with_marks(pattern)):
            self.marked[kept[0]].append(_Phrase(concept, tuple(kept[1:]), bare.endswith("*")))
            if len(kept) < 2:
                return
        is_open = bare.endswith("*")
        if bare.startswith("*") or _unspaced.search(bare):
            self.inside[bare.strip("*")].add(concept)
            return
        words = _token.findall(bare)
        if len(words) == 1 and is_open:
            self.begins[words[0]].add(concept)
        elif words:
            for form in {words[0], _definite.sub("", words[0])}:
                self.whole[form].append(_Phrase(concept, tuple(words[1:]), is_open))

    def found(self, text: str) -> Iterator[str]:
        """Concepts, some more than once."""
        bare = plain(text)
        yield from (c for part, names in self.inside.items() if part in bare for c in names)
        yield from self._found_with_marks(text)
        words = _token.findall(bare)
        for place, word in enumerate(words):
            for form in _forms(word):
                for phrase in self.whole.get(form, ()):
                    if phrase.holds(words, place):
                        yield phrase.concept
                for size in range(2, len(form) + 1):
                    yield from self.begins.get(form[:size], ())

    def _found_with_marks(self, text: str) -> Iterator[str]:
        words = _token.findall(_with_marks(text))
        for place, word in enumerate(words):
            for phrase in self.marked.get(word, ()):
                if phrase.holds(words, place):
                    yield phrase.concept


def _with_marks(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _files() -> list[Path]:
    return [FILE, *sorted(MORE.glob("*.yaml"))]


@cache
def _lexicon() -> Lexicon:
    lexicon = Lexicon()
    for file in _files():
        for concept, patterns in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for pattern in patterns:
                lexicon.add(concept, str(pattern), is_marked=file.stem == "vi")
    return lexicon


@lru_cache(maxsize=20_000)
def concepts(text: str) -> frozenset[str]:
    """Names of `concepts.yaml` that the text speaks of."""
    return frozenset(_lexicon().found(text))


@cache
def _glosses() -> dict[str, str]:
    raw = yaml.safe_load((MORE / "en.yaml").read_text(encoding="utf-8"))
    raw |= yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: " ".join(str(p).strip("* ") for p in words[:2]) for name, words in raw.items()}


def in_english(names: frozenset[str]) -> str:
    """English words for concepts, in a fixed order: a question that papers in English know."""
    return " ".join(_glosses()[name] for name in sorted(names))
