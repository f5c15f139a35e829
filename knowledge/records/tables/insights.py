"""What the models found at the last load: read by code, never by guessing again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.records.tables.types import Code, CodeKey, Exact, Json, Moment, PlainJson, Record


class InsightModel(Record):
    """One training."""

    __tablename__ = "insight_models"
    version: Mapped[CodeKey]
    """Hash of the data and of the parameters it was trained with."""
    trained_at: Mapped[Moment]
    figures: Mapped[PlainJson]
    """Held-out figures."""


class OutletInsight(Record):
    """What the models say of one outlet."""

    __tablename__ = "outlet_insights"
    outlet: Mapped[Code] = mapped_column(
        ForeignKey("outlets.code", ondelete="CASCADE"), primary_key=True
    )
    model_version: Mapped[Code] = mapped_column(ForeignKey("insight_models.version"))
    segment: Mapped[Code | None]
    direction: Mapped[Code | None]
    likelihood_to_enroll: Mapped[Exact | None]
    """0 to 1; None = not trained, or in a program already."""
    next_products: Mapped[list[Any]] = mapped_column(Json)
    """Best first: product, score, similar_buyers, similar_outlets."""
