"""Receipts as they are stored beside the idempotency key, and read again from the enrollment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError
from knowledge.enrollment.draft import ConsentMethod
from knowledge.enrollment.ports import Receipt
from knowledge.records.tables.signups import IdempotencyKey

_DAYS = ("joined_on", "pay_by")
_AMOUNTS = ("target_value", "reward")


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """Plain JSON; days and amounts as text. No personal data."""
    plain = asdict(receipt)
    plain["consent_method"] = receipt.consent_method.value
    plain |= {name: plain[name].isoformat() for name in _DAYS}
    return plain | {n: None if plain[n] is None else str(plain[n]) for n in _AMOUNTS}


def receipt_of(kept: Mapping[str, Any]) -> Receipt:
    """What `receipt_json` made."""
    typed: dict[str, Any] = {name: dt.date.fromisoformat(kept[name]) for name in _DAYS}
    typed |= {n: None if kept[n] is None else Decimal(kept[n]) for n in _AMOUNTS}
    typed["consent_method"] = ConsentMethod(kept["consent_method"])
    return Receipt(**{**kept, **typed})


def read_receipt(session: Session, enrollment: str) -> Receipt:
    """Of an enrollment that was signed up here, as it was given then.

    Raises:
        NotFoundError: no such enrollment, or a pack brought it.
    """
    kept = session.scalar(
        select(IdempotencyKey.result).where(IdempotencyKey.subject == enrollment).limit(1)
    )
    if kept is None:
        raise NotFoundError("There is no receipt of this sign-up.")
    return receipt_of(kept)
