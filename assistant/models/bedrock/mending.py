"""What a refusal of AWS means in words, and what mends it: a policy, a form, a quota, a setting."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.models.bedrock.failure_kinds import kind_of
from assistant.models.failures import FailureKind

PERFORM = re.compile(r"perform(?: the action)?:? ([\w-]+:\w+)")
"""In the service's refusals: `is not authorized to perform: bedrock:InvokeModel on resource: …`."""
MARKETPLACE = ("aws-marketplace:ViewSubscriptions", "aws-marketplace:Subscribe")
"""What an account needs once, for a vendor's model that it has never asked."""
Words = tuple[str, str]
"""What is wrong, and what mends it."""


def in_words(error: Exception, name: str, permission: str) -> Words:
    """What is wrong with `name`, and what mends it; `permission` is what the request needed."""
    text, kind = str(error), kind_of(error)
    if "use case details" in text:
        return (
            f"{name}: the vendor wants to know what the model is used for",
            "fill in the use case form in the Bedrock console, Model access, once per account",
        )
    if kind is FailureKind.DENIED:
        return _denied(text, name, permission)
    if kind is FailureKind.THROTTLED:
        return _throttled(text, name)
    if kind is FailureKind.CREDENTIALS:
        return "the AWS credentials have expired or are wrong", "aws sso login, then try again"
    if kind in (FailureKind.REGION, FailureKind.REFUSED):
        return _not_there(text, name)
    return f"{name} does not answer ({type(error).__name__})", "check the network and AWS_REGION"


def _not_there(text: str, name: str) -> Words:
    if "inference profile" in text:
        return (
            f"{name} is only served through an inference profile",
            f"put the profile's id into the settings: global.{name}, or eu., us., apac. before it",
        )
    return (
        f"{name} is not known in this region ({text})",
        "choose a region that has it (AWS_REGION), or another id in the settings",
    )


def _denied(text: str, name: str, permission: str) -> Words:
    missing = PERFORM.search(text)
    action = missing.group(1) if missing else permission
    if "aws-marketplace:" in text:
        return (
            f"{name}: this account has no access to the model, and the role may not ask for it",
            f"open the model once in the Bedrock console, or add to the role: "
            f"{policy(MARKETPLACE)}",
        )
    if "explicit deny" in text:
        where = "the organization" if "service control policy" in text else "a policy"
        return (
            f"{name}: {where} forbids {action} in this region",
            "ask whoever keeps that policy; an added permission does not lift it",
        )
    if missing or "model" not in text.lower():
        return f"{name}: the permission {action} is missing", f"add to the role: {policy(action)}"
    return (
        f"{name}: this account has no access to the model",
        "ask for it in the Bedrock console, Model access, in this region",
    )


def _throttled(text: str, name: str) -> Words:
    """The answer of the service says which of its quotas it was."""
    said = text.lower()
    if "guardrail" in said or "guardrail" in name:
        quota = "ApplyGuardrail requests per second, and its text units"
    elif "per day" in said:
        quota = "model invocation max tokens per day"
    elif "token" in said:
        quota = "model inference tokens per minute"
    else:
        quota = "model inference requests per minute"
    return (
        f"{name}: the account's quota “{quota}” is used up",
        f"wait, or ask for more in Service Quotas, Amazon Bedrock, “{quota}” of this model; "
        "aws service-quotas list-service-quotas --service-code bedrock shows what there is",
    )


def policy(actions: str | Sequence[str], resource: str = "*") -> str:
    """The policy document that allows it, on one line."""
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
