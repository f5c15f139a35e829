"""The names a user may know: his shops, and every program, tier and product in any language."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from assistant.domain import User
from assistant.ports import Mention
from knowledge.programs.terms import Target
from tools.outlets.gazetteer import Gazetteer, Named, find, unknown_name
from tools.outlets.spelling import words_of

if TYPE_CHECKING:
    from knowledge.pack.schema.company import Company
    from knowledge.records.api import DataAPI

KEPT_USERS = 64
# `1.5 L`, `330ml`, `12 x 75 g`: nobody says the size of what he means.
SIZE = re.compile(r"(?<!\w)\d[\d.,x×* ]*\s?(?:ml|l|g|gr|kg|s|pcs|مل|لتر|جم)?(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class _Index:
    """What one user may name, until the next load."""

    company: Company
    gazetteers: tuple[Gazetteer, ...]
    code_shapes: frozenset[str]


@dataclass
class RecordNames:
    """Implements `assistant.ports.Names` over the Data API. Thread-safe."""

    records: DataAPI
    _kept: OrderedDict[str, _Index] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, text: str, user: User) -> list[Mention]:
        """Mentions, best first; a shop the user cannot know has score 0 and its words as id.

        A name that several of his shops have gives their codes with `|` between them.
        """
        index = self._index(user)
        mentions = find(text, index.gazetteers)
        if any(mention.kind == "outlet" for mention in mentions):
            return mentions
        shops = index.gazetteers[0]
        unknown = unknown_code(text, index.code_shapes) or unknown_name(
            text, shops.generic, mentions
        )
        return [*mentions, unknown] if unknown else mentions

    def _index(self, user: User) -> _Index:
        # The Data API gives the same object until a pack is loaded again.
        company = self.records.company()
        key = f"{user.id}\n{user.role}\n{user.territories}"
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.company is company:
                self._kept.move_to_end(key)
                return kept
        made = self._build(user, company)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_USERS:
                self._kept.popitem(last=False)
        return made

    def _build(self, user: User, company: Company) -> _Index:
        outlets = self.records.visible_outlets(user)
        named = [Named("outlet", o.code, o.name) for o in outlets]
        spoken = [(text, n) for n in named for text in (n.name, n.id)]
        owners = [(o.owner_name, n) for o, n in zip(outlets, named, strict=True) if o.owner_name]
        return _Index(
            company,
            (
                Gazetteer.of("outlet", spoken),
                # Apart from the shops: `Bu` and `Pak` start owners' names and tell no shop.
                Gazetteer.of("outlet", owners),
                Gazetteer.of("program", self._programs()),
                Gazetteer.of("tier", self._tiers()),
                Gazetteer.of("product", self._products(company.languages)),
            ),
            frozenset(shape(o.code) for o in outlets if shape(o.code) != o.code),
        )

    def _programs(self) -> Iterator[tuple[str, Named]]:
        for terms in self.records.programs():
            for name in (terms.code, terms.name, *terms.names.values()):
                yield name, Named("program", terms.code, terms.name)

    def _tiers(self) -> Iterator[tuple[str, Named]]:
        """A tier's id is its printed name: programs share `Gold`, and the thread tells which."""
        targets: list[Target] = [t for p in self.records.programs() for t in p.targets]
        for target in targets:
            for name in (target.name, *target.names.values()):
                yield name, Named("tier", target.name, target.name)

    def _products(self, languages: tuple[str, ...]) -> Iterator[tuple[str, Named]]:
        for language in dict.fromkeys(("en", *languages)):
            for product in self.records.products(language):
                named = Named("product", product.code, product.name)
                without_size = SIZE.sub(" ", product.name)
                for name in (product.code, product.name, without_size):
                    yield name, named


def shape(code: str) -> str:
    """`ID-0001` → `AA-9999`."""
    return re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "A", code))


def unknown_code(text: str, shapes: frozenset[str]) -> Mention | None:
    """A word that looks like an outlet code and is none of this user's."""
    for word in words_of(text):
        if shape(word.text) in shapes:
            return Mention("outlet", word.text, word.text, word.start, word.end, 0.0)
    return None
