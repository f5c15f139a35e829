"""Goods that nobody may promote in a country: their names make no fact and no picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from knowledge.pack.schema.rules import RegulatedGoods, Rules
from knowledge.records.answers import ProductView


def in_force(rules: Rules, country: str) -> Iterator[RegulatedGoods]:
    """The classes of goods that are not promoted there."""
    return (g for g in rules.regulated if not g.countries or country in g.countries)


def never_promoted(
    rules: Rules, country: str, products: Iterable[ProductView]
) -> Mapping[str, RegulatedGoods]:
    """Product code → why it is never named there."""
    banned = {goods.regulated: goods for goods in in_force(rules, country)}
    return {p.code: banned[p.regulated] for p in products if p.regulated and p.regulated in banned}
