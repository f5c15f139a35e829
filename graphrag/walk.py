"""Personalized PageRank over the papers.

It begins at the question's names and its best passages and moves, sentence by sentence, toward what
those sentences speak of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graphrag.document_graph import DocumentGraph, Step

DAMPING = 0.5
"""Share of a passage's weight that moves on at each step; the rest stays with where it began."""
ROUNDS = 5
REACH = 2
"""Steps from a seed within which passages are looked at."""
WIDEST = 150
"""Passages looked at for one question."""
BEST = 5
"""Best passages of the search that are seeds too, together with this weight beside a name's 1."""
BEST_WEIGHT = 0.3
SENTENCE, TARGET, SEED = 1.25, 0.25, 2.5
"""How much likeness to the question decides between sentences, between passages that share a name,
and between a question's names that mean several things; set on even-numbered questions of 2Wiki."""

PHRASE_SHARE = 0.1
"""Weight of a capitalized phrase that two passages share, beside a known name's 1."""

Likeness = Mapping[str, float]
"""Ref → how like the question a passage is: 1 = the best found, 0 = the worst of the pool."""
SentenceLikeness = Callable[[Sequence[str]], Mapping[str, Sequence[float]]]
"""Refs → the same for each sentence, in order."""


@dataclass(frozen=True)
class Walk:
    """A walk over a graph for one question."""

    graph: DocumentGraph
    is_allowed: Callable[[str], bool]
    likeness: Callable[[Sequence[str]], Likeness]
    sentences: SentenceLikeness

    def scores(self, question: str, best: Sequence[str]) -> dict[str, float]:
        """Ref → share of attention, 1 for the highest; `best` are the search's own, in order."""
        named = self.graph.seeds(question, self.is_allowed)
        reached = self._reached([ref for refs in named for ref in refs] + list(best[:BEST]))
        like = self.likeness(list(reached))
        start = _restart(named, best[:BEST], like)
        moves = self._moves(reached, like)
        weights = dict(start)
        for _ in range(ROUNDS):
            weights = _step(weights, start, moves)
        highest = max(weights.values(), default=0.0)
        return {ref: weight / highest for ref, weight in weights.items()} if highest else {}

    def _reached(self, seeds: Sequence[str]) -> dict[str, list[Step]]:
        """Every passage within reach, nearest first, with where it leads."""
        found: dict[str, list[Step]] = {}
        front = list(dict.fromkeys(seeds))
        for _ in range(REACH + 1):
            new: dict[str, None] = {}
            for ref in front:
                if ref not in found and len(found) < WIDEST:
                    found[ref] = self.graph.steps(ref, self.is_allowed)
                    new.update(dict.fromkeys(r for step in found[ref] for r in step.refs))
            front = list(new)
        return found

    def _moves(
        self, reached: Mapping[str, list[Step]], like: Likeness
    ) -> dict[str, dict[str, float]]:
        """Passage → passage → share."""
        scored = self.sentences([ref for ref, steps in reached.items() if steps])
        moves: dict[str, dict[str, float]] = {}
        for ref, steps in reached.items():
            shares: dict[str, float] = {}
            for step in steps:
                heavy = math.exp(SENTENCE * scored[ref][step.sentence])
                heavy *= PHRASE_SHARE if step.is_phrase else 1.0
                known = [target for target in step.refs if target in like]
                for target, share in _shared(known, like, TARGET).items():
                    shares[target] = shares.get(target, 0.0) + heavy * share
            total = sum(shares.values())
            moves[ref] = {target: share / total for target, share in shares.items()}
        return moves


def _shared(refs: Sequence[str], like: Likeness, sharpness: float) -> dict[str, float]:
    """One weight divided among passages, more to those like the question."""
    weights = {ref: math.exp(sharpness * like.get(ref, 0.0)) for ref in refs}
    total = sum(weights.values())
    return {ref: weight / total for ref, weight in weights.items()}


def _restart(named: Sequence[list[str]], best: Sequence[str], like: Likeness) -> dict[str, float]:
    """Where the walk begins and comes back to."""
    weights: dict[str, float] = {}
    for refs in named:
        for ref, share in _shared([r for r in refs if r in like], like, SEED).items():
            weights[ref] = weights.get(ref, 0.0) + share
    total = BEST_WEIGHT if named else 1.0
    for ref in best:
        weights[ref] = weights.get(ref, 0.0) + total * max(like.get(ref, 0.0), 0.0) / BEST
    whole = sum(weights.values())
    return {ref: weight / whole for ref, weight in weights.items()} if whole else {}


def _step(
    weights: Mapping[str, float],
    start: Mapping[str, float],
    moves: Mapping[str, Mapping[str, float]],
) -> dict[str, float]:
    moved = {ref: (1 - DAMPING) * weight for ref, weight in start.items()}
    for ref, weight in weights.items():
        for target, share in moves.get(ref, {}).items():
            moved[target] = moved.get(target, 0.0) + DAMPING * weight * share
    return moved
