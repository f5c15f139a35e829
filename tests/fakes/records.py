"""A working Data API in memory: shops with invoices, and the programs of the sample company."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from assistant.domain import Role, User
from assistant.errors import NotFoundError
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from knowledge.programs.periods import first_of_month, measuring_period, months_after
from knowledge.programs.progress import Purchase, Shop, counting, points_for, progress
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import (
    CaseView,
    EnrollmentView,
    LedgerBalance,
    MonthTotal,
    OutletMatch,
    OutletProfile,
    ProductHabit,
    ProductView,
    ProgramProgress,
    PurchaseProfile,
    RouteStop,
    VisitView,
)

PACK = Path(__file__).parents[2] / "examples" / "nusa_delta"
TODAY = dt.date(2026, 11, 16)
REP = User("rina", "Rina", Role.REP, ("en", "id"), ("ID-JKT",))

_NAMES = {
    "TEA-LEM-1500": ("Lemon Tea 1.5 L", "Teh Lemon 1,5 L", "tea"),
    "TEA-JAS-350": ("Jasmine Tea 350 ml", "Teh Melati 350 ml", "tea"),
    "WAT-600": ("Spring Water 600 ml", "Air Mineral 600 ml", "water"),
    "SOD-ORA-330": ("Orange Soda 330 ml", "Soda Jeruk 330 ml", "soda"),
    "JUI-MAN-250": ("Mango Juice 250 ml", "Jus Mangga 250 ml", "juice"),
    "COF-3IN1-20": ("Coffee Mix 20 g", "Kopi Susu Saset 20 g", "coffee"),
    "MLK-UHT-200": ("UHT Milk 200 ml", "Susu UHT 200 ml", "milk"),
    "NOO-CHI-75": ("Chicken Noodles 75 g", "Mi Ayam 75 g", "noodles"),
    "BIS-COC-120": ("Coconut Biscuit 120 g", "Biskuit Kelapa 120 g", "biscuits"),
    "SNA-CAS-60": ("Cassava Chips 60 g", "Keripik Singkong 60 g", "snacks"),
    "OIL-COO-1000": ("Cooking Oil 1 L", "Minyak Goreng 1 L", "oil"),
}
MUST_SELL = tuple(_NAMES)[:10]
_PRICES = {
    "IDR": (Decimal(120_000), Decimal(5_500)),
    "KES": (Decimal(960), Decimal(45)),
    "EGP": (Decimal(400), Decimal(19)),
}


@lru_cache(maxsize=1)
def sample_programs() -> tuple[ProgramTerms, ...]:
    """The five programs of the sample company, validated; of each the version that starts last."""
    files = sorted((PACK / "programs").glob("*.yaml"))
    read = [ProgramTerms.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files]
    latest = {p.code: p for p in sorted(read, key=lambda p: p.starts_on)}
    return tuple(latest[code] for code in sorted(latest))


@lru_cache(maxsize=1)
def sample_rules() -> Rules:
    """Its business rules."""
    return Rules.model_validate(yaml.safe_load((PACK / "rules.yaml").read_text("utf-8")))


@lru_cache(maxsize=1)
def sample_frameworks() -> Frameworks:
    """Its playbook."""
    text = (PACK / "playbook" / "frameworks.yaml").read_text("utf-8")
    return Frameworks.model_validate(yaml.safe_load(text))


def sample_brand() -> BrandGuidelines:
    """Guidelines with something to trip over."""
    return BrandGuidelines(
        voice="Plain and honest.",
        forbidden={"en": ("guaranteed", "best price"), "id": ("dijamin", "pasti untung")},
        required={},
        protected_names=("Nusa Delta Foods", "Growth Club", "Full Shelf", "Star Points"),
        competitors=("Rival Cola", "Maju Segar"),
    )


def outlet(code: str = "ID-0001", **more: Any) -> OutletProfile:
    """A healthy class A shop in Jakarta; change what the test is about."""
    usual = OutletProfile(
        code=code,
        name="Toko Makmur",
        owner_name="Ibu Sari",
        language="id",
        channel="general_trade",
        outlet_class="A",
        territory="ID-JKT",
        territory_name="Jakarta",
        town="Jakarta",
        sequence=1,
        visit_days=(),
        country="ID",
        currency="IDR",
        opened_on=dt.date(2023, 3, 1),
        status="active",
        area_m2=Decimal(30),
        has_cooler=True,
        credit_limit=Decimal(10_000_000),
        credit_days=14,
        overdue=Decimal(0),
        credit_lock="none",
        kyc_level=2,
        phone_masked="…417",
    )
    return replace(usual, **more)


@dataclass
class FakeShop:
    """A shop with what happened there."""

    profile: OutletProfile
    purchases: list[Purchase] = field(default_factory=list)
    enrollments: list[EnrollmentView] = field(default_factory=list)
    ledgers: dict[str, LedgerBalance] = field(default_factory=dict)
    cases: list[CaseView] = field(default_factory=list)
    visits: list[VisitView] = field(default_factory=list)


def buys(
    cases_a_month: Iterable[int], products: Sequence[str] = MUST_SELL[:7], currency: str = "IDR"
) -> list[Purchase]:
    """So many cases of each product in each month, the last one being the current month."""
    price = _PRICES[currency][0]
    months = list(cases_a_month)
    lines = []
    for back, cases in enumerate(reversed(months)):
        day = months_after(first_of_month(TODAY), -back) + dt.timedelta(days=9)
        for product in products if cases else ():
            lines.append(Purchase(day, product, Decimal(cases), price * cases,
                                  category=_NAMES[product][2]))  # fmt: skip
    return sorted(lines, key=lambda line: line.date)


def enrolled(shop: str, program: str, **more: Any) -> EnrollmentView:
    """An active member since January."""
    versions = {p.code: p.terms_version for p in sample_programs()}
    usual = EnrollmentView(
        id=f"E-{shop}-{program}",
        program=program,
        terms_version=versions[program],
        status="active",
        joined_on=dt.date(2026, 1, 12),
        left_on=None,
        tier=None,
        base_value=None,
    )
    return replace(usual, **more)


def balance(shop: str, program: str, **more: Any) -> LedgerBalance:
    """An empty ledger; change what the test is about."""
    usual = LedgerBalance(
        outlet=shop,
        program=program,
        as_of=TODAY,
        active_points=0,
        pending_points=0,
        expiring_points=0,
        next_expiry_on=None,
        points_value=None,
        paid_out=Decimal(0),
        open_payouts=Decimal(0),
        late_payouts=Decimal(0),
        currency="IDR",
        entries=(),
    )
    return replace(usual, **more)


def case(shop: str, kind: str = "claim", **more: Any) -> CaseView:
    """An open case."""
    usual = CaseView(
        id=f"C-{shop}-{kind}",
        outlet=shop,
        kind=kind,
        subject="six cases short",
        opened_on=dt.date(2026, 11, 3),
        closed_on=None,
        invoice=None,
        program=None,
        amount=None,
    )
    return replace(usual, **more)


@dataclass
class FakeRecords:
    """Everything the story asks of the Data API."""

    shops: dict[str, FakeShop] = field(default_factory=dict)
    today: dt.date = TODAY
    terms: tuple[ProgramTerms, ...] = field(default_factory=sample_programs)
    business_rules: Rules = field(default_factory=sample_rules)
    playbook: Frameworks = field(default_factory=sample_frameworks)
    guidelines: BrandGuidelines = field(default_factory=sample_brand)

    def add(self, shop: FakeShop) -> FakeShop:
        """Put a shop in."""
        self.shops[shop.profile.code] = shop
        return shop

    def find_outlets(self, user: User, query: str, limit: int = 5) -> list[OutletMatch]:
        """By likeness of the name, of 100, best first."""
        seen = [s.profile for s in self.shops.values() if self._sees(user, s)]
        scored = [(fuzz.WRatio(query.lower(), p.name.lower()), p) for p in seen]
        best = sorted((s for s in scored if s[0] > 60), key=lambda s: (-s[0], s[1].code))
        return [OutletMatch(p.code, p.name, p.town, score) for score, p in best[:limit]]

    def route(self, user: User, day: dt.date | None = None) -> list[RouteStop]:
        return []

    def outlet(self, user: User, code: str) -> OutletProfile:
        return self._shop(user, code).profile

    def purchases(self, user: User, outlet: str, months: int = 6) -> PurchaseProfile:
        """The last full months and the one that has begun."""
        shop = self._shop(user, outlet)
        month = first_of_month(self.today)
        since = months_after(month, -months)
        lines = [p for p in shop.purchases if since <= p.date <= self.today]
        first = min((p.date for p in shop.purchases), default=None)
        totals = self._months(shop, month, months, first)
        lately = {p.product for p in lines if months_after(month, -3) <= p.date < month}
        return PurchaseProfile(
            outlet=outlet,
            currency=shop.profile.currency,
            since=since,
            until=self.today,
            orders=len({p.date for p in lines}),
            net=sum((p.net for p in lines), Decimal(0)),
            months=tuple(totals),
            habits=tuple(_habits(lines)),
            first_order_on=first,
            last_order_on=max((p.date for p in shop.purchases), default=None),
            days_between_orders=None,
            trend_percent=_trend(self._months(shop, month, 6, first)),
            must_sell_listed=tuple(sorted(MUST_SELL)),
            must_sell_bought=tuple(c for c in sorted(MUST_SELL) if c in lately),
        )

    def ledger(self, user: User, outlet: str, program: str) -> LedgerBalance:
        shop = self._shop(user, outlet)
        empty = balance(outlet, program, currency=shop.profile.currency)
        return shop.ledgers.get(program, empty)

    def enrollments(self, user: User, outlet: str) -> list[EnrollmentView]:
        return list(self._shop(user, outlet).enrollments)

    def progress(self, user: User, outlet: str, program: str) -> ProgramProgress:
        """By the same arithmetic as the real one, over the fake's invoices."""
        shop = self._shop(user, outlet)
        terms = next(p for p in self.terms if p.code == program)
        period = measuring_period(terms, self.today)
        counted = counting(shop.purchases, terms, shop.profile.country)
        now = [p for p in counted if period.start <= p.date <= min(period.end, self.today)]
        held = next((e for e in shop.enrollments if e.program == program), None)
        base = held.base_value if held is not None and held.base_value else self._base(shop, terms)
        currency = shop.profile.currency
        points = points_for(now, terms, currency) if terms.points else None
        return progress(terms, Shop(outlet, currency), now, base, points, self.today)

    def cases(self, user: User, outlet: str, open_only: bool = True) -> list[CaseView]:
        cases = self._shop(user, outlet).cases
        return [c for c in cases if c.closed_on is None or not open_only]

    def visits(self, user: User, outlet: str, limit: int = 5) -> list[VisitView]:
        return self._shop(user, outlet).visits[:limit]

    def programs(self, country: str | None = None, on: dt.date | None = None) -> list[ProgramTerms]:
        return [
            p
            for p in self.terms
            if (country is None or country in p.countries)
            and (on is None or p.starts_on <= on <= p.ends_on)
        ]

    def products(self, language: str = "en", currency: str | None = None) -> list[ProductView]:
        unit, retail = _PRICES.get(currency or "", (None, None))
        return [
            ProductView(
                code=code,
                name=local if language == "id" else english,
                brand=None,
                category=category,
                pack=None,
                unit="case",
                pieces_per_unit=24,
                regulated=None,
                unit_price=unit,
                retail_price=retail,
            )
            for code, (english, local, category) in _NAMES.items()
        ]

    def company(self) -> Company:
        return Company(
            name="Nusa Delta Foods",
            default_country="ID",
            currency="IDR",
            languages=("en", "id", "sw", "ar"),
            time_zone="Asia/Jakarta",
            today=self.today,
        )

    def brand(self) -> BrandGuidelines:
        return self.guidelines

    def rules(self) -> Rules:
        return self.business_rules

    def image(self, file: str) -> tuple[str, bytes] | None:
        path = PACK / "brand" / "images" / file
        return ("image/svg+xml", path.read_bytes()) if path.is_file() else None

    def frameworks(self) -> Frameworks:
        return self.playbook

    def _sees(self, user: User, shop: FakeShop) -> bool:
        return not user.territories or shop.profile.territory in user.territories

    def _shop(self, user: User, code: str) -> FakeShop:
        shop = self.shops.get(code)
        if shop is None or not self._sees(user, shop):
            raise NotFoundError(f"There is no outlet {code}.")
        return shop

    def _base(self, shop: FakeShop, terms: ProgramTerms) -> Decimal | None:
        if terms.base_months is None:
            return None
        month = first_of_month(self.today)
        start = months_after(month, -terms.base_months)
        first = min((p.date for p in shop.purchases), default=None)
        if first is None or first_of_month(first) > start:
            return None
        lines = counting(shop.purchases, terms, shop.profile.country)
        net = sum((p.net for p in lines if start <= p.date < month), Decimal(0))
        return net / terms.base_months

    def _months(
        self, shop: FakeShop, before: dt.date, count: int, first: dt.date | None
    ) -> list[MonthTotal]:
        months = [months_after(before, -back) for back in range(count, 0, -1)]
        totals = []
        for month in months:
            if first is None or month < first_of_month(first):
                continue
            lines = [p for p in shop.purchases if first_of_month(p.date) == month]
            net = sum((p.net for p in lines), Decimal(0))
            totals.append(MonthTotal(month, net, len({p.date for p in lines})))
        return totals


def _habits(lines: Sequence[Purchase]) -> list[ProductHabit]:
    by_product: dict[str, list[Purchase]] = defaultdict(list)
    for line in lines:
        by_product[line.product].append(line)
    habits = [
        ProductHabit(
            product=code,
            name=_NAMES[code][0],
            quantity=sum((p.quantity for p in of_it), Decimal(0)),
            net=sum((p.net for p in of_it), Decimal(0)),
            orders=len(of_it),
            days_between_orders=None,
            last_bought_on=max(p.date for p in of_it),
        )
        for code, of_it in by_product.items()
    ]
    return sorted(habits, key=lambda h: (-h.net, h.product))


def _trend(months: Sequence[MonthTotal]) -> Decimal | None:
    if len(months) < 6:
        return None
    before = sum((m.net for m in months[:3]), Decimal(0))
    after = sum((m.net for m in months[3:]), Decimal(0))
    return ((after / before - 1) * 100).quantize(Decimal("0.1")) if before > 0 else None


def steady_shop(code: str = "ID-0001", **more: Any) -> FakeShop:
    """Seven of the ten must-sell products, five cases each, month after month."""
    return FakeShop(outlet(code, **more), buys([5, 5, 5, 5, 5, 5, 5, 5]))
