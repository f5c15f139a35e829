"""Turns the real invoices of a British gift wholesaler into a company pack.

`python -m examples.online_retail.convert SOURCE.parquet [PACK]` prints what became of every line.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from examples.online_retail.lines import Fate, Line, Sieve, read_raw
from examples.online_retail.shops import HOME, OVERSEAS, Shop, Trade

HERE = Path(__file__).parent
MUST_SELL = 10
HOME_REPS = ("Alice Ward", "Ben Okafor", "Chloe Price", "Dev Patel")


def convert(source: Path, pack: Path) -> Sieve:
    """Write the pack beside what was left out of it; returns the counts."""
    if pack.exists():
        shutil.rmtree(pack)
    shutil.copytree(HERE / "made_up", pack)
    data = pack / "data"
    data.mkdir()
    sieve, trade = Sieve(), Trade()
    with (pack.parent / "left_out.csv").open("w", encoding="utf-8", newline="") as rejects:
        left_out = csv.writer(rejects)
        left_out.writerow(["fate", *Line.__dataclass_fields__])
        lines = _kept(read_raw(source), sieve, trade, left_out)
        _write(data / "invoices.csv", INVOICE_COLUMNS, lines)
    _write(data / "territories.csv", TERRITORY_COLUMNS, territories(trade))
    _write(data / "users.csv", USER_COLUMNS, users(trade))
    _write(data / "outlets.csv", OUTLET_COLUMNS, outlets(trade, sieve))
    best = trade.best_sellers(MUST_SELL)
    _write(data / "products.csv", PRODUCT_COLUMNS, products(trade, best, sieve))
    _write(data / "product_prices.csv", PRICE_COLUMNS, prices(trade))
    _complete_programs(pack / "programs", trade, best)
    return sieve


INVOICE_COLUMNS = ("invoice", "line", "outlet", "date", "product", "quantity", "price", "net")
TERRITORY_COLUMNS = ("code", "name", "kind", "parent", "country")
USER_COLUMNS = ("id", "name", "role", "territories", "languages")
OUTLET_COLUMNS = ("code", "name", "language", "channel", "outlet_class", "territory", "country",
                  "currency", "opened_on", "status")  # fmt: skip
PRODUCT_COLUMNS = ("code", "name", "unit", "must_sell_channels")
PRICE_COLUMNS = ("product", "currency", "unit_price")

Row = tuple[object, ...]


def _write(file: Path, columns: Row, rows: Iterable[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)


def _kept(
    raw: Iterable[dict[str, object]], sieve: Sieve, trade: Trade, left_out: object
) -> Iterator[Row]:
    numbers: Counter[str] = Counter()
    for source_line in raw:
        fate, line = sieve.fate(source_line)
        if not fate.kept:
            left_out.writerow([fate.value, *vars(line).values()])  # type: ignore[attr-defined]  # csv.writer has no public type
            continue
        numbers[line.invoice] += 1
        outlet = trade.take(fate, line)
        net = line.price * line.quantity
        yield (
            line.invoice,
            numbers[line.invoice],
            outlet,
            line.date,
            line.code,
            line.quantity,
            line.price,
            net,
        )


def territories(trade: Trade) -> Iterator[Row]:
    """A country above its routes."""
    for country, routes in sorted(trade.routes().items()):
        yield country, country, "country", "", country
        for route in sorted(routes):
            yield route, route.replace("-", " route "), "route", country, country


def users(trade: Trade) -> Iterator[Row]:
    """Made-up people: four reps at home, one for Europe, one for the rest, and the office."""
    routes = {r for found in trade.routes().values() for r in found if not r.endswith("-counter")}
    home = sorted(r for r in routes if r.startswith(f"{HOME}-"))
    for place, name in enumerate(HOME_REPS):
        mine = home[place :: len(HOME_REPS)]
        yield name.split()[0].lower(), name, "rep", "|".join(mine), "en"
    abroad = sorted(routes - set(home))
    far = [r for r in abroad if r.split("-")[0] in OVERSEAS]
    yield "eva", "Eva Lindqvist", "rep", "|".join(r for r in abroad if r not in far), "en"
    yield "omar", "Omar Haddad", "rep", "|".join(far), "en"
    yield "tess", "Tess Morgan", "trainer", HOME, "en"
    yield "sam", "Sam Reid", "support", "", "en"
    yield "mia", "Mia Clarke", "manager", "", "en"


def outlets(trade: Trade, sieve: Sieve) -> Iterator[Row]:
    """Customers by number: the data has no names."""
    classes = trade.classes()
    for code, shop in sorted(trade.shops.items()):
        if len(shop.countries) > 1 and not shop.is_counter:
            sieve.mended["customer in several countries, put where most of his lines are"] += 1
        name = f"Counter sales {shop.country}" if shop.is_counter else f"Customer {code}"
        yield (
            code, name, "en", shop.channel, classes.get(code, ""), shop.route, shop.country, "GBP",
            shop.first_day, _status(shop),
        )  # fmt: skip


def _status(shop: Shop) -> str:
    return "closed" if shop.is_counter else "active"


def products(trade: Trade, best: list[str], sieve: Sieve) -> Iterator[Row]:
    """Products under the description most of their lines have."""
    for code, item in sorted(trade.items.items()):
        if len(item.names) > 1:
            sieve.mended["product with several descriptions, the most frequent one taken"] += 1
        if not item.names:
            sieve.mended["product without a description, called by its code"] += 1
        yield code, item.name, "piece", "gift_shop" if code in best else ""


def prices(trade: Trade) -> Iterator[Row]:
    """The price that most sales lines have."""
    for code, item in sorted(trade.items.items()):
        if item.prices:
            yield code, "GBP", item.prices.most_common(1)[0][0]


def _complete_programs(folder: Path, trade: Trade, best: list[str]) -> None:
    """What only the data knows: the countries it runs in and the must-sell list."""
    for file in sorted(folder.glob("*.yaml")):
        terms = yaml.safe_load(file.read_text(encoding="utf-8"))
        terms["countries"] = sorted({s.country for s in trade.shops.values()})
        if "must_sell" in terms:
            terms["must_sell"]["products"] = best
        text = yaml.safe_dump(terms, sort_keys=False, allow_unicode=True)
        file.write_text(text, encoding="utf-8")


def report(sieve: Sieve) -> Iterator[str]:
    """What became of the lines; the counts sum to all of them."""
    for fate in Fate:
        yield f"{sieve.fates[fate]:>9,}  {fate.value}"
    yield f"{sum(n for f, n in sieve.fates.items() if f.kept):>9,}  kept in all"
    yield f"{sieve.fates.total():>9,}  lines in the source"
    for what, count in sorted(sieve.mended.items()):
        yield f"{count:>9,}  mended: {what}"


def main(arguments: list[str]) -> int:
    """Convert; 2 = the call was wrong."""
    if not arguments or not Path(arguments[0]).is_file():
        sys.stderr.write("Name the parquet file: python -m examples.online_retail.convert SOURCE\n")
        return 2
    pack = Path(arguments[1]) if len(arguments) > 1 else HERE / "pack"
    sieve = convert(Path(arguments[0]), pack)
    print("\n".join(report(sieve)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
