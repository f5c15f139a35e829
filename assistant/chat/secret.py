"""The key that signs session cookies: made once, kept in HOME, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from assistant.errors import StorageError

NAME = "chat-secret"


def session_secret(home: Path) -> str:
    """The key of this installation; made on first use.

    Raises:
        StorageError: HOME cannot be written or the file is empty.
    """
    path = home / NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        _create(path)
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StorageError(
            f"The key for chat sessions cannot be kept in {path}: {error.strerror}."
        ) from error
    if len(secret) < 32:
        raise StorageError(
            f"{path} holds no usable key. Delete it; a new one is made at the start."
        )
    return secret


def _create(path: Path) -> None:
    """Write a new key unless there is one; two servers starting at once end up with the same."""
    if path.exists():
        return
    draft = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # fails when the other server was first, and never half-written
    except FileExistsError:
        pass
    finally:
        draft.unlink()
