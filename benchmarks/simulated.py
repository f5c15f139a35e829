"""A simulated company of many outlets in SQLite: the sample company and as many more shops.

They stand in the product's own tables with its own indexes. Rows come from a seed and are written
past the loader, which is measured by `bench-load`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from tqdm import tqdm

from benchmarks.sample import SAMPLE
from knowledge.pack.loading import load
from knowledge.records.database import Engine, open_database
from knowledge.records.tables.types import SCALE

SEED = 20261116
TODAY = date(2026, 11, 16)
FIRST_DAY = date(2026, 4, 1)
PER_ROUTE = 200
ROUTES_PER_AREA = 20
MEMBERS_IN = 4
"""One outlet in so many is in Growth Club."""
ORDERS = {False: 4, True: 16}
"""Invoices of an outlet from the first day to today; of a member, the second."""
LINES = 4
CHUNK = 100_000
PRICE = 80_000
INDEXES = ("ix_invoices_outlet_date", "ix_invoice_lines_product", "ix_outlets_territory",
           "ix_enrollments_outlet")  # fmt: skip
Rows = Iterator[list[tuple[Any, ...]]]


def simulate(file: Path, outlets: int) -> Engine:
    """The company in this file, made where it is not there yet. Progress on stderr."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        engine = open_database(f"sqlite:///{unfinished}", upgrade_schema=True)
        load(SAMPLE, engine)
        engine.dispose()
        _add(unfinished, outlets)
        unfinished.rename(file)
    return open_database(f"sqlite:///{file}", upgrade_schema=True)


def outlet_code(number: int) -> str:
    """`S0000042`."""
    return f"S{number:07}"


def route_of(number: int) -> str:
    """Code of the outlet's route."""
    return f"R{number // PER_ROUTE:05}"


def is_member(number: int) -> bool:
    """Whether the outlet is in Growth Club."""
    return number % MEMBERS_IN == 0


def _add(file: Path, outlets: int) -> None:
    dice = np.random.default_rng(SEED)
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    recipes = [
        connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        for name in INDEXES
    ]
    for name in INDEXES:
        connection.execute(f"DROP INDEX {name}")
    products = _basket(connection)
    for table, chunks, total in (
        ("territories", _territories(outlets), None),
        ("outlets", _outlets(outlets, dice), outlets),
        ("enrollments", _enrollments(outlets), outlets // MEMBERS_IN),
    ):
        _insert(connection, table, chunks, total)
    _add_sales(connection, outlets, products, dice)
    for recipe in tqdm(recipes, "indexes"):
        connection.execute(recipe)
    connection.commit()
    connection.close()


def _basket(connection: sqlite3.Connection) -> list[str]:
    """Product codes, those that must be on the shelf four times: they are bought most."""
    found = connection.execute("SELECT code, must_sell_channels FROM products ORDER BY code")
    return [code for code, channels in found for _ in range(4 if channels != "[]" else 1)]


def _insert(connection: sqlite3.Connection, table: str, chunks: Rows, total: int | None) -> None:
    with tqdm(desc=table, total=total, unit=" rows") as bar:
        for rows in chunks:
            _write(connection, table, rows)
            bar.update(len(rows))


def _write(connection: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    names = {"territories": "code, name, kind, parent, country",
             "outlets": "code, name, owner_name, language, channel, outlet_class, territory, "
             "sequence, visit_days, country, currency, opened_on, status, area_m2, has_cooler, "
             "credit_days, overdue, credit_lock, kyc_level",
             "enrollments": "id, outlet, program, terms_version, status, joined_on, base_value",
             "invoices": "number, outlet, date",
             "invoice_lines": "invoice, line, product, quantity, price, discount, net"}  # fmt: skip
    marks = ", ".join("?" * len(rows[0])) if rows else ""
    connection.executemany(
        f"INSERT INTO {table} ({names[table]}) VALUES ({marks})",  # noqa: S608 - our own names
        rows,
    )


def _territories(outlets: int) -> Rows:
    """A country of areas with their routes."""
    routes = -(-outlets // PER_ROUTE)
    areas = -(-routes // ROUTES_PER_AREA)
    yield [("SIM", "Simulated", "country", None, "ID")]
    yield [(f"A{n:04}", f"Area {n}", "area", "SIM", "ID") for n in range(areas)]
    yield [
        (f"R{n:05}", f"Route {n}", "route", f"A{n // ROUTES_PER_AREA:04}", "ID")
        for n in range(routes)
    ]


def _outlets(outlets: int, dice: Generator) -> Rows:
    for start in range(0, outlets, CHUNK):
        numbers = range(start, min(start + CHUNK, outlets))
        classes = dice.choice(["A", "B", "C"], len(numbers), p=[0.2, 0.4, 0.4]).tolist()
        overdue = (dice.random(len(numbers)) < 0.1).tolist()
        kyc = dice.integers(0, 3, len(numbers)).tolist()
        yield [
            (
                outlet_code(n),
                f"Toko {n}",
                f"Bu {n}",
                "id",
                "general_trade",
                "A" if is_member(n) and size == "C" else size,
                route_of(n),
                n % PER_ROUTE,
                "[]",
                "ID",
                "IDR",
                "2022-01-01",
                "active",
                20 * SCALE,
                n % 3 == 0,
                14,
                50_000 * SCALE * late,
                "none",
                level,
            )
            for n, size, late, level in zip(numbers, classes, overdue, kyc, strict=True)
        ]


def _enrollments(outlets: int) -> Rows:
    for start in range(0, outlets, CHUNK):
        yield [
            (f"SE{n}", outlet_code(n), "growth-club", "3", "active", "2026-03-01",
             LINES * PRICE * SCALE)
            for n in range(start, min(start + CHUNK, outlets))
            if is_member(n)
        ]  # fmt: skip


def _add_sales(
    connection: sqlite3.Connection, outlets: int, products: list[str], dice: Generator
) -> None:
    """By day, as a company bills: the invoices of one shop lie far apart in the tables."""
    number, days = 0, (TODAY - FIRST_DAY).days + 1
    each = np.where(np.arange(outlets) % MEMBERS_IN == 0, ORDERS[True], ORDERS[False])
    total = int(each.sum())
    with tqdm(desc="invoices", total=total, unit=" rows") as bar:
        for passed in range(days):
            day = (FIRST_DAY + timedelta(days=passed)).isoformat()
            buyers = np.flatnonzero(dice.random(outlets) < each / days).tolist()
            heads = [(f"X{number + n:08}", outlet_code(who), day) for n, who in enumerate(buyers)]
            number += len(heads)
            wanted = dice.integers(0, len(products), (len(heads), LINES)).tolist()
            _write(connection, "invoices", heads)
            _write(connection, "invoice_lines", [
                (head[0], line, products[product], SCALE, PRICE * SCALE, 0, PRICE * SCALE)
                for head, bought in zip(heads, wanted, strict=True)
                for line, product in enumerate(bought, 1)
            ])  # fmt: skip
            bar.update(len(heads))
