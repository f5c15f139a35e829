"""All purchases as columns: what the models learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class PurchaseHistory:
    """One entry per invoice line, returns too. These floats rank and predict; none is shown."""

    outlets: Sequence[str]
    """Outlet codes; `outlet` indexes them."""
    products: Sequence[str]
    """Product codes; `product` indexes them."""
    outlet: Ints
    product: Ints
    day: Ints
    """Proleptic ordinal of the invoice date."""
    net: Floats
    """Net amount in the outlet's currency; negative for a return."""

    @property
    def bought(self) -> Mask:
        """Lines that are purchases, not returns or corrections."""
        return self.net > 0

    def matrix(self, lines: Mask) -> csr_matrix:
        """Outlets × products: 1 where any of these lines is there."""
        shape = (len(self.outlets), len(self.products))
        entries = (np.ones(int(lines.sum())), (self.outlet[lines], self.product[lines]))
        counts = csr_matrix(entries, shape=shape)
        counts.data[:] = 1.0
        return counts

    def last_day(self) -> int:
        """Ordinal of the newest purchase; 0 when there is none."""
        return int(self.day[self.bought].max()) if self.bought.any() else 0
