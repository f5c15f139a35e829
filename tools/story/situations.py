"""The situation a story is told in: what decides its words, without any figure of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FAILURES = ("open_case", "late_payout")
"""Causes that are our own doing."""
Length = Literal["counter", "talk", "sitdown", "leaflet"]
LENGTHS: tuple[Length, ...] = ("counter", "talk", "sitdown", "leaflet")


@dataclass(frozen=True)
class Situation:
    """What decides how the story is told; no figure of the shop is in it."""

    recommendation: str
    state: str
    program_kind: str
    outlet_class: str | None
    length: Length
    enrolled: bool
    was_member: bool
    trust: str
    progress: str
    """`open`, `reached` or `unknown`: the next step of the current period."""
