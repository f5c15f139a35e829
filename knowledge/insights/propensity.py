"""Likelihood to enroll: logistic regression over what was known *before* an outlet joined."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from knowledge.insights.history import PurchaseHistory
from knowledge.insights.segments import Habit, habits_by_outlet

WINDOW_DAYS = 180
FEWEST_JOINED = 30
"""With fewer, a likelihood would be a guess with decimals."""
KINDS = [0, 1]
NUMBERS = [2, 3, 4, 5, 6]


@dataclass(frozen=True)
class OutletTraits:
    """What does not change with time, and when it joined its first program."""

    channel: str
    outlet_class: str | None
    joined_day: int | None
    """Ordinal; None = never joined."""


@dataclass(frozen=True)
class PropensityFigures:
    """Out-of-fold, five folds: 0.5 is chance for the area under the curve."""

    outlets: int
    joined: int
    roc_auc: float
    brier: float
    brier_of_base_rate: float
    """What always saying the base rate would score; lower is better."""


@dataclass(frozen=True)
class Propensity:
    """Likelihoods of outlets that never joined, 0 to 1, and how good they are."""

    likelihood: Mapping[str, float]
    figures: PropensityFigures | None


def propensity(
    history: PurchaseHistory, traits: Mapping[str, OutletTraits], today: int
) -> Propensity:
    """Fit on every outlet, predict those that never joined."""
    codes = sorted(traits)
    joined = np.array([traits[c].joined_day is not None for c in codes])
    if joined.sum() < FEWEST_JOINED or (~joined).sum() < FEWEST_JOINED:
        return Propensity({}, None)
    as_of = _reference_days(codes, traits)
    rows = _features(history, codes, traits, as_of)
    model = _model()
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, rows, joined, cv=folds, method="predict_proba")[:, 1]
    figures = PropensityFigures(
        len(codes),
        int(joined.sum()),
        round(float(roc_auc_score(joined, held_out)), 4),
        round(float(brier_score_loss(joined, held_out)), 4),
        round(float(joined.mean() * (1 - joined.mean())), 4),
    )
    open_codes = [c for c in codes if traits[c].joined_day is None]
    now = _features(history, open_codes, traits, dict.fromkeys(open_codes, today))
    chance = model.fit(rows, joined).predict_proba(now)[:, 1]
    return Propensity(
        {c: round(float(p), 4) for c, p in zip(open_codes, chance, strict=True)}, figures
    )


def _model() -> Pipeline:
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), KINDS), (StandardScaler(), NUMBERS)
    )
    return make_pipeline(columns, LogisticRegression(C=0.5, max_iter=500))


def _reference_days(codes: Sequence[str], traits: Mapping[str, OutletTraits]) -> dict[str, int]:
    """The day an outlet is looked at: before it joined, or a day on which another joined.

    Looking at the others today would let the season tell the two apart.
    """
    joins = sorted(t.joined_day for t in traits.values() if t.joined_day is not None)
    return {
        code: (traits[code].joined_day or joins[zlib.crc32(code.encode()) % len(joins)]) - 1
        for code in codes
    }


def _features(
    history: PurchaseHistory,
    codes: Sequence[str],
    traits: Mapping[str, OutletTraits],
    as_of: Mapping[str, int],
) -> np.ndarray:
    """Channel, class, log net, orders, recency, tenure, trend; one row per code."""
    habits = {history.outlets[h.outlet]: h for h in habits_by_outlet(history, max(as_of.values()))}
    return np.array(
        [
            [
                traits[code].channel,
                traits[code].outlet_class or "unknown",
                *_numbers(habits.get(code), as_of[code]),
            ]
            for code in codes
        ],
        dtype=object,
    )


def _numbers(habit: Habit | None, day: int) -> tuple[float, ...]:
    if habit is None or habit.days[0] > day:
        return (0.0, 0.0, float(WINDOW_DAYS), 0.0, 0.0)
    past = habit.days <= day
    days, nets = habit.days[past], habit.nets[past]
    late = nets[days > day - WINDOW_DAYS // 2].sum()
    window = days > day - WINDOW_DAYS
    early = nets[window].sum() - late
    return (
        float(np.log1p(nets[window].sum())),
        float(window.sum()),
        float(min(day - days[-1], WINDOW_DAYS)),
        float(day - days[0]),
        float(np.clip((late - early) / (late + early), -1, 1)) if late + early > 0 else 0.0,
    )
