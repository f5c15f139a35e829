"""Puts a planned guardrail into the service: made once, updated from then on, each time a version.

A run that was stopped in the middle is simply run again: what it has made is found by its name.
"""

from __future__ import annotations

import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.errors import ShelftalkError
from assistant.models.bedrock.clients import client
from assistant.models.bedrock.guardrail_policy import GuardrailPlan
from assistant.models.bedrock.mending import in_words, policy

ACTIONS = (
    "bedrock:ListGuardrails", "bedrock:CreateGuardrail", "bedrock:UpdateGuardrail",
    "bedrock:GetGuardrail", "bedrock:CreateGuardrailVersion",
)  # fmt: skip
"""What whoever runs the command needs; the assistant itself only applies a guardrail."""
SECONDS = 30.0
READY_SECONDS = 60.0
"""A guardrail is made in the background; a version can only be taken of one that is ready."""


@dataclass(frozen=True)
class Published:
    """What the two settings name."""

    identifier: str
    version: str
    changed: bool
    """False = this very plan was published before."""


def publish(
    plan: GuardrailPlan, existing: str | None = None, pause_seconds: float = 1.0
) -> Published:
    """Create or update the guardrail and publish a version of it, unless it has this one.

    Raises:
        ShelftalkError: the service refuses; says which permission or limit it was.
    """
    service = client("bedrock", SECONDS)
    # The plan's mark stands in every description: what is published is known by it.
    mark = hashlib.sha256(json.dumps(plan.request, sort_keys=True).encode()).hexdigest()[:12]
    described = f"{plan.request['description']} Plan {mark}."
    request = {**plan.request, "description": described}
    identifier = existing or _of_that_name(service, str(request["name"]))
    if identifier:
        named, name = {"guardrailIdentifier": identifier}, f"guardrail {identifier}"
        for one in _listed(service, **named):
            if one["version"] != "DRAFT" and one.get("description") == described:
                return Published(identifier, str(one["version"]), changed=False)
        request |= named
        _asked("bedrock:UpdateGuardrail", lambda: service.update_guardrail(**request), name)
    else:
        made = _asked("bedrock:CreateGuardrail", lambda: service.create_guardrail(**request))
        identifier = str(made["guardrailId"])
    return Published(identifier, _version(service, identifier, described, pause_seconds), True)


def _version(service: Any, identifier: str, described: str, pause_seconds: float) -> str:
    _wait_until_ready(service, identifier, pause_seconds)
    named = {"guardrailIdentifier": identifier, "description": described}
    published = _asked(
        "bedrock:CreateGuardrailVersion",
        lambda: service.create_guardrail_version(**named),
        f"guardrail {identifier}",
    )
    return str(published["version"])


def _of_that_name(service: Any, name: str) -> str | None:
    """The id of the guardrail that an earlier run has made, if there is one."""
    return next((str(one["id"]) for one in _listed(service) if one["name"] == name), None)


def _listed(service: Any, **of: str) -> Iterator[dict[str, Any]]:
    """The account's guardrails, or the versions of the one that is named."""
    more: dict[str, str] = {}
    while True:
        ask = functools.partial(service.list_guardrails, **of, **more)
        page = _asked("bedrock:ListGuardrails", ask)
        yield from page["guardrails"]
        if not page.get("nextToken"):
            return
        more = {"nextToken": page["nextToken"]}


def _wait_until_ready(service: Any, identifier: str, pause_seconds: float) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        found = _asked(
            "bedrock:GetGuardrail",
            lambda: service.get_guardrail(guardrailIdentifier=identifier),
            f"guardrail {identifier}",
        )
        if found["status"] == "READY":
            return
        if found["status"] == "FAILED" or time.monotonic() > until:
            why = "; ".join(found.get("statusReasons", [])) or f"it is {found['status']}"
            raise ShelftalkError(
                f"Bedrock has not made the guardrail {identifier} ready: {why}. "
                "Run the command again; nothing is made twice."
            )
        time.sleep(pause_seconds)


def _asked(
    permission: str, request: Callable[[], dict[str, Any]], name: str = "Bedrock"
) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return request()
    except (BotoCoreError, ClientError) as error:
        raise ShelftalkError(_refusal(error, permission, name)) from error


def _refusal(error: Exception, permission: str, name: str) -> str:
    code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    if code == "ServiceQuotaExceededException":
        return (
            f"Bedrock did not take the guardrail: a quota of the account is used up ({error}). "
            "Delete guardrails or versions that nobody uses, or ask for more in Service Quotas."
        )
    if code in ("ValidationException", "ConflictException"):
        return f"Bedrock did not take the guardrail: {error}"
    says, mend = in_words(error, name, permission)
    if code == "AccessDeniedException" and "permission" in says:
        mend = f"add to the role of whoever runs this: {policy(ACTIONS)}"
    return f"Bedrock did not take the guardrail: {says}. To mend it: {mend}"
