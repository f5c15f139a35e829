"""What the models learn from, and what they found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.pack.schema.rows import UNNAMED
from knowledge.records.answers import NextProduct, OutletInsights
from knowledge.records.database import reading, writing
from knowledge.records.products import Catalog
from knowledge.records.tables.enrollments import Enrollment
from knowledge.records.tables.insights import InsightModel, OutletInsight
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.sales import Invoice, InvoiceLine

BATCH = 20_000


@dataclass(frozen=True)
class OutletKind:
    """What a model may know of an outlet beside its purchases."""

    code: str
    channel: str
    outlet_class: str | None
    joined_on: dt.date | None
    """First enrollment ever; None = never."""


def purchase_rows(engine: Engine) -> Iterator[tuple[str, str, dt.date, Decimal]]:
    """Outlet, product, day and net amount of every line of a known customer, in stable order."""
    rows = (
        select(Invoice.outlet, InvoiceLine.product, Invoice.date, InvoiceLine.net)
        .join(Invoice, Invoice.number == InvoiceLine.invoice)
        .join(Outlet, Outlet.code == Invoice.outlet)
        .where(Outlet.channel != UNNAMED)
        .order_by(InvoiceLine.invoice, InvoiceLine.line)
        .execution_options(yield_per=BATCH)
    )
    with reading(engine) as session:
        for row in session.execute(rows):
            yield row[0], row[1], row[2], row[3]


def outlet_kinds(engine: Engine) -> list[OutletKind]:
    """Every outlet, by code."""
    joined = (
        select(Enrollment.outlet, func.min(Enrollment.joined_on).label("first"))
        .group_by(Enrollment.outlet)
        .subquery()
    )
    rows = (
        select(Outlet.code, Outlet.channel, Outlet.outlet_class, joined.c.first)
        .outerjoin(joined, joined.c.outlet == Outlet.code)
        .where(Outlet.channel != UNNAMED)
        .order_by(Outlet.code)
    )
    with reading(engine) as session:
        return [OutletKind(*row) for row in session.execute(rows)]


def trained_version(engine: Engine) -> str | None:
    """Version of the training whose findings are held."""
    with reading(engine) as session:
        return session.scalar(select(InsightModel.version))


def trained_figures(engine: Engine) -> dict[str, Any]:
    """Held-out figures of that training; empty before the first."""
    with reading(engine) as session:
        return session.scalar(select(InsightModel.figures)) or {}


def keep_findings(
    engine: Engine, version: str, figures: dict[str, Any], findings: Iterable[dict[str, Any]]
) -> None:
    """Replace what was held by the findings of a new training, in one transaction."""
    with writing(engine) as session:
        session.execute(delete(OutletInsight))
        session.execute(delete(InsightModel))
        session.add(
            InsightModel(version=version, trained_at=dt.datetime.now(dt.UTC), figures=figures)
        )
        session.flush()
        rows = [{**finding, "model_version": version} for finding in findings]
        if rows:
            session.execute(insert(OutletInsight), rows)


def outlet_insights(session: Session, outlet: str, catalog: Catalog) -> OutletInsights | None:
    """What the models say of an outlet; None = it bought nothing, or nothing was trained."""
    found = session.get(OutletInsight, outlet)
    if found is None:
        return None
    return OutletInsights(
        outlet=outlet,
        model_version=found.model_version,
        segment=found.segment,
        direction=found.direction,
        likelihood_to_enroll=found.likelihood_to_enroll,
        next_products=tuple(
            NextProduct(
                product=n["product"],
                name=catalog.name(n["product"]),
                score=Decimal(str(n["score"])),
                similar_buyers=n["similar_buyers"],
                similar_outlets=n["similar_outlets"],
            )
            for n in found.next_products
        ),
    )
