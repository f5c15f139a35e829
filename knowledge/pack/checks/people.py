"""Territories, users, outlets and products: what one row says must fit the others."""

from __future__ import annotations

from knowledge.pack.checks.rows import Say
from knowledge.pack.contents import Contents
from knowledge.pack.findings import Finding, quote
from knowledge.pack.schema.rows import OutletRow, ProductRow, Row, TerritoryRow, UserRow

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def keep_territory(row: Row, contents: Contents) -> None:
    """Remember it for the outlets."""
    if isinstance(row, TerritoryRow):
        contents.territories[row.code] = row


def check_tree(contents: Contents) -> None:
    """No territory is above itself."""
    for code in contents.territories:
        seen, above = {code}, contents.territories[code].parent
        while above in contents.territories and above not in seen:
            seen.add(above)
            above = contents.territories[above].parent
        if above == code:
            contents.findings.error(
                Finding(
                    "data/territories.csv",
                    f"{quote(code)} above itself",
                    "a tree without circles",
                    None,
                    "parent",
                )
            )


def check_user(row: Row, error: Say) -> None:
    """Who works in the field works somewhere."""
    if isinstance(row, UserRow) and row.role in ("rep", "trainer") and not row.territories:
        error("territories", '""', f"a territory code for every {row.role}")


def check_outlet(row: Row, contents: Contents, error: Say, warn: Say) -> None:
    """A shop stands in a territory of its country."""
    if not isinstance(row, OutletRow):
        return
    contents.outlets[row.code] = row
    contents.channels.add(row.channel)
    for day in row.visit_days:
        if day not in WEEKDAYS:
            error("visit_days", quote(day), f"weekdays separated by |: {' '.join(WEEKDAYS)}")
    territory = contents.territories.get(row.territory)
    if territory and territory.country != row.country:
        there = f"{quote(row.country)} in a territory of {territory.country}"
        error("country", there, "the country of its territory")
    if territory and territory.kind != "route":
        warn("territory", f"{quote(row.territory)}, a {territory.kind}", "the code of a route")


def check_product(row: Row, contents: Contents, warn: Say) -> None:
    """A must-sell list is for channels that exist."""
    if not isinstance(row, ProductRow):
        return
    contents.products[row.code] = row
    for channel in row.must_sell_channels:
        if contents.channels and channel not in contents.channels:
            warn("must_sell_channels", quote(channel), "a channel of data/outlets.csv")
