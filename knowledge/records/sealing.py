"""Seals what says who somebody is: by a data key that only the key file beside it can open.

The files are those of `knowledge.records.keyfiles`. A sealed value is
`sealed1:<data key>:<nonce and text>`.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect

from assistant.errors import StorageError
from knowledge.records.keyfiles import BITS, KEY_FILE, NONCE, WRAPPED_FILE, KeyFiles, KeyService

__all__ = ["KEY_FILE", "MARK", "WRAPPED_FILE", "Keyring", "keyring_of", "use_keyring"]
MARK = "sealed1:"


class Keyring:
    """The keys of one database; they are made when the first value is sealed."""

    def __init__(self, folder: Path | None, service: KeyService | None = None) -> None:
        """`folder` = where the files are; None = keys that are gone with the process."""
        self.files = KeyFiles(folder, service) if folder else None
        self._keys: dict[str, bytes] = {}
        self._stamp: object = None
        self._lock = Lock()

    def seal(self, text: str, place: str) -> str:
        """The text as it may be written down; `place` (`table.column`) is bound to it.

        Raises:
            StorageError: the key file is lost, or cannot be read or written.
        """
        name, key = next(iter(self._open(make=True).items()))
        nonce = secrets.token_bytes(NONCE)
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
            return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise StorageError(
                f"A value in {place} was changed or moved after it was sealed: restore it from a "
                "backup of the database."
            ) from error

    def warm(self) -> None:
        """Open the keys now, so that what is wrong with them is told before anybody waits.

        Raises:
            StorageError: they are lost, or their service refuses.
        """
        self._open(make=False)

    def state(self) -> str:
        """A sentence on the keys, for `shelftalk doctor`.

        Raises:
            StorageError: they are lost, or others may read them.
        """
        return self.files.state() if self.files else "kept in memory only"

    def _open(self, *, make: bool) -> dict[str, bytes]:
        """The keys as the files have them now: another process may be changing them."""
        stamp = self.files.stamp() if self.files else None
        if self._keys and stamp == self._stamp:
            return self._keys
        with self._lock:
            if self.files is None:
                self._keys = self._keys or ({"memory": AESGCM.generate_key(BITS)} if make else {})
            elif self._keys and stamp is None:
                if make:
                    raise self.files.lost()
            else:
                fresh = self.files.read(make=make)
                # What was read a moment ago may stand on a key that is retired by now.
                self._keys = fresh | {n: k for n, k in self._keys.items() if n not in fresh}
                self._stamp = stamp
            return self._keys

    def _lost(self) -> StorageError:
        if self.files is None:
            return StorageError("Owners' data were sealed by a process that is gone.")
        return self.files.lost()


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
