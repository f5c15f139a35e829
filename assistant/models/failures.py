"""How a language model fails, in kinds that decide what happens next."""

from __future__ import annotations

from enum import StrEnum


class FailureKind(StrEnum):
    """Why there is no usable answer."""

    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    BROKEN_STREAM = "broken_stream"
    CUT_OFF = "cut_off"
    """The answer stopped in the middle of a tool's arguments."""
    EMPTY = "empty"
    CREDENTIALS = "credentials"
    DENIED = "denied"
    REGION = "region"
    REFUSED = "refused"
    """The request itself is not accepted."""


AGAIN = frozenset({
    FailureKind.TIMEOUT, FailureKind.BROKEN_STREAM, FailureKind.CUT_OFF, FailureKind.EMPTY,
})  # fmt: skip
"""Worth one more try of ours; the client has already tried again for the rest that can pass."""
FOR_GOOD = frozenset({FailureKind.CREDENTIALS, FailureKind.DENIED, FailureKind.REGION})
"""Only a person mends these."""


class ModelFailure(Exception):  # noqa: N818 - a failure is what it is called everywhere
    """A model gave no usable answer."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
