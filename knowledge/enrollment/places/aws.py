"""Calls of AWS: clients as boto3 finds them, and failures as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.models.bedrock.clients import client
from knowledge.enrollment.ports import DeliveryError

FINAL = frozenset({
    "InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "OptedOut",
    "OptedOutException", "MessageRejected", "BadRequestException", "InvalidMessageContents",
})  # fmt: skip
"""What this message will never pass; everything else may be mended meanwhile."""
MENDING = {
    "NoCredentialsError": "cannot be asked: no AWS credentials are found",
    "PartialCredentialsError": "cannot be asked: the AWS credentials are not complete",
    "NoRegionError": "cannot be asked: no AWS region is set, export AWS_REGION",
    "ProfileNotFound": "cannot be asked: the AWS profile is not there",
    "EndpointConnectionError": "cannot be reached at its address",
    "ConnectTimeoutError": "cannot be reached: the connection took too long",
    "ReadTimeoutError": "did not answer in time",
    "SSLError": "has a certificate that cannot be trusted",
    "ConnectionClosedError": "broke off the connection",
}


def service(name: str) -> Any:
    """The client of `sqs`, `events`, `sns` or `sesv2`; kept for the process."""
    with failures(name):
        return client(name)


@contextmanager
def failures(name: str) -> Iterator[None]:
    """What goes wrong with AWS becomes a DeliveryError."""
    from botocore.exceptions import BotoCoreError, ClientError

    title = {"sqs": "SQS", "events": "EventBridge", "sns": "SNS", "sesv2": "SES"}[name]
    try:
        yield
    except ClientError as error:
        found = error.response.get("Error", {})
        code, said = str(found.get("Code", "")), str(found.get("Message", ""))
        told = f"{title} answered {code}: {said}".rstrip(": ")
        raise DeliveryError(told, final=code in FINAL) from error
    except BotoCoreError as error:
        why = MENDING.get(type(error).__name__, f"failed ({type(error).__name__})")
        raise DeliveryError(f"{title} {why}") from error
