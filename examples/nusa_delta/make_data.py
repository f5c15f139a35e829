"""Makes the sample company's `data/*.csv`: `python examples/nusa_delta/make_data.py [FOLDER]`.

The same sources give the same bytes. What is made up, and how, is in README.md.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    # Run as a script, the parts beside this file are found from the repository's root.
    sys.path.insert(0, str(HERE.parents[1]))

from examples.nusa_delta.make_files import write_table  # noqa: E402 - needs the path above
from examples.nusa_delta.make_ledger import make_entries  # noqa: E402
from examples.nusa_delta.make_members import Entry, Member, make_members, program  # noqa: E402
from examples.nusa_delta.make_sales import Invoice, make_invoices  # noqa: E402
from examples.nusa_delta.make_shops import TODAY, Shop, load, make_shops  # noqa: E402
from examples.nusa_delta.make_visits import SUBJECTS, Case, Visit, make_cases, make_visits  # noqa: E402

MUST_SELL = "general_trade|modern_trade|horeca|wholesale"
CLOSED = dt.date(2026, 6, 20)
"""A shop that stopped before this day has closed for good."""


def make_data(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    places, products, shops = load("places.yaml"), load("products.yaml"), make_shops()
    invoices = make_invoices(shops, products)
    sold: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        sold[invoice.shop.code].append(invoice)
    made = [make_entries(m, sold[m.shop.code]) for m in make_members(shops, sold)]
    members = [member for member, _ in made]
    write_table(folder, "territories", "code,name,kind,parent,country", places["territories"])
    write_table(folder, "users", "id,name,role,territories,languages", places["users"])
    _write_outlets(folder, shops, sold)
    _write_products(folder, products)
    _write_invoices(folder, invoices)
    _write_members(folder, members)
    entries = sorted((e for _, each in made for e in each), key=lambda e: (e.date, e.outlet))
    _write_ledger(folder, entries)
    _write_calls(folder, shops, sold, members, _reps(places))


def _write_ledger(folder: Path, entries: list[Entry]) -> None:
    columns = "outlet,program,date,kind,points,amount,invoice,expires_on,due_on,paid_on,reason"
    rows = (
        (f"L{n:05}", *(getattr(entry, column) for column in columns.split(",")))
        for n, entry in enumerate(entries, start=1)
    )
    write_table(folder, "ledger", f"id,{columns}", rows)


def _reps(places: dict[str, Any]) -> dict[str, str]:
    reps = (user for user in places["users"] if user[2] == "rep")
    return {route: user[0] for user in reps for route in user[3].split("|")}


def _write_outlets(folder: Path, shops: list[Shop], sold: dict[str, list[Invoice]]) -> None:
    header = (
        "code name owner_name phone language channel outlet_class territory sequence visit_days "
        "country currency latitude longitude opened_on status area_m2 has_cooler credit_limit "
        "credit_days overdue credit_lock kyc_level"
    )
    columns = header.split()
    rows = []
    for shop in shops:
        overdue, lock = _debt(shop, sold[shop.code])
        worked_out = {
            "status": "closed" if shop.lapsed_on and shop.lapsed_on < CLOSED else "active",
            "credit_limit": _limit(shop, sold[shop.code]),
            "overdue": overdue,
            "credit_lock": lock,
        }
        rows.append([worked_out[c] if c in worked_out else getattr(shop, c) for c in columns])
    write_table(folder, "outlets", ",".join(columns), rows)


def _limit(shop: Shop, invoices: list[Invoice]) -> Decimal | None:
    if shop.credit_days == 0 or not invoices:
        return None
    month = sum((i.net for i in invoices), Decimal(0)) / 14
    return (month / 1000).quantize(Decimal(1)) * 1000


def _debt(shop: Shop, invoices: list[Invoice]) -> tuple[Decimal | None, str | None]:
    """What is unpaid past its day, and the lock that follows from how long it is."""
    late = [
        (i.net, (TODAY - i.date).days - shop.credit_days)
        for i in invoices
        if i.paid_on is None and (TODAY - i.date).days > shop.credit_days
    ]
    overdue, days = sum((net for net, _ in late), Decimal(0)), max((d for _, d in late), default=0)
    lock = "hard" if days > 45 else "soft" if days > 10 else "none"
    if not shop.knows_overdue:
        return None, shop.lock
    return overdue, shop.lock or lock


def _write_products(folder: Path, products: list[dict[str, Any]]) -> None:
    write_table(
        folder,
        "products",
        "code,name,brand,category,pack,unit,pieces_per_unit,must_sell_channels,regulated,"
        "launched_on,status",
        (
            (
                p["code"],
                p["name"],
                p["brand"],
                p["category"],
                p["pack"],
                "case",
                p["pieces"],
                MUST_SELL if p.get("must_sell") else None,
                p.get("regulated"),
                p.get("launched_on"),
                "active",
            )
            for p in products
        ),
    )
    names = [(p["code"], lang, n) for p in products for lang, of in p["names"].items() for n in of]
    write_table(folder, "product_names", "product,language,name", names)
    prices = [
        (p["code"], c, case, piece) for p in products for c, (case, piece) in p["prices"].items()
    ]
    write_table(folder, "product_prices", "product,currency,unit_price,retail_price", prices)


def _write_invoices(folder: Path, invoices: list[Invoice]) -> None:
    write_table(
        folder,
        "invoices",
        "invoice,line,outlet,date,product,quantity,price,discount,net,promised_on,delivered_on,paid_on",
        (
            (
                i.number,
                n,
                i.shop.code,
                i.date,
                line.product,
                line.quantity,
                line.price,
                line.discount or None,
                line.net,
                i.promised_on,
                i.delivered_on,
                i.paid_on,
            )
            for i in invoices
            for n, line in enumerate(i.lines, start=1)
        ),
    )


def _write_members(folder: Path, members: list[Member]) -> None:
    rows = []
    for member in members:
        shop, version = member.shop, program(member.program)["terms_version"]
        draw = shop.stream(f"consent:{member.program}")
        language = shop.language or "en"
        method = draw.choice(("otp", "otp", "otp", "signature", "voice", "paper"))
        consent = (method, language, f"{version}-{language}", member.joined_on)
        rows.append(
            (
                shop.code,
                member.program,
                member.status,
                member.joined_on,
                member.left_on,
                member.tier,
                member.base,
                version,
                *(consent if member.consented else (None,) * 4),
            )
        )
    columns = (
        "outlet,program,status,joined_on,left_on,tier,base_value,terms_version,consent_method,"
        "consent_language,consent_version,consent_on"
    )
    write_table(folder, "enrollments", columns, rows, blank_lines=2)


def _write_calls(
    folder: Path,
    shops: list[Shop],
    sold: dict[str, list[Invoice]],
    members: list[Member],
    reps: dict[str, str],
) -> None:
    visits, cases = [], []
    for shop in shops:
        held = [m for m in members if m.shop.code == shop.code]
        calls = make_visits(shop, sold[shop.code], held)
        visits += calls
        cases += make_cases(shop, sold[shop.code], calls, held)
    _write_visits(folder, sorted(visits, key=lambda v: (v.date, v.shop.code)), reps)
    _write_cases(folder, sorted(cases, key=lambda c: (c.opened_on, c.shop.code, c.kind)))


def _write_visits(folder: Path, visits: list[Visit], reps: dict[str, str]) -> None:
    columns = "outlet;rep;date;outcome;program;objection;said;language;promise;next_on"
    after_rep = (
        "date",
        "outcome",
        "program",
        "objection",
        "said",
        "language",
        "promise",
        "next_on",
    )
    rows = (
        (v.shop.code, reps[v.shop.territory], *(getattr(v, name) for name in after_rep))
        for v in visits
    )
    write_table(folder, "visits", columns, rows, semicolons=True)


def _write_cases(folder: Path, cases: list[Case]) -> None:
    columns = "id,outlet,kind,subject,opened_on,closed_on,invoice,program,amount"
    after_subject = ("opened_on", "closed_on", "invoice", "program", "amount")
    rows = (
        (f"C{n:04}", c.shop.code, c.kind, SUBJECTS[c.kind], *(getattr(c, a) for a in after_subject))
        for n, c in enumerate(cases, start=1)
    )
    write_table(folder, "cases", columns, rows, blank_lines=3)


if __name__ == "__main__":
    make_data(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "data")
