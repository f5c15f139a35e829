"""Candidates for an answer: by the question's own words, and by its topics in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Passage, PassageFilter
from assistant.language.concepts import in_english
from tools.program_qa.choosing import Asking, Candidate
from tools.program_qa.orders import gives_orders
from tools.program_qa.reading import offered
from tools.program_qa.records import PaperSearch

LIMIT = 60
"""Passages looked at; the right one was among them for every question of the suite."""
GLOSSED = 40
FAR = 0.15
"""How far behind a passage is taken to be that a search did not find."""


def candidates(papers: PaperSearch, asking: Asking, narrow: PassageFilter) -> list[Candidate]:
    """Passages with how far each is behind the best of either search."""
    found = papers.ranked(asking.text, narrow, LIMIT)
    if not found:
        return []
    gloss = in_english(asking.read.concepts)
    needs_gloss = bool(gloss) and not _is_answered_by_words(asking, found)
    again = papers.ranked(gloss, narrow, GLOSSED) if needs_gloss else found
    best, best_again = _best(found), _best(again)
    behind = {p.ref: p.score - best_again for p in again}
    last = min(passage.score for passage in found)
    known = {passage.ref for passage in found}
    every = [*found, *(replace(p, score=last) for p in again if p.ref not in known)]
    return [
        Candidate(p, round(p.score - best, 5), round(behind.get(p.ref, -FAR), 5)) for p in every
    ]


def _best(found: Sequence[Passage]) -> float:
    """The best score of a clause; what gives orders sets no measure."""
    scores = [p.score for p in found if not gives_orders(p.text)]
    return max(scores, default=found[0].score)


def _is_answered_by_words(asking: Asking, found: Sequence[Passage]) -> bool:
    """True when a passage near the top is in the reader's language and speaks of all that is asked.

    A second search costs as much as the first.
    """
    base = asking.language.split("-", maxsplit=1)[0]
    wanted = asking.read.concepts
    for passage in found[:5]:
        read = offered(passage)
        if passage.language == base and wanted <= read.heading | read.body:
            return True
    return False
