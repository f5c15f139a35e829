"""The sample company's tables read plainly, and what the suite asks of them worked out by hand.

None of the product's code is used: a fault there must show as a miss, not hide in the expectation.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

PACK = Path(__file__).resolve().parent
TODAY = dt.date(2026, 11, 16)
QUARTER = dt.date(2026, 10, 1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    """A table of the pack; two of them are written with semicolons."""
    text = (PACK / "data" / f"{name}.csv").read_text("utf-8-sig")
    head = text.partition("\n")[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    found = csv.DictReader(text.splitlines(), delimiter=mark)
    return [row for row in found if any(value for value in row.values())]


def program(code: str) -> Any:
    """The terms as the company wrote them."""
    return yaml.safe_load((PACK / "programs" / f"{code}.yaml").read_text("utf-8"))


class Tables:
    """Everything the suite looks up."""

    @cached_property
    def outlets(self) -> dict[str, Row]:
        """By code."""
        return {row["code"]: row for row in rows("outlets")}

    @cached_property
    def users(self) -> dict[str, Row]:
        """By id."""
        return {row["id"]: row for row in rows("users")}

    @cached_property
    def lines(self) -> dict[str, list[Row]]:
        """Invoice lines by outlet."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in rows("invoices"):
            found[row["outlet"]].append(row)
        return found

    @cached_property
    def products(self) -> dict[str, Row]:
        """By code."""
        return {row["code"]: row for row in rows("products")}

    @cached_property
    def members(self) -> dict[str, dict[str, Row]]:
        """Outlet → program → its active enrollment."""
        found: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in rows("enrollments"):
            if row["status"] == "active":
                found[row["outlet"]][row["program"]] = row
        return found

    def rep_of(self, outlet: str) -> str:
        """Whose route it is on."""
        territory = self.outlets[outlet]["territory"]
        return next(
            u["id"] for u in self.users.values()
            if u["role"] == "rep" and territory in u["territories"].split("|")
        )  # fmt: skip

    def on_route(self, rep: str) -> list[str]:
        """Outlets a rep calls on today."""
        mine = self.users[rep]["territories"].split("|")
        day = WEEKDAYS[TODAY.weekday()]
        return [
            code
            for code, row in self.outlets.items()
            if row["territory"] in mine
            and day in row["visit_days"].split("|")
            and row["status"] == "active"
        ]

    def bought(self, outlet: str, since: dt.date) -> list[Row]:
        """Lines from a day on."""
        return [r for r in self.lines[outlet] if dt.date.fromisoformat(r["date"]) >= since]

    def last_order(self, outlet: str) -> dt.date:
        """The last day on which something was bought and not only returned."""
        bought = (r for r in self.lines[outlet] if Decimal(r["quantity"] or 0) > 0)
        return max(dt.date.fromisoformat(r["date"]) for r in bought)

    def orders(self, outlet: str, since: dt.date) -> int:
        """Invoices with something bought."""
        bought = (r for r in self.bought(outlet, since) if Decimal(r["quantity"] or 0) > 0)
        return len({r["invoice"] for r in bought})

    def must_sell(self, outlet: str) -> tuple[list[str], list[str]]:
        """Codes on Growth Club's list that were bought this quarter, and those that were not."""
        cases: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.bought(outlet, QUARTER):
            cases[row["product"]] += Decimal(row["quantity"] or 0)
        listed = program("growth-club")["must_sell"]["products"]
        return [c for c in listed if cases[c] >= 1], [c for c in listed if cases[c] < 1]

    def product_name(self, code: str, language: str) -> str:
        """As the company calls it in a language, else its own name."""
        names = (r["name"] for r in rows("product_names")
                 if r["product"] == code and r["language"] == language)  # fmt: skip
        return next(names, self.products[code]["name"])

    def quarter_net(self, outlet: str) -> Decimal:
        """Net purchases that count for Growth Club since the quarter began."""
        left_out = {c for c, p in self.products.items() if p["regulated"] == "infant_formula"}
        if self.outlets[outlet]["country"] == "ID":
            left_out.add("OIL-COO-1000")
        counted = (r for r in self.bought(outlet, QUARTER) if r["product"] not in left_out)
        return sum((Decimal(r["net"]) for r in counted), Decimal(0))

    @cached_property
    def entries(self) -> dict[tuple[str, str], list[Row]]:
        """Ledger entries by outlet and program, oldest first."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in sorted(rows("ledger"), key=lambda r: (r["date"], r["id"])):
            found[row["outlet"], row["program"]].append(row)
        return found

    def usable_points(self, outlet: str, code: str) -> int:
        """What was earned or became active, less what was used or booked as expired."""
        kinds = {"earn": 1, "activate": 1, "adjust": 1, "redeem": -1, "expire": -1}
        found = self.entries[outlet, code]
        return sum(
            kinds[r["kind"]] * (int(r["points"]) if kinds[r["kind"]] > 0 else abs(int(r["points"])))
            for r in found if r["kind"] in kinds
        )  # fmt: skip

    def has_simple_points(self, outlet: str, code: str) -> bool:
        """True when nothing was taken back and nothing has lapsed unbooked: sums then suffice."""
        found = self.entries[outlet, code]
        lapsed = any(r["expires_on"] and r["expires_on"] < TODAY.isoformat() for r in found)
        return bool(found) and not lapsed and all(r["kind"] != "reverse" for r in found)

    def waiting_points(self, outlet: str, code: str) -> int:
        """Points of invoices that are not paid."""
        found = self.entries[outlet, code]
        freed = {r["invoice"] for r in found if r["kind"] == "activate"}
        waiting = (r for r in found if r["kind"] == "pending" and r["invoice"] not in freed)
        return sum(int(r["points"]) for r in waiting)

    def late_payouts(self) -> list[Row]:
        """Payouts past their day."""
        return [
            r for r in rows("ledger")
            if r["kind"] == "payout" and not r["paid_on"] and r["due_on"] < TODAY.isoformat()
        ]  # fmt: skip

    def open_cases(self) -> Iterable[Row]:
        """Not closed yet."""
        return [row for row in rows("cases") if not row["closed_on"]]
