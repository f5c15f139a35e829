"""`todays_route`: the calls of today in order, with why to look at each."""

from __future__ import annotations

from decimal import Decimal

from assistant.domain import Action
from knowledge.records.answers import RouteStop
from tools.outlets.page import Page

SHOWN = 10
"""Lines; a phone holds no more, and the screen has the whole route as a card."""
BUTTONS = 3


def route(page: Page) -> None:
    """In call order."""
    _, _n = page.say, page.count
    stops = page.records.route(page.user)
    source = f"route:{page.user.id}:{page.today.isoformat()}"
    if not stops:
        page.line(_("There are no calls on your route today."))
        return
    shops = page.quantity("stops", len(stops), "shop", source)
    page.heading(_("Your route today: {shops}", shops=shops))
    for stop in stops[:SHOWN]:
        _stop(page, stop)
    more = len(stops) - SHOWN
    if more > 0:
        rest = page.quantity("more_stops", more, "shop", source)
        page.line(_("and {shops} more", shops=rest))
    page.data["route"] = [
        {"outlet": s.outlet, "name": s.name, "sequence": s.sequence, "open_cases": s.open_cases}
        for s in stops
    ]


def _stop(page: Page, stop: RouteStop) -> None:
    _, _n = page.say, page.count
    source = f"outlets:{stop.outlet}"
    name = page.name("outlet_name", stop.name, source)
    parts = [f"{name} ({page.name('outlet_code', stop.outlet, source)})"]
    if stop.last_order_on is None:
        parts.append(_("no order yet"))
    else:
        days = page.quantity("days_since_order", (page.today - stop.last_order_on).days, "day",
                             f"invoices:{stop.outlet}")  # fmt: skip
        parts.append(_("last order {days} ago", days=days))
    if stop.open_cases:
        number = page.locale.number(Decimal(stop.open_cases))
        parts.append(_n("{count} open case", "{count} open cases", stop.open_cases, count=number))
    page.line(" · ".join(parts))
    if len(page.actions) < BUTTONS:
        label = _("Brief me on {shop}", shop=stop.name)
        page.actions.append(Action("outlet_brief", label, {"outlet": stop.outlet,
                                                           "message": label}))  # fmt: skip
