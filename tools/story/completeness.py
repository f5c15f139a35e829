"""What a story must tell: what I do, what I get, when, who pays, how to dispute.

Proven by slots, which only code can fill: a beat that is merely called `terms` proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from knowledge.facts.text import slots_in
from tools.story.situations import Situation

DO = frozenset({
    "growth_target", "extra_buy", "must_sell_needed", "facings", "pass_score", "spend_per_point",
    "gap_to_next_tier", "needed_per_week", "program_summary",
})  # fmt: skip
GET = frozenset({
    "reward_at_target", "stay_reward", "payout_percent", "display_fee", "bonus_points",
    "point_value", "net_return", "points_value_now", "tier_benefit",
})  # fmt: skip
PARTS: Mapping[str, frozenset[str]] = {
    "idea": frozenset({"program_name"}),
    "do": DO,
    "get": GET,
    "when": frozenset({"pay_days", "pay_by"}),
    "who_pays": frozenset({"paid_by"}),
    "dispute": frozenset({"dispute_days"}),
    "dispute_contact": frozenset({"dispute_contact"}),
}
COUNTER_PARTS = ("idea", "do", "get", "who_pays", "when")
"""In 15 seconds at the counter nobody hears how to dispute; it is said before anyone signs."""
STRAIGHT_BEATS = ("reason", "now")
"""What a story without a pitch must have."""


OWN_FAILURE = frozenset({"case_opened_on", "late_payouts"})
"""What only a story of something that we owe can tell."""


class _Beat(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def text(self) -> str: ...


def missing_parts(situation: Situation, written: Iterable[_Beat]) -> tuple[str, ...]:
    """Names of the parts that no beat tells."""
    beats = tuple(written)
    if situation.recommendation in ("wait", "do_not_join"):
        names = {beat.name for beat in beats}
        return tuple(name for name in STRAIGHT_BEATS if name not in names)
    told = {slot for beat in beats for slot in slots_in(beat.text)}
    if situation.recommendation == "already_in" and _settles(situation, beats, told):
        return ()
    if situation.recommendation == "already_in" and situation.progress != "open":
        told |= {"program_summary"}  # nothing is missing, or nobody knows what: no task to name
    wanted = COUNTER_PARTS if situation.length == "counter" else tuple(PARTS)
    return tuple(part for part in wanted if not PARTS[part] & told)


def _settles(situation: Situation, beats: tuple[_Beat, ...], told: set[str]) -> bool:
    """At the counter there is no time for more than what we owe and what we do about it."""
    ends = bool(beats) and beats[-1].name == "now"
    return situation.length == "counter" and ends and bool(told & OWN_FAILURE)
