"""The walk: weights worked out by hand on a graph of three passages."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from assistant.domain import Passage
from graphrag import walk as walk_module
from graphrag.document_graph import DocumentGraph
from graphrag.walk import Walk

NAMES = {"film": {"Dawn"}, "person": {"Ann Lee"}, "place": {"Oslo"}}
PASSAGES = [
    Passage("dawn", "Dawn", "Dawn was shown in Oslo. It was made by Ann Lee."),
    Passage("ann", "Ann Lee", "She lives far away."),
    Passage("oslo", "Oslo", "A town."),
]


def made(sentences: dict[str, list[float]]) -> Walk:
    def like(refs: Sequence[str]) -> dict[str, float]:
        return dict.fromkeys(refs, 0.0)

    def scored(refs: Sequence[str]) -> dict[str, list[float]]:
        return {ref: sentences[ref] for ref in refs}

    return Walk(DocumentGraph(PASSAGES, NAMES), lambda _ref: True, like, scored)


def test_attention_goes_to_the_seed_then_along_the_sentence_like_the_question() -> None:
    found = made({"dawn": [0.0, 1.0]}).scores("who made dawn?", [])
    # From the seed half moves on; of that, e^SENTENCE parts to Ann Lee and one to Oslo. Neither
    # leads anywhere, so the seed keeps its own half and no more.
    heavy = math.exp(walk_module.SENTENCE)
    moving = walk_module.DAMPING / (1 + heavy)
    assert found["dawn"] == 1.0
    assert found["ann"] == pytest.approx(moving * heavy)
    assert found["oslo"] == pytest.approx(moving)


def test_a_question_without_a_name_begins_at_the_best_passages() -> None:
    walk = Walk(
        DocumentGraph(PASSAGES, NAMES),
        lambda _ref: True,
        lambda refs: {ref: 1.0 for ref in refs},
        lambda refs: {ref: [0.0, 0.0] for ref in refs},
    )
    found = walk.scores("what is it?", ["dawn"])
    assert found["dawn"] == 1.0
    assert set(found) == {"dawn", "ann", "oslo"}


def test_nothing_to_begin_with_gives_nothing() -> None:
    assert made({}).scores("what?", []) == {}
