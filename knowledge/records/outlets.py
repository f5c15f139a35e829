"""Outlet profiles, the route of a day, and finding a shop by what people call it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.domain import User
from knowledge.records.access import visible_to
from knowledge.records.answers import OutletMatch, OutletProfile, RouteStop
from knowledge.records.sales import last_order_day
from knowledge.records.standing import open_on
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.people import Territory
from knowledge.records.tables.visits import Case

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FLOOR = 60.0
"""Matches scored lower, of 100, are noise."""
# Letters that Unicode does not take apart into a base letter and a mark.
_SAME = str.maketrans("đøłħıæœßɓɗƙƴةىٱ", "dolhiaosbdkyهيا")


class TerritoryTree:
    """The territories by code, for names; who may see what is decided in `access`."""

    def __init__(self, nodes: Mapping[str, tuple[str, str, str | None]]) -> None:
        self._nodes = nodes

    @classmethod
    def read(cls, session: Session) -> TerritoryTree:
        """All of it; a company has hundreds."""
        columns = select(Territory.code, Territory.name, Territory.kind, Territory.parent)
        return cls({code: (name, kind, up) for code, name, kind, up in session.execute(columns)})

    def name(self, code: str) -> str:
        """What people call it; the code where it has no name."""
        return self._nodes[code][0] if code in self._nodes else code

    def town(self, code: str) -> str | None:
        """Name of the nearest town at or above the territory, else of the nearest area."""
        above = self._upwards(code)
        for wanted in ("town", "area"):
            for name, kind in above:
                if kind == wanted:
                    return name
        return None

    def _upwards(self, code: str | None) -> list[tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        while code is not None and code in self._nodes and code not in found:
            name, kind, parent = self._nodes[code]
            found[code] = (name, kind)
            code = parent
        return list(found.values())


def profile_of(outlet: Outlet, tree: TerritoryTree) -> OutletProfile:
    """The shop as the company knows it; the phone only by its last digits."""
    same_names = {
        name: getattr(outlet, name)
        for name in OutletProfile.__dataclass_fields__
        if name not in {"territory_name", "town", "visit_days", "phone_masked"}
    }
    return OutletProfile(
        **same_names,
        territory_name=tree.name(outlet.territory),
        town=tree.town(outlet.territory),
        visit_days=tuple(outlet.visit_days),
        phone_masked=mask_phone(outlet.phone),
    )


def mask_phone(phone: str | None) -> str | None:
    """The last three digits: `…417`; nothing of a number that is no longer than that."""
    digits = [c for c in phone or "" if c.isdigit()]
    return "…" + "".join(digits[-3:]) if len(digits) > 3 else None


def list_visible(session: Session, user: User, tree: TerritoryTree) -> list[OutletMatch]:
    """Every outlet the user may see, closed ones too, by code."""
    rows = session.execute(
        select(Outlet.code, Outlet.name, Outlet.territory, Outlet.owner_name).where(
            visible_to(user)
        )
    )
    found = [
        OutletMatch(code, name, tree.town(territory), 100.0, owner)
        for code, name, territory, owner in rows
    ]
    return sorted(found, key=lambda match: match.code)


def fold(text: str) -> str:
    """Text as people hear it: no case, accents or doubled spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(bare.translate(_SAME).split())


def best_matches(known: Sequence[OutletMatch], query: str, limit: int) -> list[OutletMatch]:
    """Those whose code, name or owner is nearest the query, best first, equal scores by code."""
    wanted = fold(query)
    if not wanted:
        return []
    scores: dict[int, float] = {}
    for texts, scorer in (
        ([fold(o.name) for o in known], fuzz.WRatio),
        ([fold(o.owner_name or "") for o in known], fuzz.token_set_ratio),
        ([fold(o.code) for o in known], fuzz.ratio),
    ):
        for _, score, place in process.extract(wanted, texts, scorer=scorer, limit=limit * 4):
            scores[place] = max(score, scores.get(place, 0.0))
    best = sorted(scores, key=lambda place: (-scores[place], known[place].code))
    return [
        replace(known[p], score=round(scores[p], 1)) for p in best[:limit] if scores[p] >= FLOOR
    ]


def route_on(session: Session, user: User, day: dt.date, tree: TerritoryTree) -> list[RouteStop]:
    """Open shops to call on that day, in call order; no visit days means every day."""
    shops = session.execute(
        select(Outlet, last_order_day(day)).where(visible_to(user), Outlet.status != "closed")
    )
    today = [(shop, ordered) for shop, ordered in shops if _called_on(shop, day)]
    cases = _open_cases(session, user, day)
    stops = [
        RouteStop(
            outlet=shop.code,
            name=shop.name,
            channel=shop.channel,
            outlet_class=shop.outlet_class,
            sequence=shop.sequence,
            route=tree.name(shop.territory),
            last_order_on=ordered,
            open_cases=cases.get(shop.code, 0),
        )
        for shop, ordered in today
    ]
    return sorted(stops, key=lambda s: (s.route, s.sequence is None, s.sequence or 0, s.outlet))


def _called_on(shop: Outlet, day: dt.date) -> bool:
    days = {name.strip().casefold()[:3] for name in shop.visit_days}
    return not days or WEEKDAYS[day.weekday()] in days


def _open_cases(session: Session, user: User, day: dt.date) -> dict[str, int]:
    rows = session.execute(
        select(Outlet.code, func.count())
        .join(Case, Case.outlet == Outlet.code)
        .where(visible_to(user), *open_on(day))
        .group_by(Outlet.code)
    )
    return {outlet: count for outlet, count in rows}
