"""Puts the parts of sign-up together over one database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.enrollment.confirming import Confirming
from knowledge.enrollment.desk import SignUpDesk
from knowledge.enrollment.ports import PhoneNumbers
from knowledge.enrollment.reading import Reader, Records
from knowledge.records.accounts import utc_now
from knowledge.records.enrollment.codes import RecordedCodes
from knowledge.records.enrollment.drafts import RecordedDrafts
from knowledge.records.enrollment.joining import RecordedJoinings
from knowledge.records.enrollment.owners import RecordedOwners

if TYPE_CHECKING:
    from knowledge.records.database import Engine


def _ignore() -> None:
    """Nobody waits for news."""


def _no_versions() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Surroundings:
    """What the company around it gives."""

    phones: PhoneNumbers
    versions: Callable[[], Mapping[str, str]] = _no_versions
    """Which model, prompt and release are at work, for the audit trail."""
    on_news: Callable[[], None] = _ignore
    """Something is in the outbox."""
    now: Callable[[], dt.datetime] = utc_now


def build_desk(engine: Engine, records: Records, around: Surroundings) -> SignUpDesk:
    """The service over a database."""
    reader = Reader(records, RecordedOwners(engine), around.phones)
    drafts = RecordedDrafts(engine, around.now)
    joinings = RecordedJoinings(engine, around.now)
    confirming = Confirming(reader, drafts, joinings, around.versions, around.on_news)
    return SignUpDesk(reader, drafts, RecordedCodes(engine, around.now), confirming, around.now)
