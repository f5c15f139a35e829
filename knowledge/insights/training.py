"""Trains on load: reads the records, fits, keeps findings and held-out figures under a version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from knowledge.insights.history import PurchaseHistory
from knowledge.insights.next_product import (
    HELD_OUT_DAYS,
    NEIGHBORS,
    RECENT_DAYS,
    HeldOutFigures,
    Suggestion,
    hold_out,
    suggest,
)
from knowledge.insights.propensity import OutletTraits, Propensity, PropensityFigures, propensity
from knowledge.insights.segments import Standing, standings
from knowledge.records import insights as kept
from knowledge.records.database import Engine

PARAMETERS = f"1:{NEIGHBORS}:{RECENT_DAYS}:{HELD_OUT_DAYS}"
"""First part: raise it when a model changes otherwise than by these numbers."""


@dataclass(frozen=True)
class Training:
    """What a training came to."""

    version: str
    trained: bool
    """False = the data and parameters were those of the training already held."""
    outlets: int
    next_product: HeldOutFigures | None
    enroll: PropensityFigures | None

    def as_text(self) -> str:
        """The held-out figures in a few lines."""
        lines = [f"Insights {self.version[:8]} over {self.outlets} outlets."]
        if self.next_product:
            n = self.next_product
            lines.append(
                f"Next product: {n.hit_rate_at_10:.1%} of {n.outlets} held-out outlets took one of "
                f"ten suggestions (best sellers: {n.popularity_hit_rate_at_10:.1%})."
            )
        if self.enroll:
            e = self.enroll
            lines.append(
                f"Likelihood to enroll: ROC AUC {e.roc_auc:.2f} out of fold, Brier {e.brier:.3f} "
                f"(base rate {e.brier_of_base_rate:.3f}), {e.joined} of {e.outlets} joined."
            )
        return "\n".join(lines)


def train(engine: Engine, today: date) -> Training:
    """Fit everything anew unless nothing has changed."""
    history = _read_history(engine)
    traits = {
        k.code: OutletTraits(
            k.channel, k.outlet_class, k.joined_on.toordinal() if k.joined_on else None
        )
        for k in kept.outlet_kinds(engine)
    }
    version = _version(history, traits, today)
    if version == kept.trained_version(engine):
        return _from_figures(version, len(history.outlets), kept.trained_figures(engine))
    day = today.toordinal()
    chance = propensity(history, traits, day)
    figures = {"next_product": _plain(hold_out(history)), "enroll": _plain(chance.figures)}
    findings = _findings(
        standings(history, day), suggest(history, min(day, history.last_day())), chance
    )
    kept.keep_findings(engine, version, figures, findings)
    return _from_figures(version, len(history.outlets), figures, trained=True)


def _read_history(engine: Engine) -> PurchaseHistory:
    outlets: dict[str, int] = {}
    products: dict[str, int] = {}
    places: list[tuple[int, int, int]] = []
    nets: list[float] = []
    for outlet, product, day, net in kept.purchase_rows(engine):
        places.append(
            (
                outlets.setdefault(outlet, len(outlets)),
                products.setdefault(product, len(products)),
                day.toordinal(),
            )
        )
        nets.append(float(net))
    table = np.array(places, dtype=np.int64).reshape(-1, 3)
    return PurchaseHistory(
        list(outlets), list(products), table[:, 0], table[:, 1], table[:, 2], np.array(nets)
    )


def _version(history: PurchaseHistory, traits: Mapping[str, OutletTraits], today: date) -> str:
    digest = hashlib.sha256(f"{PARAMETERS}:{today}:{sorted(traits.items())}".encode())
    digest.update("|".join([*history.outlets, *history.products]).encode())
    for column in (history.outlet, history.product, history.day, history.net):
        digest.update(column.tobytes())
    return digest.hexdigest()


def _findings(
    standing: Mapping[str, Standing],
    suggestions: Mapping[str, Iterable[Suggestion]],
    chance: Propensity,
) -> Iterator[dict[str, Any]]:
    for outlet in sorted({*standing, *suggestions, *chance.likelihood}):
        found = standing.get(outlet)
        likelihood = chance.likelihood.get(outlet)
        yield {
            "outlet": outlet,
            "segment": found.segment.value if found else None,
            "direction": found.direction.value if found else None,
            "likelihood_to_enroll": None if likelihood is None else Decimal(str(likelihood)),
            "next_products": [asdict(s) for s in suggestions.get(outlet, ())],
        }


def _plain(figures: HeldOutFigures | PropensityFigures | None) -> dict[str, Any] | None:
    return None if figures is None else asdict(figures)


def _from_figures(
    version: str, outlets: int, figures: Mapping[str, Any], *, trained: bool = False
) -> Training:
    next_product, enroll = figures.get("next_product"), figures.get("enroll")
    return Training(
        version,
        trained,
        outlets,
        HeldOutFigures(**next_product) if next_product else None,
        PropensityFigures(**enroll) if enroll else None,
    )
