"""Facts of what joining would bring, in a period, rounded against us: gains down, costs up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from assistant.domain import Fact
from knowledge.facts.estimates import estimate
from knowledge.facts.evidence import Evidence

ROUNDED = "Rounded to three digits."


def return_facts(evidence: Evidence) -> Iterator[Fact]:
    """The three cases, per period; a part that is unknown or nothing makes no fact."""
    made = evidence.shop_return
    join, stay, miss = made.join, made.stay, made.just_miss
    down, up = ROUND_FLOOR, ROUND_CEILING
    net = join.net
    monthly = None if join.extra_sales is None else join.extra_sales / made.months
    each = f"per {evidence.terms.period.value}"
    for name, amount, rounding, period, words in (
        ("extra_buy", monthly, up, "per month", "Purchases over a usual month for the aim."),
        ("extra_margin", join.extra_margin, down, each, "Those purchases times the margin."),
        ("stock_cost", join.stock_cost, up, each, "What the money in the extra stock costs."),
        ("lost_facing", join.lost_facing, up, each, "Margin of the shelf the display takes."),
        ("reward_at_target", join.from_program, down, each,
         "Payout, fee and points' worth when the aim is reached, after tax."),
        ("net_return", net, down, each, "Extra margin plus rewards, less stock and shelf cost."),
        ("net_loss", _negated(net), up, each, "Stock and shelf cost, less all gains."),
        ("stay_reward", stay.from_program, down, each, "Rewards when buying as today."),
        ("miss_reward", miss.from_program, down, each, "Rewards when the aim is just missed."),
        ("miss_loss", _negated(miss.net), up, each,
         "What it costs when the aim is just missed, gains taken off."),
    ):  # fmt: skip
        value = None if amount is None else estimate(amount, rounding)
        if value is not None and value > 0:
            yield _estimated(evidence, name, value, period, words)


def _negated(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _estimated(evidence: Evidence, name: str, value: Decimal, period: str, words: str) -> Fact:
    made = evidence.shop_return
    source = f"{evidence.terms.ref}#return:{evidence.outlet.code}"
    sentence = " ".join((words, ROUNDED, *made.assumptions))
    return Fact(name, value, made.currency, source, period, sentence)
