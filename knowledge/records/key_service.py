"""AWS KMS wraps the data keys: the wrapping key never leaves it, and each use is on record."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.errors import StorageError
from assistant.models.bedrock.clients import client
from knowledge.records.keyfiles import SERVED

WANTED = {
    "AccessDeniedException": "allow {permission} on it to the role of this program",
    "NotFoundException": "there is no such key in this region and account",
    "DisabledException": "the key is disabled: enable it",
    "KMSInvalidStateException": "the key waits for its deletion or is not ready: cancel that",
    "KeyUnavailableException": "the key cannot be used right now: try again",
    "InvalidKeyUsageException": "the key is not for encryption: name a symmetric one",
    "IncorrectKeyException": "the data keys were wrapped by another key",
    "InvalidCiphertextException": "the wrapped data keys were changed: put them back from a backup",
    "ThrottlingException": "it is asked too often: try again",
    "ExpiredTokenException": "the AWS credentials have run out: renew them",
    "UnrecognizedClientException": "the AWS credentials are not known there",
    "InvalidArnException": "that is no ARN of a key",
}
"""Error code → what mends it."""
WORKS = "DryRunOperationException"
"""What KMS answers to a trial that would have been carried out."""
GENERATE, DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"


@dataclass(frozen=True)
class KmsKeys:
    """Implements `keyfiles.KeyService`."""

    key: str
    """Id, ARN or alias (`alias/…`) of a symmetric key."""

    def make(self, name: str) -> tuple[bytes, str]:
        """A new data key; what is kept of it names the very key that wrapped it."""
        with self._failures(GENERATE):
            made = client("kms").generate_data_key(
                KeyId=self.key, KeySpec="AES_256", EncryptionContext=_context(name)
            )
        text = base64.b64encode(made["CiphertextBlob"]).decode()
        return made["Plaintext"], f"{SERVED}{made['KeyId']}|{text}"

    def unwrap(self, name: str, wrapped: str) -> bytes:
        """The data key again; also by an earlier key than the one that is set."""
        by, _bar, text = wrapped.removeprefix(SERVED).rpartition("|")
        with self._failures(DECRYPT, by):
            found = client("kms").decrypt(
                KeyId=by, CiphertextBlob=base64.b64decode(text), EncryptionContext=_context(name)
            )
        key: bytes = found["Plaintext"]
        return key

    def state(self) -> str:
        """Tries whether a new data key would be made, and makes none."""
        from botocore.exceptions import ClientError

        try:
            with self._failures(GENERATE):
                client("kms").generate_data_key(
                    KeyId=self.key, KeySpec="AES_256", EncryptionContext=_context("doctor"),
                    DryRun=True,
                )  # fmt: skip
        except StorageError as error:
            cause = error.__cause__
            if not (isinstance(cause, ClientError) and _code(cause) == WORKS):
                raise
        return f"AWS KMS, {self.key}"

    @contextmanager
    def _failures(self, permission: str, key: str = "") -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError

        from knowledge.enrollment.places.aws import MENDING

        named = key or self.key
        try:
            yield
        except ClientError as error:
            code = _code(error)
            mend = WANTED.get(code, f"it answered {code}").format(permission=permission)
            raise StorageError(
                f"Owners' data cannot be opened: AWS KMS refuses {permission} with the key "
                f"{named}; {mend}."
            ) from error
        except BotoCoreError as error:
            why = MENDING.get(type(error).__name__, f"failed ({type(error).__name__})")
            raise StorageError(f"Owners' data cannot be opened: AWS KMS {why}.") from error


def _context(name: str) -> dict[str, str]:
    """Bound to the wrapped key and written into CloudTrail with each use."""
    return {"application": "shelftalk", "data_key": name}


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
