"""Settings: read once, from the environment and `.env` (prefix `SHELFTALK_`)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict

from assistant.delivery_settings import DeliverySettings
from assistant.errors import CallError


class Settings(DeliverySettings):
    """Meanings are in docs/contract.md; AWS's own variables work as boto3 documents them."""

    model_config = SettingsConfigDict(
        env_prefix="SHELFTALK_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Path(".shelftalk")
    database_url: str | None = None
    model: Literal["auto", "embedded", "bedrock"] = "auto"
    bedrock_model_id: str = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
    bedrock_fast_model_id: str = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
    bedrock_prices: dict[str, dict[str, Decimal]] = Field(default_factory=dict)
    """A part of a model's id → US dollars per million tokens: input, cached, written, output."""
    budget_usd_per_user_day: Decimal | None = Field(default=None, ge=0)
    """What a person's turns may cost a day; then the embedded planner answers."""
    turn_tokens: int = Field(default=60_000, ge=0)
    """Most tokens of one turn, all its calls together."""
    turn_seconds: float = Field(default=30.0, gt=0)
    """Longest that a turn waits for language models, all its calls together."""
    bedrock_guardrail_id: str | None = None
    bedrock_guardrail_version: str | None = None
    bedrock_knowledge_base_id: str | None = None
    batch_s3_uri: str | None = None
    """`s3://bucket/folder` in which batch jobs lie."""
    batch_role_arn: str | None = None
    """With which Bedrock reads and writes there."""
    batch_pause_seconds: float = Field(default=30.0, gt=0)
    """Between two looks at a batch job."""
    embedder: str = "builtin"
    """Of the papers: `builtin`, or the id of a Titan or Cohere embedding model of Bedrock."""
    kms_key: str | None = Field(default=None, min_length=1)
    """Id, ARN or alias of the AWS KMS key that wraps the keys to owners' data; else a file does."""
    chroma_url: str | None = None
    """A Chroma server (`http://host:8000`) in place of the vectors kept in `home`."""
    api_requests_per_minute: int = Field(default=120, gt=0)
    """Of each token on the HTTP interface, in each process."""

    @property
    def records_url(self) -> str:
        """The SQLAlchemy URL of the records database."""
        return self.database_url or f"sqlite:///{self.home / 'records.db'}"


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        CallError: a value cannot be used; names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # it is about several, and some of them are secret
            raise CallError(f"{first['msg'].removeprefix('Value error, ')}.") from error
        name = "SHELFTALK_" + "_".join(str(part) for part in first["loc"]).upper()
        raise CallError(f"{name} cannot be {first['input']!r}: {first['msg']}.") from error
