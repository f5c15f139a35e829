"""Seals what says who somebody is: by a data key that only the key file beside it can open.

Two files: `personal-data.key` is the secret that wraps (mode 0600); `personal-data-keys.json` holds
the wrapped data keys and is no secret. A sealed value is `sealed1:<data key>:<nonce and text>`.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect

from assistant.errors import StorageError

KEY_FILE = "personal-data.key"
WRAPPED_FILE = "personal-data-keys.json"
MARK = "sealed1:"
_NONCE = 12
"""Bytes; drawn anew for every value."""
_BITS = 256


class Keyring:
    """The keys of one database; they are made when the first value is sealed."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` = where the two files are; None = keys that are gone with the process."""
        self.folder = folder
        self._keys: dict[str, bytes] = {}
        self._lock = Lock()

    def seal(self, text: str, place: str) -> str:
        """The text as it may be written down; `place` (`table.column`) is bound to it.

        Raises:
            StorageError: the key file is lost, or cannot be read or written.
        """
        name, key = next(iter(self._open(make=True).items()))
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())
        return f"{MARK}{name}:{base64.b64encode(sealed).decode()}"

    def unseal(self, kept: str, place: str) -> str:
        """The text again; one that was never sealed (of an older version) as it is.

        Raises:
            StorageError: the key is lost, or the value was moved or changed.
        """
        if not kept.startswith(MARK):
            return kept
        name, _, sealed = kept.removeprefix(MARK).partition(":")
        key = self._open(make=False).get(name)
        if key is None:
            raise self._lost()
        try:
            data = base64.b64decode(sealed)
            return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise StorageError(
                f"A value in {place} was changed or moved after it was sealed: restore it from a "
                "backup of the database."
            ) from error

    def state(self) -> str:
        """A sentence on the keys, for `shelftalk doctor`.

        Raises:
            StorageError: they are lost, or others may read them.
        """
        if self.folder is None:
            return "kept in memory only"
        if not self._open(make=False):
            return "no key yet: it is made at the first sign-up"
        file = self.folder / KEY_FILE
        if file.stat().st_mode & 0o077:
            raise StorageError(f"Other users of this machine may read {file}: run chmod 600 on it.")
        return f"sealed with AES-256-GCM; the key is {file}"

    def _open(self, *, make: bool) -> dict[str, bytes]:
        with self._lock:
            if not self._keys:
                self._keys = self._read(self.folder, make) if self.folder else _passing(make)
            return self._keys

    def _read(self, folder: Path, make: bool) -> dict[str, bytes]:
        file, wrapped = folder / KEY_FILE, folder / WRAPPED_FILE
        try:
            if not wrapped.exists():
                if not make:
                    return {}
                folder.mkdir(parents=True, exist_ok=True)
                # In this order: wrapped keys without the key mean that it was lost.
                _keep_first(file, base64.b64encode(AESGCM.generate_key(_BITS)))
                _keep_first(wrapped, _new_keys(base64.b64decode(file.read_bytes())))
            return _unwrapped(wrapped.read_bytes(), base64.b64decode(file.read_bytes()))
        except FileNotFoundError as error:
            raise self._lost() from error
        except OSError as error:
            raise StorageError(f"{file} cannot be used ({error.strerror}).") from error
        except (InvalidTag, ValueError, AttributeError) as error:
            raise self._lost() from error

    def _lost(self) -> StorageError:
        return StorageError(
            f"Owners' data cannot be read: the key {self.folder and self.folder / KEY_FILE} (with "
            f"{WRAPPED_FILE} beside it) is missing or another one. Put both back from a backup."
        )


def _passing(make: bool) -> dict[str, bytes]:
    """A key of a database that is in memory only."""
    return {"memory": AESGCM.generate_key(_BITS)} if make else {}


def _new_keys(wrapping: bytes) -> bytes:
    name, nonce = secrets.token_hex(4), secrets.token_bytes(_NONCE)
    key = AESGCM(wrapping).encrypt(nonce, AESGCM.generate_key(_BITS), name.encode())
    return json.dumps({name: base64.b64encode(nonce + key).decode()}).encode()


def _unwrapped(content: bytes, wrapping: bytes) -> dict[str, bytes]:
    """Name → data key; the first one seals."""
    keys = {}
    for name, text in json.loads(content).items():
        data = base64.b64decode(text)
        keys[name] = AESGCM(wrapping).decrypt(data[:_NONCE], data[_NONCE:], name.encode())
    return keys


def _keep_first(file: Path, content: bytes) -> None:
    """Write the file whole, unless another process was first."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # theirs is as good
    finally:
        draft.unlink()


_RINGS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()
"""An engine and all its sessions share one dialect, which is all a column type is told."""


def use_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Seal what goes through this engine with these keys."""
    _RINGS[dialect] = keyring


def keyring_of(dialect: Dialect) -> Keyring:
    """The keys of an engine.

    Raises:
        StorageError: it was not opened by `open_database`.
    """
    try:
        return _RINGS[dialect]
    except KeyError:
        raise StorageError("This database was opened without the keys to owners' data.") from None
