"""The read-back card: what the owner agrees to, as data; its hash is what a tap confirms."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Money:
    """An amount, exact."""

    amount: str
    """Decimal as text, never a float."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True)
class Card:
    """Every field that the enrollment will stand on. Rendered by the server, from records."""

    draft: str
    nonce: str
    outlet: str
    outlet_name: str
    program: str
    terms_version: str
    target: str
    """Tier or slab aimed at, as named in the terms; empty where the program has none."""
    target_value: str
    """What it asks for in the period, decimal as text; empty = unknown or none."""
    target_unit: str
    """ISO 4217 code, `product`, `point`, `percent` …"""
    base_monthly: Money | None
    """The shop's own base, frozen by joining."""
    reward: Money | None
    """What the target brings in one period, after tax; None = not known."""
    period: str
    """`2026-Q4`, `2026-11`, `2026`."""
    pay_by: str
    """ISO date: the last day for the period's reward."""
    owner_name: str
    phone: str
    """E.164."""
    consent_version: str
    consent_language: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields nobody can agree without."""
        return tuple(name for name in ("owner_name", "phone") if not getattr(self, name))

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, hex."""
        return sha256_of(asdict(self))


def canonical(value: Any) -> bytes:
    """The same bytes for the same value on every machine: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def sha256_of(value: Any) -> str:
    """Hex digest of a plain JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()
