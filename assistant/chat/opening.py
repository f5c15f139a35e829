"""The first screen of a rep: today's route, one line a shop, and why to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.chat.wording import Wording
from knowledge.records.answers import OutletMatch, RouteStop

PAGE = 8
"""Shops shown at first: what a phone holds without much scrolling."""
LONG_SILENCE = 30
"""Days without an order after which a row is marked."""


def greeting(name: str, stops: Sequence[RouteStop], words: Wording) -> str:
    """Hello, and how many calls there are."""
    _, _n = words.say, words.plural
    if not stops:
        text = _(
            "Hello {name}. There are no calls on your route today. Find a shop by its name,"
            " or ask me about a program."
        )
        return text.replace("{name}", name)
    text = _n(
        "Hello {name}. {count} shop is on your route today.",
        "Hello {name}. {count} shops are on your route today.",
        len(stops),
    )
    return text.replace("{name}", name).replace("{count}", words.locale.number(Decimal(len(stops))))


def route_card(stops: Sequence[RouteStop], today: date, words: Wording) -> dict[str, Any]:
    """Properties of the element `Route`: rows in call order, and its texts."""
    ordered = sorted(stops, key=lambda stop: (stop.sequence is None, stop.sequence or 0, stop.name))
    rows = [_row(stop, today, words) for stop in ordered]
    return {"rows": rows, "page": PAGE, "numbered": True, "texts": _texts(words)}


def found_card(matches: Sequence[OutletMatch], words: Wording) -> dict[str, Any]:
    """Properties of the element `Route` for the hits of a search."""
    rows = [
        {"outlet": match.code, "name": match.name, "class": "", "why": match.town or ""}
        for match in matches
    ]
    return {"rows": rows, "page": PAGE, "numbered": False, "texts": _texts(words)}


def _row(stop: RouteStop, today: date, words: Wording) -> dict[str, Any]:
    silent = (today - stop.last_order_on).days if stop.last_order_on else None
    return {
        "outlet": stop.outlet,
        "name": stop.name,
        "class": stop.outlet_class or "",
        "why": why_to_look(stop.open_cases, silent, words),
        "alert": stop.open_cases > 0,
        "quiet": silent is None or silent >= LONG_SILENCE,
    }


def why_to_look(open_cases: int, silent_days: int | None, words: Wording) -> str:
    """What is open there, and how long ago it last ordered; None = it never did."""
    _, _n = words.say, words.plural
    parts = []
    if open_cases:
        text = _n("{count} open case", "{count} open cases", open_cases)
        parts.append(text.replace("{count}", words.locale.number(Decimal(open_cases))))
    if silent_days is None:
        parts.append(_("no order yet"))
    elif silent_days <= 0:
        parts.append(_("ordered today"))
    else:
        days = words.locale.quantity(Decimal(silent_days), "day")
        parts.append(_("last order {days} ago").replace("{days}", days))
    return " · ".join(parts)


def _texts(words: Wording) -> dict[str, str]:
    _ = words.say
    return {
        "find": _("Find a shop by name"),
        "everywhere": _("Look for “{query}” in all my shops"),
        "more": _("Show {count} more"),
        "open": _("Open {shop}"),
        "none": _("No shop on this list has that name."),
        "offline": _("No connection. Please try again."),
    }
