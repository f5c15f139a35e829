"""From rows of the pack to rows of the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from knowledge.pack.checks.membership import CONSENT
from knowledge.pack.schema.rows import (
    EnrollmentRow,
    InvoiceRow,
    ProductNameRow,
    Row,
    UserRow,
    VisitRow,
)
from knowledge.records.intake import Session, enrollments_made_in_app
from knowledge.records.privacy.tombstones import erased_owners, owner_hash
from knowledge.records.tables import Record
from knowledge.records.tables.enrollments import Consent, Enrollment, LedgerEntry
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Person, PersonTerritory, Territory
from knowledge.records.tables.products import Product, ProductName, ProductPrice
from knowledge.records.tables.sales import Invoice, InvoiceLine
from knowledge.records.tables.visits import Case, ObjectionEvent, Visit

Values = dict[str, Any]
Entry = tuple[type[Record], Values]
CODE_CHARS = 64


def own_id(*parts: object) -> str:
    """The id of a record that has none in its file: its key, or a hash where that is too long."""
    text = "pack-" + "@".join(map(str, parts))
    if len(text) <= CODE_CHARS:
        return text
    return "pack-" + hashlib.sha256(text.encode()).hexdigest()[:48]


def plain(row: Row, *left_out: str) -> Values:
    """A row's columns as table values."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in row
        if name not in left_out
    }


def _one(record: type[Record]) -> Callable[[Row], Iterator[Entry]]:
    def entries(row: Row) -> Iterator[Entry]:
        yield record, plain(row)

    return entries


def _user(row: Row) -> Iterator[Entry]:
    user = cast(UserRow, row)
    yield Person, plain(user, "territories")
    for code in dict.fromkeys(user.territories):
        yield PersonTerritory, {"user_id": user.id, "territory": code}


class OutletEntries:
    """Outlets; an owner who was erased does not come back with the company's next file."""

    def __init__(self, session: Session) -> None:
        self._erased = erased_owners(session)

    def __call__(self, row: Row) -> Iterator[Entry]:
        """Entries of one outlet."""
        values = plain(row)
        known = self._erased.get(values["code"], ())
        said = (values["owner_name"], values["phone"])
        if any(owner_hash(*said, salt) == kept for salt, kept in known):
            values |= {"owner_name": None, "phone": None}
        yield Outlet, values


class EnrollmentEntries:
    """Enrollments and consents.

    One that a rep made here comes back in the company's next export, which then goes on with it.
    """

    def __init__(self, session: Session) -> None:
        self._made_here = enrollments_made_in_app(session)

    def __call__(self, row: Row) -> Iterator[Entry]:
        """Entries of one enrollment."""
        joined = cast(EnrollmentRow, row)
        key = (joined.outlet, joined.program, joined.joined_on)
        code = self._made_here.get(key) or own_id(*key)
        yield Enrollment, {"id": code, **plain(joined, *CONSENT)}
        if joined.consent_on is not None and key not in self._made_here:
            yield (
                Consent,
                {
                    "id": code,
                    "enrollment": code,
                    "text_version": joined.consent_version,
                    "language": joined.consent_language,
                    "method": joined.consent_method,
                    "given_on": joined.consent_on,
                },
            )


def _visit(row: Row) -> Iterator[Entry]:
    visit = cast(VisitRow, row)
    code = own_id(visit.outlet, visit.date, visit.rep)
    yield Visit, {"id": code, **plain(visit, "objection", "said", "language")}
    if visit.objection is not None:
        yield (
            ObjectionEvent,
            {
                "id": code,
                "visit": code,
                "objection": visit.objection,
                "said": visit.said,
                "language": visit.language,
            },
        )


class InvoiceEntries:
    """Lines, and the head of an invoice at its first line."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def __call__(self, row: Row) -> Iterator[Entry]:
        """Entries of one line."""
        line = cast(InvoiceRow, row)
        if line.invoice not in self._begun:
            self._begun.add(line.invoice)
            yield (
                Invoice,
                {
                    "number": line.invoice,
                    "outlet": line.outlet,
                    "date": line.date,
                    "rep": line.rep,
                    "promised_on": line.promised_on,
                    "delivered_on": line.delivered_on,
                    "paid_on": line.paid_on,
                },
            )
        yield (
            InvoiceLine,
            {
                "invoice": line.invoice,
                "line": line.line,
                "product": line.product,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.discount,
                "net": line.net,
            },
        )


class NameEntries:
    """Local names; their order in the file is their rank."""

    def __init__(self) -> None:
        self._ranks: dict[tuple[str, str], int] = {}

    def __call__(self, row: Row) -> Iterator[Entry]:
        """Entry of one name."""
        name = cast(ProductNameRow, row)
        place = (name.product, name.language)
        rank = self._ranks.get(place, 0)
        self._ranks[place] = rank + 1
        yield ProductName, {**plain(name), "rank": rank}


@dataclass(frozen=True)
class TableFile:
    """What a CSV file becomes."""

    records: tuple[type[Record], ...]
    """Tables it fills, each before those that refer to it."""
    entries: Callable[[Session], Callable[[Row], Iterator[Entry]]]
    """Makes what turns a row into entries; it may remember rows of the same file."""


TABLE_FILES: dict[str, TableFile] = {
    "territories": TableFile((Territory,), lambda _: _one(Territory)),
    "users": TableFile((Person, PersonTerritory), lambda _: _user),
    "outlets": TableFile((Outlet,), OutletEntries),
    "products": TableFile((Product,), lambda _: _one(Product)),
    "product_names": TableFile((ProductName,), lambda _: NameEntries()),
    "product_prices": TableFile((ProductPrice,), lambda _: _one(ProductPrice)),
    "invoices": TableFile((Invoice, InvoiceLine), lambda _: InvoiceEntries()),
    "enrollments": TableFile((Enrollment, Consent), EnrollmentEntries),
    "ledger": TableFile((LedgerEntry,), lambda _: _one(LedgerEntry)),
    "visits": TableFile((Visit, ObjectionEvent), lambda _: _visit),
    "cases": TableFile((Case,), lambda _: _one(Case)),
}
"""File stem → tables, in load order."""
APPEND_ONLY = {"ledger": frozenset({"paid_on"})}
"""File stem → columns that are filled in once; everything else of an entry stays as it was."""
