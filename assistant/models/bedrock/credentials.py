"""Whether Amazon Bedrock can be thought of at all, without asking the network."""

from __future__ import annotations

import os
from pathlib import Path

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
