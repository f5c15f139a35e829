"""What tokens cost: a table of the settings, in US dollars per million tokens."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field

from assistant.models.metering import Spent

MILLION = Decimal(1_000_000)
CENT_OF_A_CENT = Decimal("0.0001")


class Price(BaseModel):
    """Of one model, in US dollars per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    input: Decimal = Field(ge=0)
    cached: Decimal = Field(ge=0)
    """Input that was read from the cache."""
    written: Decimal = Field(ge=0)
    """Input that was kept in the cache."""
    output: Decimal = Field(ge=0)


def _listed(price: str, output: str) -> Price:
    """Anthropic's models: a tenth for what is read from the cache, a quarter more to write it."""
    each = Decimal(price)
    return Price(
        input=each,
        cached=each * Decimal("0.1"),
        written=each * Decimal("1.25"),
        output=Decimal(output),
    )


LISTED: Mapping[str, Price] = {
    "anthropic.claude-haiku-4-5": _listed("1", "5"),
    "anthropic.claude-sonnet-4-5": _listed("3", "15"),
}
"""Public on-demand list prices of global profiles (Amazon Bedrock pricing page, 2026); in-region
endpoints cost a tenth more, and a company's contract is its own: `SHELFTALK_BEDROCK_PRICES`."""


def price_of(model: str, table: Mapping[str, Price]) -> Price | None:
    """The price whose key is the longest part of the model's id; None = nobody has told it."""
    fitting = [key for key in table if key in model]
    return table[max(fitting, key=len)] if fitting else None


def cost_of(spent: Spent, price: Price) -> Decimal:
    """US dollars, not rounded."""
    fresh = spent.input_tokens - spent.cached_tokens - spent.written_tokens
    dear = (
        fresh * price.input
        + spent.cached_tokens * price.cached
        + spent.written_tokens * price.written
        + spent.output_tokens * price.output
    )
    return dear / MILLION


def shown(usd: Decimal) -> str:
    """`0.0123`: for tables."""
    return f"{usd.quantize(CENT_OF_A_CENT, ROUND_HALF_UP):f}"
