"""How long a company's invoices take to load, and how much memory.

`python -m benchmarks.load [--lines N] [--pack PACK]`: the real invoices where they are at hand,
else simulated ones.
The last line on stdout is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared/data/sales/online_retail_2009_2010.parquet"
SMALLEST = ROOT / "examples/smallest"
LINES_PER_INVOICE = 18


def make_pack(folder: Path, lines: int | None) -> Path:
    """The pack to load: real, unless a number of lines is asked for."""
    if lines is None and REAL.is_file():
        pack = folder / "pack"
        command = [sys.executable, "-m", "examples.online_retail.convert", str(REAL), str(pack)]
        # A process of its own, so that its memory does not count.
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)  # noqa: S603 - our own script
        return pack
    return simulate(folder / "pack", lines or 500_000)


def simulate(pack: Path, lines: int, outlets: int = 5_000, products: int = 400) -> Path:
    """The smallest pack with many outlets, products and invoice lines."""
    command = ["cp", "-r", str(SMALLEST), str(pack)]
    subprocess.run(command, check=True)  # noqa: S603 - fixed command
    dice = random.Random(7)
    with (pack / "data/outlets.csv").open("a", newline="") as file:
        for n in range(outlets):
            file.write(f"S-{n},Shop {n},,,id,general_trade,B,BDG-1,{n},,ID,IDR" + "," * 11 + "\n")
    with (pack / "data/products.csv").open("a", newline="") as file:
        for n in range(products):
            file.write(f"P-{n},Product {n},Kopi Tani,coffee,12 x 1,case,12,,,,active\n")
    with (pack / "data/invoices.csv").open("a", newline="") as file:
        writer = csv.writer(file)
        for n in range(lines):
            invoice, line = divmod(n, LINES_PER_INVOICE)
            day = date(2025, 9, 1) + timedelta(days=invoice * 430 * LINES_PER_INVOICE // lines)
            price, quantity = dice.randrange(20, 300) * 1000, dice.randrange(1, 12)
            shop, product = f"S-{invoice % outlets}", f"P-{dice.randrange(products)}"
            head = (f"X-{invoice}", line + 1, shop, day, product)
            writer.writerow((*head, quantity, price, "", price * quantity, "rina", "", "", day))
    return pack


def load_once(pack: Path, folder: Path) -> dict[str, float]:
    """Load it into an empty database; figures."""
    from knowledge.pack.loading import LoadOptions, load
    from knowledge.records.database import open_database

    start, cpu = time.perf_counter(), time.process_time()
    engine = open_database(f"sqlite:///{folder / 'records.db'}", upgrade_schema=True)
    report = load(pack, engine, LoadOptions(on_progress=show))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    start = time.perf_counter()
    load(pack, engine)
    lines = report.tables["invoice_lines"].added
    # ru_maxrss is in KiB on Linux.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "lines": lines,
        "load_s": round(seconds, 2),
        "cpu_s": round(cpu, 2),
        "again_s": round(time.perf_counter() - start, 2),
        "peak_rss_mib": round(peak, 1),
        "lines_per_s": round(lines / seconds),
        "database_mib": round((folder / "records.db").stat().st_size / 2**20, 1),
    }


def show(stage: str, done: int, total: int) -> None:
    """Progress on stderr."""
    sys.stderr.write(f"\r{stage}: {done / max(total, 1):4.0%}   ")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, help="simulate so many lines")
    parser.add_argument("--pack", type=Path, help="load this pack")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pack = arguments.pack or make_pack(folder, arguments.lines)
        figures = load_once(pack, folder)
    sys.stderr.write("\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
