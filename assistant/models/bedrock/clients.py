"""boto3 clients: one per service and process, with timeouts and retries that are ours."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.config import Config

CONNECT_SECONDS = 5
MAX_CONNECTIONS = 256


def client_config(read_seconds: float, tries: int = 2) -> Config:
    """Bounded in every direction: botocore's own defaults are a minute for each wait."""
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        max_pool_connections=MAX_CONNECTIONS,
        retries={"mode": "standard", "total_max_attempts": tries},
    )


@lru_cache(maxsize=16)
def client(service: str, read_seconds: float = 10.0) -> Any:
    """A client of a service, region and credentials as boto3 finds them."""
    import boto3

    return boto3.Session().client(service, config=client_config(read_seconds))
