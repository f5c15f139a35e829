"""Settings: read once, from the environment and `.env` (prefix `SHELFTALK_`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """See docs/contract.md for the meaning of each."""

    model_config = SettingsConfigDict(
        env_prefix="SHELFTALK_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Path(".shelftalk")
    database_url: str | None = None
    model: Literal["auto", "embedded", "bedrock"] = "auto"
    bedrock_model_id: str = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
    bedrock_fast_model_id: str = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
    bedrock_guardrail_id: str | None = None
    bedrock_guardrail_version: str | None = None
    bedrock_knowledge_base_id: str | None = None

    @property
    def records_url(self) -> str:
        """The SQLAlchemy URL of the records database."""
        return self.database_url or f"sqlite:///{self.home / 'records.db'}"
