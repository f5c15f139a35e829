"""Which words of the chosen passage are quoted; verbatim, and proven so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Citation, Passage
from assistant.language.concepts import concepts
from tools.program_qa.choosing import Asking, Choice
from tools.program_qa.reading import figures, read_passage

NEAR = 1.5
"""A second passage that weighs nearly as much may be what was asked for, and is quoted too."""
SAME_TABLE = 1.0
TRANSLATION = 4.0
"""How far behind the answer the same clause in the reader's language may be."""
LONGEST = 340
"""Characters up to which a sentence is quoted with its neighbors, for they often limit it."""
MOST_ROWS = 6
TOPIC, UNIT, KIND, FIGURE = 0.03, 0.02, 0.01, 0.03
"""What a sentence gains, in similarity, for having what is asked for."""

RULE_FIRST = 0.06
"""A clause says its rule first, then what follows from it."""

Sentences = Callable[[str, str], list[tuple[str, float]]]


@dataclass(frozen=True)
class Quote:
    """Words of a paper."""

    passage: Passage
    words: str

    @property
    def citation(self) -> Citation:
        """The proof."""
        return Citation("document", self.passage.ref, self.words)


def preferring(chosen: Sequence[Choice], ranked: Sequence[Choice]) -> list[Choice]:
    """Ranked anew: what somebody chose comes first, so far ahead that nothing else is near.

    The rows of its table come along, as they belong together.
    """
    if not chosen:
        return list(ranked)
    first = ranked[0].weight + NEAR + 1.0
    lifted = {choice.passage.ref: first for choice in chosen}
    tables = {_table(c.passage): first - c.weight for c in reversed(chosen) if _table(c.passage)}
    anew = []
    for choice in ranked:
        lift = tables.get(_table(choice.passage), 0.0)
        weight = lifted.get(choice.passage.ref, choice.weight + lift)
        anew.append(replace(choice, weight=weight))
    order = {choice.passage.ref: place for place, choice in enumerate(chosen)}
    return sorted(anew, key=lambda c: (order.get(c.passage.ref, len(order)), -c.weight))


def in_own_language(ranked: Sequence[Choice], language: str) -> list[Choice]:
    """With the best passage replaced by the same clause in the reader's language, if there is one.

    The same clause: of the same program, near in weight, holding every figure of the best one.
    """
    if not ranked:
        return []
    best, own = ranked[0], language.split("-")[0]
    said = figures(best.passage.text)
    if best.passage.language == own or not said:
        return list(ranked)
    for choice in ranked[1:]:
        passage = choice.passage
        same = passage.program == best.passage.program and passage.language == own
        near = best.weight - choice.weight <= TRANSLATION
        if same and near and said <= figures(passage.text):
            return [choice, *(c for c in ranked if c != choice)]
    return list(ranked)


def _table(passage: Passage) -> str | None:
    """The table a row belongs to: its ref without the row."""
    head, mark, _ = passage.ref.rpartition(".row-")
    return head if mark else None


def _worth(sentence: str, likeness: float, asking: Asking) -> float:
    asked, read = asking.read, read_passage("", sentence)
    gain = TOPIC * len(asked.concepts & concepts(sentence))
    gain += UNIT * len(asked.units & read.units) + KIND * len(asked.asks & read.offers)
    return likeness + gain + FIGURE * len(asked.figures & read.figures)


def _span(passage: Passage, asking: Asking, sentences: Sentences) -> str:
    """The best sentence, with the neighbors that fit; one unbroken piece of the passage."""
    if len(passage.text) <= LONGEST and "\n" not in passage.text:
        return passage.text
    scored = sentences(passage.ref, asking.text)
    worth = [_worth(text, likeness, asking) for text, likeness in scored]
    worth[0] += RULE_FIRST
    first = last = worth.index(max(worth))
    ends = _places(passage.text, [text for text, _ in scored])
    while True:
        if last + 1 < len(ends) and ends[last + 1][1] - ends[first][0] <= LONGEST:
            last += 1
        elif first > 0 and ends[last][1] - ends[first - 1][0] <= LONGEST:
            first -= 1
        else:
            return passage.text[ends[first][0] : ends[last][1]]


def _places(text: str, sentences: Sequence[str]) -> list[tuple[int, int]]:
    places = []
    at = 0
    for sentence in sentences:
        start = text.index(sentence, at)
        at = start + len(sentence)
        places.append((start, at))
    return places


def pick(ranked: Sequence[Choice], asking: Asking, sentences: Sentences) -> list[Quote]:
    """One quote; two when two places are equally near; the rows of a table that belong together."""
    best = ranked[0]
    table = _table(best.passage)
    rows = [
        c.passage
        for c in ranked
        if table
        and _table(c.passage) == table
        and best.weight - c.weight <= SAME_TABLE
        and not (asking.is_elsewhere(c.passage) and not asking.is_elsewhere(best.passage))
    ][:MOST_ROWS]
    if len(rows) > 1:
        return [Quote(p, p.text) for p in sorted(rows, key=_row_number)]
    near = [
        c.passage
        for c in ranked[1:]
        if best.weight - c.weight <= NEAR
        and not asking.is_elsewhere(c.passage)
        and (table is None or _table(c.passage) != table)
        and c.features.get("kind", 0.0) >= best.features.get("kind", 0.0)
    ]
    chosen = [best.passage, *(p for p in near if p.language == best.passage.language)][:2]
    quotes = [Quote(p, _span(p, asking, sentences)) for p in chosen]
    # The second tells something only if it is another thing in another place.
    same = len(quotes) == 2 and figures(quotes[0].words) >= figures(quotes[1].words)
    return quotes[:1] if same and figures(quotes[1].words) else quotes


def _row_number(passage: Passage) -> int:
    return int(re.sub(r"\D", "", passage.ref.rpartition(".row-")[2]) or 0)


def is_verbatim(quote: Quote, resolve: Callable[[str], Passage | None]) -> bool:
    """True when the ref resolves now and holds exactly these words."""
    held = resolve(quote.passage.ref)
    return held is not None and bool(quote.words) and quote.words in held.text
