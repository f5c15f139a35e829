"""The products, with the names people use and the prices shops pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError
from knowledge.records.answers import ProductView
from knowledge.records.tables.products import Product, ProductName, ProductPrice


@dataclass(frozen=True)
class Catalog:
    """All products. Read once per load; never changed."""

    products: Mapping[str, Product]
    names: Mapping[tuple[str, str], str]
    """(product, language) → the name we say."""
    prices: Mapping[tuple[str, str], tuple[Decimal, Decimal | None]]
    """(product, currency) → what a unit costs the shop, what a piece sells for."""

    @classmethod
    def read(cls, session: Session) -> Catalog:
        """From the tables."""
        # Highest rank first, so that rank 0 is what stays.
        names = session.scalars(select(ProductName).order_by(ProductName.rank.desc()))
        prices = session.scalars(select(ProductPrice))
        return cls(
            products={p.code: p for p in session.scalars(select(Product).order_by(Product.code))},
            names={(n.product, n.language): n.name for n in names},
            prices={(p.product, p.currency): (p.unit_price, p.retail_price) for p in prices},
        )

    def name(self, code: str, language: str = "en") -> str:
        """The name in the language, else in its base language, else as printed."""
        place = (code, language)
        if place not in self._spoken:
            base = (code, language.split("-")[0])
            printed = self.products[code].name
            self._spoken[place] = self.names.get(place) or self.names.get(base) or printed
        return self._spoken[place]

    @cached_property
    def _spoken(self) -> dict[tuple[str, str], str]:
        return {}

    def unit(self, code: str) -> str:
        """`case` or `piece`: what invoices count it in."""
        return self.products[code].unit

    def must_sell(self, channel: str) -> tuple[str, ...]:
        """Codes of what must be on the shelf in the channel and is still sold, sorted."""
        if channel not in self._must_sell:
            self._must_sell[channel] = tuple(
                sorted(
                    code
                    for code, product in self.products.items()
                    if channel in product.must_sell_channels and product.status != "delisted"
                )
            )
        return self._must_sell[channel]

    @cached_property
    def _must_sell(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, str | None, str | None, str | None]]:
        """Product code → unit, brand, category, regulated class: what programs decide by."""
        return {p.code: (p.unit, p.brand, p.category, p.regulated) for p in self.products.values()}

    def view(self, code: str, language: str, currency: str | None) -> ProductView:
        """The product for a reader; prices only in a currency that was asked for and is known.

        Raises:
            NotFoundError: no such product.
        """
        if code not in self.products:
            raise NotFoundError(f"There is no product {code[:64]!r}.")
        product = self.products[code]
        unit_price, retail_price = self.prices.get((code, currency or ""), (None, None))
        return ProductView(
            code=code,
            name=self.name(code, language),
            brand=product.brand,
            category=product.category,
            pack=product.pack,
            unit=product.unit,
            pieces_per_unit=product.pieces_per_unit,
            regulated=product.regulated,
            unit_price=unit_price,
            retail_price=retail_price,
        )
