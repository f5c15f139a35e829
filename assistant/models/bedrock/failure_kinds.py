"""Which kind of failure an error of the client, the network or the service is."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.models.failures import FailureKind

_KINDS = {
    "ThrottlingException": FailureKind.THROTTLED,
    "throttlingException": FailureKind.BROKEN_STREAM,
    "ServiceQuotaExceededException": FailureKind.THROTTLED,
    "ModelTimeoutException": FailureKind.TIMEOUT,
    "ModelErrorException": FailureKind.BROKEN_STREAM,
    "modelStreamErrorException": FailureKind.BROKEN_STREAM,
    "ModelNotReadyException": FailureKind.UNAVAILABLE,
    "InternalServerException": FailureKind.UNAVAILABLE,
    "internalServerException": FailureKind.BROKEN_STREAM,
    "ServiceUnavailableException": FailureKind.UNAVAILABLE,
    "serviceUnavailableException": FailureKind.BROKEN_STREAM,
    "AccessDeniedException": FailureKind.DENIED,
    "AccessDenied": FailureKind.DENIED,  # S3's word for it
    "NoSuchBucket": FailureKind.REGION,
    "ExpiredTokenException": FailureKind.CREDENTIALS,
    "UnrecognizedClientException": FailureKind.CREDENTIALS,
    "InvalidSignatureException": FailureKind.CREDENTIALS,
    "InvalidClientTokenId": FailureKind.CREDENTIALS,
    "ResourceNotFoundException": FailureKind.REGION,
    "ValidationException": FailureKind.REFUSED,
}
"""The service's codes; those in lower case come inside a stream."""
_BY_TYPE = {
    FailureKind.CREDENTIALS: {
        "NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError",
    },
    FailureKind.REGION: {"NoRegionError", "EndpointConnectionError", "InvalidRegionError"},
    FailureKind.TIMEOUT: {"ReadTimeoutError", "ConnectTimeoutError", "ReadTimeout", "TimeoutError"},
    FailureKind.BROKEN_STREAM: {
        "ProtocolError", "ChecksumMismatch", "ConnectionClosedError", "ConnectionError",
        "ResponseStreamingError", "IncompleteRead", "ConnectionResetError",
    },
}  # fmt: skip


def kind_of(error: BaseException) -> FailureKind:
    """What a failure of the client, the network or the service is."""
    from botocore import exceptions as aws

    if isinstance(error, aws.ClientError):  # EventStreamError, inside a stream, is one too
        return _KINDS.get(error.response.get("Error", {}).get("Code", ""), FailureKind.REFUSED)
    for kind, names in _BY_TYPE.items():
        if any(type(e).__name__ in names for e in _chain(error)):
            return kind
    return FailureKind.BROKEN_STREAM if isinstance(error, OSError) else FailureKind.UNAVAILABLE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
