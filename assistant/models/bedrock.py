"""Amazon Bedrock as a chat model: the only place of the core that talks to AWS."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ShelftalkError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.settings import Settings

CONNECT_SECONDS = 5
READ_SECONDS = 60
MAX_CONNECTIONS = 64
CREDENTIAL_HINTS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_BEARER_TOKEN_BEDROCK",
)


def is_available() -> bool:
    """Whether credentials and a region are found without asking the network.

    boto3 is only imported when something hints at credentials: its last resort is an instance
    metadata service, and waiting for one that is not there costs every start seconds.
    """
    hinted = any(os.environ.get(name) for name in CREDENTIAL_HINTS)
    if not hinted and not (Path.home() / ".aws" / "credentials").is_file():
        return False
    import boto3

    session = boto3.Session()
    has_token = bool(os.environ.get("AWS_BEARER_TOKEN_BEDROCK"))
    return bool(session.region_name) and (has_token or session.get_credentials() is not None)


@lru_cache(maxsize=4)
def _client(model_id: str) -> BaseChatModel:
    from botocore.config import Config
    from langchain_aws import ChatBedrockConverse

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=MAX_CONNECTIONS,
        retries={"mode": "standard", "max_attempts": 3},
    )
    # Unknown ids, ARNs and regional profiles silently lose streaming without a provider.
    provider = "anthropic" if "anthropic" in model_id or model_id.startswith("arn:") else None
    return ChatBedrockConverse(model_id=model_id, provider=provider, config=config)


def build_chat_model(settings: Settings) -> BaseChatModel:
    """The routing model; one client per process.

    Raises:
        ShelftalkError: no region, no credentials, or an id that the client refuses.
    """
    try:
        return _client(settings.bedrock_fast_model_id)
    except Exception as error:
        raise ShelftalkError(
            f"Amazon Bedrock cannot be used ({error}). "
            "Set AWS_REGION and credentials, or SHELFTALK_MODEL=embedded."
        ) from error
