"""Counts what is in the sample company's data: `python examples/nusa_delta/make_figures.py`.

The figures of README.md are this output.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The filled rows of a file, whichever separator it uses."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        # After seeking back, the byte order mark stands before the first column's name again.
        reader = csv.DictReader((line.lstrip("\ufeff") for line in file), delimiter=delimiter)
        return [row for row in reader if any(row.values())]


def told(counts: Counter[str]) -> str:
    """`general_trade 238, horeca 26`."""
    return ", ".join(f"{name or 'unknown'} {count}" for name, count in counts.most_common())


def print_figures() -> None:
    """One line per thing counted."""
    outlets, invoices, held = rows("outlets"), rows("invoices"), rows("enrollments")
    ledger, visits, cases = rows("ledger"), rows("visits"), rows("cases")
    days = sorted(row["date"] for row in invoices)
    print(f"outlets        {len(outlets)}: {told(Counter(r['country'] for r in outlets))}")
    print(f"  channels     {told(Counter(r['channel'] for r in outlets))}")
    print(f"  classes      {told(Counter(r['outlet_class'] for r in outlets))}")
    print(f"  overdue      {sum(r['overdue'] not in ('', '0') for r in outlets)}, "
          f"unknown {sum(r['overdue'] == '' for r in outlets)}")  # fmt: skip
    print(f"  credit lock  {told(Counter(r['credit_lock'] for r in outlets))}")
    print(f"products       {len(rows('products'))}, local names {len(rows('product_names'))}")
    print(f"invoice lines  {len(invoices)} in {len({r['invoice'] for r in invoices})} invoices, "
          f"{days[0]} to {days[-1]}")  # fmt: skip
    print(f"  returned     {sum(r['quantity'].startswith('-') for r in invoices)}, "
          f"quantity zero {sum(r['quantity'] == '0' for r in invoices)}, "
          f"not paid {sum(not r['paid_on'] for r in invoices)}")  # fmt: skip
    print(f"enrollments    {len(held)} of {len({r['outlet'] for r in held})} outlets: "
          f"{told(Counter(r['status'] for r in held))}")  # fmt: skip
    print(f"  active       {told(Counter(r['program'] for r in held if r['status'] == 'active'))}")
    print(f"ledger         {len(ledger)}: {told(Counter(r['kind'] for r in ledger))}")
    print(f"visits         {len(visits)}: {told(Counter(r['outcome'] for r in visits))}")
    print(f"  objections   {sum(bool(r['objection']) for r in visits)}")
    print(f"cases          {len(cases)}, open {sum(not r['closed_on'] for r in cases)}")


if __name__ == "__main__":
    print_figures()
