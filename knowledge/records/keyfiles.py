"""The two files that hold the keys to owners' data, and how they change hands.

`personal-data.key` holds the secret that wraps (mode 0600); `personal-data-keys.json` the wrapped
data keys, the one that seals first. While keys are changed both hold the new one before the old
one, and every state that a kill can leave opens everything.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.errors import CallError, StorageError

KEY_FILE = "personal-data.key"
WRAPPED_FILE = "personal-data-keys.json"
NONCE = 12
"""Bytes; drawn anew for every value."""
BITS = 256
SERVED = "kms:"
"""A wrapped key that begins so is for a key service to open."""
_LOOKS = 3
"""How often files that another process is changing are read again."""
Stamp = tuple[int, int, int]


class KeyService(Protocol):
    """Wraps data keys where nobody can read the wrapping key: AWS KMS."""

    def make(self, name: str) -> tuple[bytes, str]:
        """A new data key, and the same wrapped; `name` is bound to it.

        Raises:
            StorageError: the service refuses or is out of reach; says what mends it.
        """
        ...

    def unwrap(self, name: str, wrapped: str) -> bytes:
        """The data key again.

        Raises:
            StorageError: as above.
        """
        ...

    def state(self) -> str:
        """A sentence on what is used."""
        ...


class KeyFiles:
    """The files of one folder."""

    def __init__(self, folder: Path, service: KeyService | None = None) -> None:
        """`service` = what wraps new keys instead of the secret in the folder."""
        self.service = service
        self.secret, self.wrapped = folder / KEY_FILE, folder / WRAPPED_FILE

    def stamp(self) -> Stamp | None:
        """Another one whenever the wrapped keys were written anew; None = there are none."""
        try:
            found = self.wrapped.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self, *, make: bool) -> dict[str, bytes]:
        """Name → data key, the one that seals first; made if there is none and `make`.

        Raises:
            StorageError: they are lost, or cannot be read or written.
        """
        try:
            if not self.wrapped.exists():
                if not make:
                    return {}
                self._make()
            return self._read()
        except FileNotFoundError as error:
            raise self.lost() from error
        except OSError as error:
            raise StorageError(f"{self.secret} cannot be used ({error.strerror}).") from error
        except (InvalidTag, ValueError, AttributeError) as error:
            raise self.lost() from error

    def lost(self) -> StorageError:
        """Nothing opens what is sealed."""
        return StorageError(
            f"Owners' data cannot be read: the key {self.secret} (with {WRAPPED_FILE} beside it) "
            "is missing or another one. Put both back from a backup."
        )

    def state(self) -> str:
        """A sentence on the keys, for `shelftalk doctor`.

        Raises:
            StorageError: they are lost, or others may read them.
        """
        if not self.read(make=False):
            by = f", wrapped by {self.service.state()}" if self.service else ""
            return f"no key yet: it is made at the first sign-up{by}"
        kept = self._wrapped()
        changing = "; a change of keys is not done: run `shelftalk privacy rotate`"
        more = changing if len(kept) > 1 else ""
        if self.secret.exists() and self.secret.stat().st_mode & 0o077:
            raise StorageError(
                f"Other users of this machine may read {self.secret}: run chmod 600 on it."
            )
        if next(iter(kept.values())).startswith(SERVED) and self.service:
            return f"sealed with AES-256-GCM; the key is wrapped by {self.service.state()}{more}"
        if self.service:
            more = (
                f"; {self.service.state()} wraps it after the next `shelftalk privacy rotate`{more}"
            )
        return f"sealed with AES-256-GCM; the key is {self.secret}{more}"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change at a time, also of other processes of this machine.

        Raises:
            CallError: another one is at work.
        """
        handle = os.open(self.secret.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CallError(
                "The keys are being changed already: wait until that is done."
            ) from error
        else:
            yield
        finally:
            os.close(handle)  # lets go of the lock, as a kill does

    def begin(self) -> str:
        """Put a new key before the old one and return its name; one that was begun is gone on with.

        Raises:
            StorageError: the keys are lost.
        """
        keys, kept = self.read(make=False), self._wrapped()
        if len(kept) > 1:
            return next(iter(kept))
        if self.service is not None:
            name = _new_name()
            _replace(self.wrapped, _plain({name: self.service.make(name)[1], **kept}))
            return name
        held = self._secrets()
        (name, text), newest = next(iter(kept.items())), held[0] if held else b""
        if len(held) > 1 and not text.startswith(SERVED) and _opened(newest, name, text):
            return name  # all but the last step of a change was done
        if len(held) < 2:
            newest = AESGCM.generate_key(BITS)
            self._keep_secrets([newest, *held])
        name = _new_name()
        again = {
            n: text if text.startswith(SERVED) else _wrap(newest, n, keys[n])
            for n, text in kept.items()
        }
        _replace(
            self.wrapped, _plain({name: _wrap(newest, name, AESGCM.generate_key(BITS)), **again})
        )
        return name

    def retire(self) -> None:
        """Forget every key but the one that seals: nothing stands on them any more."""
        name, text = next(iter(self._wrapped().items()))
        _replace(self.wrapped, _plain({name: text}))
        if text.startswith(SERVED):
            self.secret.unlink(missing_ok=True)
        else:
            self._keep_secrets(self._secrets()[:1])

    def _make(self) -> None:
        self.wrapped.parent.mkdir(parents=True, exist_ok=True)
        name = _new_name()
        if self.service is not None:
            _keep_first(self.wrapped, _plain({name: self.service.make(name)[1]}))
            return
        # In this order: wrapped keys without the key mean that it was lost.
        _keep_first(self.secret, base64.b64encode(AESGCM.generate_key(BITS)))
        text = _wrap(self._secrets()[0], name, AESGCM.generate_key(BITS))
        _keep_first(self.wrapped, _plain({name: text}))

    def _read(self) -> dict[str, bytes]:
        for look in range(_LOOKS):
            before = self.stamp()
            try:
                return {name: self._unwrap(name, text) for name, text in self._wrapped().items()}
            except (InvalidTag, FileNotFoundError):
                # Read between the two files of a change; else they do not belong together.
                if look == _LOOKS - 1 or self.stamp() == before:
                    raise
        raise self.lost()

    def _unwrap(self, name: str, text: str) -> bytes:
        if text.startswith(SERVED):
            if self.service is None:
                raise StorageError(
                    "Owners' data are sealed with a key that AWS KMS has wrapped: set "
                    "SHELFTALK_KMS_KEY to the key it was wrapped with."
                )
            return self.service.unwrap(name, text)
        for secret in self._secrets():
            if key := _opened(secret, name, text):
                return key
        raise InvalidTag

    def _wrapped(self) -> Mapping[str, str]:
        found: dict[str, str] = json.loads(self.wrapped.read_bytes())
        return found

    def _secrets(self) -> list[bytes]:
        """The newest first; one more than one while keys are changed."""
        if not self.secret.exists() and self.service is not None:
            return []
        return [base64.b64decode(line) for line in self.secret.read_bytes().splitlines()]

    def _keep_secrets(self, held: list[bytes]) -> None:
        _replace(self.secret, b"\n".join(base64.b64encode(secret) for secret in held))


def _new_name() -> str:
    return secrets.token_hex(4)


def _plain(kept: Mapping[str, str]) -> bytes:
    return json.dumps(kept).encode()


def _wrap(secret: bytes, name: str, key: bytes) -> str:
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + AESGCM(secret).encrypt(nonce, key, name.encode())).decode()


def _opened(secret: bytes, name: str, text: str) -> bytes | None:
    """The data key; None = it was wrapped by another secret."""
    data = base64.b64decode(text)
    try:
        return AESGCM(secret).decrypt(data[:NONCE], data[NONCE:], name.encode())
    except InvalidTag:
        return None


def _keep_first(file: Path, content: bytes) -> None:
    """Write the file whole, unless another process was first."""
    draft = _drafted(file, content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # theirs is as good
    finally:
        draft.unlink()


def _replace(file: Path, content: bytes) -> None:
    """Write the file anew: whole or not at all, also when the power goes."""
    _drafted(file, content).replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _drafted(file: Path, content: bytes) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as writer:
        writer.write(content)
        writer.flush()
        os.fsync(writer.fileno())
    return draft
