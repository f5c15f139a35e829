"""One reading of all that joining a program is decided on: one session, one check of permission."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from knowledge.records.answers import JoiningRecords
from knowledge.records.products import Catalog
from knowledge.records.purchases import purchase_profile
from knowledge.records.standing import read_cases, read_enrollments
from knowledge.records.tables.outlets import Outlet

MONTHS = 6


def read_joining(
    session: Session, outlet: Outlet, catalog: Catalog, today: dt.date
) -> JoiningRecords:
    """As the Data API's methods answer one by one."""
    return JoiningRecords(
        purchase_profile(session, outlet, catalog, today, MONTHS),
        tuple(read_enrollments(session, outlet.code, today)),
        tuple(read_cases(session, outlet.code, today, open_only=True)),
    )
