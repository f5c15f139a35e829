"""Which words of which passage answer the question; verbatim, and proven so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Citation, Passage
from knowledge.documents.relevance import Question

CLOSE = 0.012
"""Passages this near to the best one may answer as well."""
SAME_LANGUAGE = 0.01
OTHER_LANGUAGE = 0.035
"""Similarity lost on the way between two languages, given back where the floor is asked; set on
`benchmarks/paper_questions.jsonl`, where no question without an answer comes within 0.01 of it."""
TRANSLATION = 0.06
"""How far behind the answer the same clause in the reader's language may be."""
OTHER_COUNTRY = 0.05
LONGEST = 340
"""Characters up to which a sentence is quoted with its neighbors, for they often limit it."""
MOST_ROWS = 6
HAS_FIGURE = 0.02

Sentences = Callable[[str, str], list[tuple[str, float]]]
_figure = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*")


@dataclass(frozen=True)
class Quote:
    """Words of a paper."""

    passage: Passage
    words: str

    @property
    def citation(self) -> Citation:
        """The proof."""
        return Citation("document", self.passage.ref, self.words)


def figures(text: str) -> set[str]:
    """The numbers in a text, in Latin digits, with one decimal mark."""
    latin = "".join(str(int(c)) if c.isdigit() else c for c in text)
    return {re.sub(r"[,\u066b\u066c]", ".", match) for match in _figure.findall(latin)}


def preferred(
    ranked: Sequence[Passage], language: str, is_elsewhere: Callable[[Passage], bool]
) -> list[Passage]:
    """The reader's language before others where equal; another country's line far behind."""

    def score(passage: Passage) -> float:
        own = SAME_LANGUAGE if passage.language == language.split("-")[0] else 0.0
        return passage.score + own - (OTHER_COUNTRY if is_elsewhere(passage) else 0.0)

    scored = [replace(p, score=score(p)) for p in ranked]
    return sorted(scored, key=lambda p: (-round(p.score, 6), p.ref))


def in_own_language(ranked: Sequence[Passage], language: str) -> list[Passage]:
    """With the best passage replaced by the same clause in the reader's language, if there is one.

    The same clause: of the same program, near in score, holding every figure of the best one.
    """
    if not ranked:
        return []
    best, own = ranked[0], language.split("-")[0]
    if best.language == own or not figures(best.text):
        return list(ranked)
    for passage in ranked[1:]:
        same = passage.program == best.program and passage.language == own
        near = best.score - passage.score <= TRANSLATION
        if same and near and figures(best.text) <= figures(passage.text):
            return [replace(passage, score=best.score), *(p for p in ranked if p != passage)]
    return list(ranked)


def is_near_enough(passage: Passage, language: str, floor: float) -> bool:
    """True when the passage is above the floor, with allowance for another language."""
    foreign = bool(passage.language) and passage.language != language.split("-")[0]
    return passage.score + (OTHER_LANGUAGE if foreign else 0.0) >= floor


def _table(passage: Passage) -> str | None:
    """The table a row belongs to: its ref without the row."""
    head, mark, _ = passage.ref.rpartition(".row-")
    return head if mark else None


def _span(passage: Passage, question: str, sentences: Sentences) -> str:
    """The best sentence, with the neighbors that fit; one unbroken piece of the passage."""
    scored = sentences(passage.ref, question)
    wants = Question(question, {}, None).wants_figure
    worth = [s + (HAS_FIGURE if wants and figures(text) else 0) for text, s in scored]
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


def pick(ranked: Sequence[Passage], question: str, sentences: Sentences) -> list[Quote]:
    """One quote; two when two places are equally near; the rows of a table that belong together."""
    best = ranked[0]
    near = [p for p in ranked if best.score - p.score <= CLOSE]
    table = _table(best)
    rows = [p for p in near if table and _table(p) == table][:MOST_ROWS]
    if len(rows) > 1:
        return [Quote(p, p.text) for p in sorted(rows, key=_row_number)]
    chosen = [best, *(p for p in near[1:] if p.language == best.language)][:2]
    quotes = [Quote(p, _span(p, question, sentences)) for p in chosen]
    # The second tells something only if it is another thing in another place.
    same = len(quotes) == 2 and figures(quotes[0].words) >= figures(quotes[1].words)
    return quotes[:1] if same and figures(quotes[1].words) else quotes


def _row_number(passage: Passage) -> int:
    return int(re.sub(r"\D", "", passage.ref.rpartition(".row-")[2]) or 0)


def is_verbatim(quote: Quote, resolve: Callable[[str], Passage | None]) -> bool:
    """True when the ref resolves now and holds exactly these words."""
    held = resolve(quote.passage.ref)
    return held is not None and bool(quote.words) and quote.words in held.text
