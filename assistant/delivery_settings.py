"""Settings of what is told to other systems and to owners."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

OwnerSenders = Literal["console", "sns", "ses", "webhook"]


class DeliverySettings(BaseSettings):
    """Meanings are in docs/contract.md."""

    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    """One, or two with a space between while the second takes over."""
    sqs_queue_url: str | None = None
    eventbridge_bus: str | None = None
    owner_sender: OwnerSenders = "console"
    owner_webhook_url: str | None = None
    sns_sender_id: str | None = None
    ses_from: str | None = None
    ses_to: str | None = None
    """With `{phone}` in it, for the digits of the owner's number."""

    @field_validator("ses_to")
    @classmethod
    def _holds_the_phone(cls, value: str | None) -> str | None:
        if value is not None and ("{phone}" not in value or "@" not in value):
            raise ValueError("write an address with {phone} in it: {phone}@mms.example.com")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs: dict[str, tuple[str, ...]] = {
            "sns": (), "console": (), "ses": ("ses_from", "ses_to"),
            "webhook": ("owner_webhook_url",),
        }  # fmt: skip
        missing = [n for n in needs[self.owner_sender] if getattr(self, n) is None]
        if (self.webhook_url or self.owner_webhook_url) and self.webhook_secret is None:
            missing.append("webhook_secret")
        if missing:
            names = ", ".join(f"SHELFTALK_{name.upper()}" for name in missing)
            raise ValueError(f"set {names} too")
        return self
