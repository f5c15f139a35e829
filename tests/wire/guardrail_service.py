"""Bedrock's guardrails as an account keeps them: made, updated, taken versions of, listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.wire.steps import Json, Refused, Step

ARN = "arn:aws:bedrock:eu-west-1:123456789012:guardrail/"


@dataclass
class Kept:
    """One guardrail: its draft, and the descriptions of its versions."""

    identifier: str
    draft: dict[str, Any]
    versions: list[str] = field(default_factory=list)
    looks_until_ready: int = 0


@dataclass
class GuardrailAccount:
    """A brain of the wire server; refuses what it is told to refuse."""

    kept: list[Kept] = field(default_factory=list)
    refuse: dict[str, Refused] = field(default_factory=dict)
    """Operation → how."""
    looks_until_ready: int = 0

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        if operation in self.refuse:
            return self.refuse[operation]
        return Json(getattr(self, operation)(body))

    def CreateGuardrail(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the service's name
        made = Kept(f"gr{len(self.kept) + 1}abc", body, looks_until_ready=self.looks_until_ready)
        self.kept.append(made)
        return {**_named(made), "version": "DRAFT", "createdAt": 1_700_000_000}

    def UpdateGuardrail(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the service's name
        self.kept[0].draft = body
        return {**_named(self.kept[0]), "version": "DRAFT", "updatedAt": 1_700_000_000}

    def GetGuardrail(self, _body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the service's name
        one = self.kept[-1]
        one.looks_until_ready -= 1
        return {
            **_named(one), "name": one.draft["name"], "version": "DRAFT",
            "status": "CREATING" if one.looks_until_ready >= 0 else "READY",
            "createdAt": 1_700_000_000, "updatedAt": 1_700_000_000,
            "blockedInputMessaging": "no", "blockedOutputsMessaging": "no",
        }  # fmt: skip

    def CreateGuardrailVersion(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the service's name
        one = self.kept[-1]
        one.versions.append(body["description"])
        return {"guardrailId": one.identifier, "version": str(len(one.versions))}

    def ListGuardrails(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the service's name
        if "guardrailIdentifier" not in body:
            return {"guardrails": [_summary(one, "DRAFT", "") for one in self.kept]}
        one = next(k for k in self.kept if k.identifier == body["guardrailIdentifier"])
        numbered = [_summary(one, str(n), text) for n, text in enumerate(one.versions, 1)]
        return {"guardrails": [_summary(one, "DRAFT", one.draft["description"]), *numbered]}


def _named(one: Kept) -> dict[str, Any]:
    return {"guardrailId": one.identifier, "guardrailArn": ARN + one.identifier}


def _summary(one: Kept, version: str, description: str) -> dict[str, Any]:
    described = {"description": description} if description else {}
    return {
        "id": one.identifier, "arn": ARN + one.identifier, "status": "READY", **described,
        "name": one.draft["name"], "version": version,
        "createdAt": 1_700_000_000, "updatedAt": 1_700_000_000,
    }  # fmt: skip
