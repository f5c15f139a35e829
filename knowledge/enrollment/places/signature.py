"""Signatures after standardwebhooks.com: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE_SECONDS = 300
"""Most between two clocks; what is older was recorded and sent again."""
SECRET_PREFIX = "whsec_"  # noqa: S105  (says of what follows that it is base64)
SHORTEST_SECRET = 24
"""Bytes, as the standard asks for."""


def keys_of(secret: str) -> list[bytes]:
    """One key, or two with a space between while one takes over from the other.

    Raises:
        ValueError: a key is too short, or is not the base64 that its prefix says.
    """
    keys = []
    for part in secret.split():
        try:
            key = (
                base64.b64decode(part.removeprefix(SECRET_PREFIX), validate=True)
                if part.startswith(SECRET_PREFIX)
                else part.encode()
            )
        except binascii.Error as error:
            raise ValueError(f"what follows {SECRET_PREFIX} must be base64") from error
        if len(key) < SHORTEST_SECRET:
            raise ValueError(f"a secret has at least {SHORTEST_SECRET} bytes")
        keys.append(key)
    if not keys:
        raise ValueError(f"a secret has at least {SHORTEST_SECRET} bytes")
    return keys


def signed_headers(name: str, at: int, body: bytes, keys: list[bytes]) -> dict[str, str]:
    """`at` is in seconds since 1970; one signature for each key."""
    signatures = " ".join(f"v1,{_signature(name, at, body, key)}" for key in keys)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": signatures,
    }


def verified(headers: Mapping[str, str], body: bytes, keys: list[bytes], now: int) -> bool:
    """Whether one of the keys has signed this body, lately."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at[:12])) > TOLERANCE_SECONDS:
        return False
    shown = [s.removeprefix("v1,") for s in headers.get("webhook-signature", "").split()]
    wanted = [_signature(name, int(at), body, key) for key in keys]
    return any(hmac.compare_digest(s.encode(), w.encode()) for s in shown for w in wanted)


def _signature(name: str, at: int, body: bytes, key: bytes) -> str:
    signed = f"{name}.{at}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
