"""What the story asks of the Data API; the real one and the fake in tests both offer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.domain import User
from knowledge.facts.records import ShopRecords
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from knowledge.records.answers import OutletMatch, RouteStop


class Records(ShopRecords, Protocol):
    """Besides the shop and its programs, the pack's words."""

    def find_outlets(self, user: User, query: str, limit: int = 5) -> Sequence[OutletMatch]: ...

    def route(self, user: User) -> Sequence[RouteStop]: ...

    def company(self) -> Company: ...

    def brand(self) -> BrandGuidelines: ...

    def rules(self) -> Rules: ...

    def image(self, file: str) -> tuple[str, bytes] | None: ...

    def frameworks(self) -> Frameworks: ...
