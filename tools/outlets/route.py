"""`todays_route`: the calls of today in order, with why to look at each."""

from __future__ import annotations

from dataclasses import replace

from knowledge.records.answers import RouteStop
from tools.outlets.page import Page

SHOWN = 12
"""Lines; a phone holds no more, and the screen has the whole route as a card."""


def route(page: Page) -> None:
    """In call order."""
    _ = page.say
    stops = page.records.route(page.user)
    source = f"route:{page.user.id}:{page.today.isoformat()}"
    if not stops:
        page.heading(_("There are no calls on your route today."))
        return
    sentence = _("Open shops of your territories with a visit on this weekday.")
    home = page.records.outlet(page.user, stops[0].outlet)
    page.locale = replace(page.locale, country=home.country)
    shops = page.quantity("stops", len(stops), "shop", source, sentence, page.today.isoformat())
    page.heading(_("Your route today: {shops}", shops=shops))
    for stop in stops[:SHOWN]:
        _stop(page, stop)
        page.offer_shop(stop.name, stop.outlet)
    page.cite(source, page.lines[0].strip("*"))
    if len(stops) > SHOWN:
        more = page.number("more_stops", len(stops) - SHOWN, "shop", source)
        page.line(_("… and {count} more.", count=more))
    page.data["route"] = [
        {"outlet": s.outlet, "name": s.name, "sequence": s.sequence, "open_cases": s.open_cases}
        for s in stops
    ]


def _stop(page: Page, stop: RouteStop) -> None:
    """Name, class, last order, open cases."""
    _ = page.say
    source = f"outlets:{stop.outlet}"
    parts = [page.name("outlet_name", stop.name, source), _class(page, stop, source)]
    if stop.last_order_on is None:
        parts.append(_("no order yet"))
    else:
        ago = (page.today - stop.last_order_on).days
        sentence = _("Days since the last order of {shop}.", shop=stop.name)
        orders = f"invoices:{stop.outlet}"
        days = page.quantity("days_since_order", ago, "day", orders, sentence)
        parts.append(_("last order {days} ago", days=days) if ago else _("ordered today"))
    if stop.open_cases:
        parts.append(_cases(page, stop))
    page.line(" · ".join(parts))


def _class(page: Page, stop: RouteStop, source: str) -> str:
    _ = page.say
    if stop.outlet_class is None:
        return _("class not known")
    return _("class {name}", name=page.name("outlet_class", stop.outlet_class, source))


def _cases(page: Page, stop: RouteStop) -> str:
    _n = page.count
    source = f"cases:{stop.outlet}"
    number = page.number("open_cases", stop.open_cases, "case_file", source)
    return _n("{count} open case", "{count} open cases", stop.open_cases, count=number)
