"""What was learned about a shop from all of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class NextProduct:
    """A product the outlet never bought and similar outlets do."""

    product: str
    name: str
    score: Decimal
    """0 to 1, for ranking; not a probability."""
    similar_buyers: int
    similar_outlets: int


@dataclass(frozen=True)
class OutletInsights:
    """What the models found at the last load."""

    outlet: str
    model_version: str
    segment: str | None
    """`champion`, `loyal`, `steady`, `promising`, `at_risk`, `new`, `lapsed`."""
    direction: str | None
    """`growing`, `flat`, `declining`, `unknown`."""
    likelihood_to_enroll: Decimal | None
    """0 to 1; None = not trained, or in a program already."""
    next_products: tuple[NextProduct, ...]
