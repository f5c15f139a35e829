"""A few shops, products and the sample company's programs: what a conversation can name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Role, User
from knowledge.pack.schema.company import Company
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletMatch, ProductView

PROGRAMS = Path(__file__).parents[2] / "examples" / "nusa_delta" / "programs"
SHOPS = {
    "ID-0001": "Toko Makmur",
    "ID-0002": "Warung Bu Sri",
    "ID-0003": "Toko Sumber Rejeki",
    "ID-0004": "Kios Pak Budi",
    "ID-0005": "Toko Berkah Jaya",
    "ID-0006": "Minimarket Segar",
    "KE-0001": "Mama Grace Shop",
    "KE-0002": "Duka la Mama Njeri",
    "KE-0003": "Baraka Stores",
    "KE-0004": "Kwa Otieno Kiosk",
    "EG-0001": "بقالة النور",
    "EG-0002": "سوبر ماركت الأمل",
    "EG-0003": "بقالة الحاج محمود",
    "EG-0004": "كشك أبو علي",
}
PRODUCTS = {
    "TEA-LEM-1500": {"en": "Lemon Tea 1.5 L", "id": "Teh Lemon 1,5 L", "ar": "شاي ليمون ١٫٥ لتر"},
    "TEA-JAS-350": {"en": "Jasmine Tea 350 ml", "id": "Teh Melati 350 ml"},
    "WAT-600": {"en": "Spring Water 600 ml", "id": "Air Mineral 600 ml", "sw": "Maji 600 ml"},
    "NOO-CHI-75": {"en": "Chicken Noodles 75 g", "id": "Mi Ayam 75 g", "sw": "Tambi za Kuku 75 g"},
}


def somebody(role: str = "rep") -> User:
    """A person of a role who sees every shop here."""
    return User("somebody", "Somebody", Role(role), ("en",), ("ALL",))


@cache
def programs() -> list[ProgramTerms]:
    """The five of the sample company, of each the version that starts last."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.glob("*.yaml"))]
    read = [ProgramTerms.model_validate(yaml.safe_load(text)) for text in texts]
    latest = {p.code: p for p in sorted(read, key=lambda p: p.starts_on)}
    return [latest[code] for code in sorted(latest)]


OWNERS = {"ID-0001": "Bu Hartini Wibowo", "ID-0004": "Pak Budi Santoso"}


class ShopRecords:
    """The part of the Data API that names are read from."""

    def __init__(self, shops: dict[str, str] | None = None) -> None:
        self.shops = SHOPS if shops is None else shops
        self.reads = 0
        self._company = self._load()

    def _load(self) -> Company:
        return Company.model_validate(
            {
                "name": "Nusa Delta Foods",
                "default_country": "ID",
                "currency": "IDR",
                "languages": ["en", "id", "sw", "ar"],
                "time_zone": "Asia/Jakarta",
            }
        )

    def load_again(self) -> None:
        """As if a pack had been loaded."""
        self._company = self._load()

    def company(self) -> Company:
        return self._company

    def visible_outlets(self, user: User) -> list[OutletMatch]:
        self.reads += 1
        return [
            OutletMatch(code, name, None, 100.0, OWNERS.get(code))
            for code, name in self.shops.items()
        ]

    def programs(self) -> list[ProgramTerms]:
        return programs()

    def products(self, language: str = "en") -> list[ProductView]:
        return [
            ProductView(code, names.get(language, names["en"]), None, None, None, "case",
                        None, None, None, None)
            for code, names in PRODUCTS.items()
        ]  # fmt: skip
