"""Next product: what the most similar outlets bought lately and this one never did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors

from knowledge.insights.history import Floats, Ints, PurchaseHistory

# Chosen on the even-numbered outlets of the real company; the figure reported is of the odd ones.
NEIGHBORS = 50
RECENT_DAYS = 90
HELD_OUT_DAYS = 60


@dataclass(frozen=True)
class Suggestion:
    """A product an outlet has never bought."""

    product: str
    score: float
    """Similarity-weighted share of the similar outlets that bought it lately, 0 to 1."""
    similar_buyers: int
    """How many of the similar outlets bought it lately."""
    similar_outlets: int


@dataclass(frozen=True)
class HeldOutFigures:
    """How often a product first bought in the held-out days was among the first ten."""

    outlets: int
    hit_rate_at_10: float
    popularity_hit_rate_at_10: float
    """The same for the best-selling products of the recent days: the baseline to beat."""


def suggest(history: PurchaseHistory, until: int, limit: int = 10) -> dict[str, list[Suggestion]]:
    """Outlet code → suggestions, best first, from purchases up to the day `until`."""
    ever, recent = _matrices(history, until)
    if ever.nnz == 0:
        return {}
    known = np.flatnonzero(np.diff(ever.indptr))
    scores, buyers, neighbors = _score(ever, recent, known)
    suggestions: dict[str, list[Suggestion]] = {}
    for row, outlet in enumerate(known):
        best = np.argsort(-scores[row], kind="stable")[:limit]
        suggestions[history.outlets[int(outlet)]] = [
            Suggestion(
                history.products[int(p)],
                round(float(scores[row, p]), 4),
                int(buyers[row, p]),
                neighbors,
            )
            for p in best
            if scores[row, p] > 0
        ]
    return suggestions


def hold_out(history: PurchaseHistory) -> HeldOutFigures | None:
    """Train on all but the last days, ask about the odd-numbered outlets; None = no data."""
    cut = history.last_day() - HELD_OUT_DAYS
    ever, recent = _matrices(history, cut)
    later = history.matrix(history.bought & (history.day > cut))
    first_time = (later - later.multiply(ever)).tocsr()
    asked = np.flatnonzero((np.diff(ever.indptr) > 0) & (first_time.sum(axis=1).A1 > 0))
    asked = asked[asked % 2 == 1]
    if len(asked) == 0:
        return None
    scores, _buyers, _neighbors = _score(ever, recent, asked)
    popular = np.where(ever[asked].toarray() > 0, -1.0, recent.sum(axis=0).A1[None, :])
    wanted = first_time[asked].toarray() > 0
    return HeldOutFigures(len(asked), _hit_rate(scores, wanted), _hit_rate(popular, wanted))


def _matrices(history: PurchaseHistory, until: int) -> tuple[csr_matrix, csr_matrix]:
    past = history.bought & (history.day <= until)
    return history.matrix(past), history.matrix(past & (history.day > until - RECENT_DAYS))


def _score(ever: csr_matrix, recent: csr_matrix, asked: Ints) -> tuple[Floats, Floats, int]:
    """Scores and buyer counts, asked outlets × products; what is known already scores -1."""
    active = np.flatnonzero(np.diff(ever.indptr))
    count = min(NEIGHBORS + 1, len(active))
    model = NearestNeighbors(n_neighbors=count, metric="cosine", algorithm="brute")
    distance, near = model.fit(ever[active]).kneighbors(ever[asked])
    near = active[near]
    weight = np.where(near == asked[:, None], 0.0, 1.0 - distance)  # not its own neighbor
    rows = np.repeat(np.arange(len(asked)), count)
    shape = (len(asked), ever.shape[0])
    similarity = csr_matrix((weight.ravel(), (rows, near.ravel())), shape=shape)
    total = np.maximum(weight.sum(axis=1), 1e-9)[:, None]
    scores = (similarity @ recent).toarray() / total
    scores[ever[asked].toarray() > 0] = -1.0
    similarity.data = (similarity.data > 0).astype(float)
    return scores, (similarity @ recent).toarray(), count - 1


def _hit_rate(scores: Floats, wanted: np.ndarray) -> float:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    return round(float(np.take_along_axis(wanted, best, axis=1).any(axis=1).mean()), 4)
