"""Finds known names in what somebody wrote: longest first, misspelled or shortened ones too."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz, process

from assistant.ports import Mention
from tools.outlets.spelling import Word, spellings, stem, words_of

EITHER = "|"
"""Stands between the ids when a name means several; no record code can hold it."""
ALIKE = 84.0
"""Least likeness of a whole name, of 100; single words need more."""
ALIKE_ALONE = 88.0
WORD_ALIKE = 78.0
SHORTEST_GUESS = 5
"""Characters: a shorter name is either right or not meant."""
AS_GOOD_AS_EXACT = 0.95
SHORTENED = 0.85
"""Score of a name of which only the words that tell it from others were said."""
SHORTENED_KINDS = frozenset({"outlet", "product"})


@dataclass(frozen=True)
class Named:
    """Something that has a name."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class _Hit:
    """A name that may have been meant by words `first` to `last` (excluded)."""

    first: int
    last: int
    score: float
    named: tuple[Named, ...]

    @property
    def rank(self) -> tuple[bool, int, float]:
        return (self.score >= AS_GOOD_AS_EXACT, self.last - self.first, self.score)


@dataclass
class Gazetteer:
    """Names of one kind, by the stems of their words."""

    kind: str
    _named: dict[tuple[str, ...], list[Named]] = field(default_factory=lambda: defaultdict(list))
    _telling: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    """Word → the names it tells from others, so not `toko`."""
    _vocabulary: list[str] = field(default_factory=list)
    generic: frozenset[str] = frozenset()
    """Words that so many names share that they tell nothing."""

    @classmethod
    def of(cls, kind: str, spoken: Iterable[tuple[str, Named]]) -> Gazetteer:
        """From what people say and what they mean by it."""
        made = cls(kind)
        for text, named in spoken:
            key = tuple(stem(word.folded) for word in words_of(text))
            if key and named.id not in {n.id for n in made._named[key]}:
                made._named[key].append(named)
        counts = Counter(word for key in made._named for word in set(key))
        many = max(2, len(made._named) * 0.03)
        made.generic = frozenset(word for word, count in counts.items() if count > many)
        for key in made._named:
            for word in set(key) - made.generic or set(key):
                made._telling[word].add(key)
        made._vocabulary = list(made._telling)
        return made

    def hits(self, words: list[Word]) -> Iterator[_Hit]:
        """Every name that may be meant; they may overlap."""
        for place, word in enumerate(words):
            for meant in self._meant(word):
                for key in self._telling[meant]:
                    yield from self._whole(words, place - key.index(meant), key)
                    if self.kind in SHORTENED_KINDS:
                        yield from self._shortened(words, place, key)

    def _meant(self, word: Word) -> set[str]:
        """Words of names that this one may be."""
        exact = {s for s in spellings(word.folded) if s in self._telling}
        if exact or len(word.folded) < SHORTEST_GUESS - 1:
            return exact
        found = process.extract(
            stem(word.folded), self._vocabulary, scorer=fuzz.ratio, score_cutoff=WORD_ALIKE, limit=5
        )
        return {match for match, _score, _place in found}

    def _whole(self, words: list[Word], first: int, key: tuple[str, ...]) -> Iterator[_Hit]:
        last = first + len(key)
        if first < 0 or last > len(words):
            return
        said = [words[first + n].folded for n in range(len(key))]
        named = tuple(self._named[key])
        if all(k in spellings(s) for k, s in zip(key, said, strict=True)):
            yield _Hit(first, last, 1.0, named)
            return
        telling = [(k, stem(s)) for k, s in zip(key, said, strict=True) if k not in self.generic]
        name, heard = " ".join(key), " ".join(stem(s) for s in said)
        score = fuzz.ratio(heard, name)
        alike = score >= (ALIKE if len(key) > 1 else ALIKE_ALONE)
        if len(name) >= SHORTEST_GUESS and alike and all(_may_be(k, s) for k, s in telling):
            yield _Hit(first, last, score / 100, named)

    def _shortened(self, words: list[Word], place: int, key: tuple[str, ...]) -> Iterator[_Hit]:
        """`Makmur` for `Toko Makmur`, `Mama Grace` for `Mama Grace Shop`: a part that tells.

        A single word must be written like a name, or be all that was said.
        """
        for first in range(len(key)):
            last = first
            while last < len(key) and place + last - first < len(words):
                if key[last] not in spellings(words[place + last - first].folded):
                    break
                last += 1
            said = words[place : place + last - first]
            if not said or len(said) == len(key) or set(key[first:last]) <= self.generic:
                continue
            if len(said) > 1 or len(words) == 1 or said[0].is_name_like:
                yield _Hit(place, place + len(said), SHORTENED, tuple(self._named[key]))


def _may_be(known: str, said: str) -> bool:
    """One slip is forgiven in a word, none in a very short one."""
    return known == said or (len(known) > 3 and fuzz.ratio(known, said) >= WORD_ALIKE)


def find(text: str, gazetteers: Iterable[Gazetteer]) -> list[Mention]:
    """Mentions, best first, none overlapping; several ids where a name means several things."""
    words = words_of(text)
    merged: dict[tuple[int, int, str, float], list[Named]] = defaultdict(list)
    for gazetteer in gazetteers:
        for hit in gazetteer.hits(words):
            merged[(hit.first, hit.last, gazetteer.kind, hit.score)].extend(hit.named)
    hits = [_Hit(f, e, score, tuple(n)) for (f, e, _, score), n in merged.items()]
    taken: set[int] = set()
    mentions = []
    for hit in sorted(hits, key=lambda h: h.rank, reverse=True):
        places = set(range(hit.first, hit.last))
        if not places & taken:
            taken |= places
            mentions.append(_mention(text, words, hit))
    return mentions


def _mention(text: str, words: list[Word], hit: _Hit) -> Mention:
    start, end = words[hit.first].start, words[hit.last - 1].end
    ids = sorted({named.id for named in hit.named})
    name = hit.named[0].name if len(ids) == 1 else text[start:end]
    return Mention(hit.named[0].kind, EITHER.join(ids), name, start, end, round(hit.score, 3))


def unknown_name(text: str, generic: frozenset[str], taken: Iterable[Mention]) -> Mention | None:
    """`Toko Rahasia`, when `Toko` starts many names and no known one is meant; score 0.

    So that a question about a shop somebody may not see is never answered for another shop.
    """
    spans = [(m.start, m.end) for m in taken]
    for shop, name in pairwise(words_of(text)):
        free = all(end <= shop.start or start >= name.end for start, end in spans)
        beside = re.fullmatch(r"\s+", text[shop.end : name.start])
        if free and beside and stem(shop.folded) in generic and name.is_name_like:
            written = text[shop.start : name.end]
            return Mention("outlet", written, written, shop.start, name.end, 0.0)
    return None
