"""What Service Quotas grants the models that the settings name, in turns a minute.

Quotas carry the models' names in words, not their ids: they are matched by the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.models.bedrock.clients import client

ACTION = "servicequotas:ListServiceQuotas"
CALLS_A_TURN, TOKENS_A_TURN = 2.2, 12_000.0
"""`make bench-tokens`, tokens rounded up."""
FEWEST_TURNS = 10.0
"""A minute; below it a route of reps waits for its quota."""
SECONDS = 10.0
_undated = re.compile(r"-\d{8}.*$|-v\d+(:\d+)?$|:\d+$")
_reach = {"global": "global cross region", "eu": "cross region", "us": "cross region",
          "apac": "cross region", "jp": "cross region", "au": "cross region"}  # fmt: skip


@dataclass(frozen=True)
class Granted:
    """Of one model, a minute; None = not listed under its name."""

    requests: float | None = None
    tokens: float | None = None

    @property
    def turns(self) -> float | None:
        """As many as the scarcer of the two allows."""
        found = [
            value / each
            for value, each in ((self.requests, CALLS_A_TURN), (self.tokens, TOKENS_A_TURN))
            if value is not None
        ]
        return min(found) if found else None


def listed() -> dict[str, float]:
    """Every quota of Amazon Bedrock in this region, by its folded name."""
    pages = client("service-quotas", SECONDS).get_paginator("list_service_quotas")
    found: dict[str, float] = {}
    for page in pages.paginate(ServiceCode="bedrock"):
        found |= {_folded(quota["QuotaName"]): float(quota["Value"]) for quota in _valued(page)}
    return found


def _valued(page: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (quota for quota in page["Quotas"] if "Value" in quota)


def granted(model_id: str, quotas: Mapping[str, float]) -> Granted:
    """What `listed()` has for a model, reached as its id says: globally, over regions, or here."""
    region, _dot, rest = model_id.partition(".")
    reach = _reach.get(region, "on demand")
    name = rest.rpartition(".")[2] if region in _reach else model_id.rpartition(".")[2]
    model = _folded(_undated.sub("", name))

    def per_minute(what: str) -> float | None:
        start = f"{reach} model inference {what} per minute for "
        fitting = [value for title, value in quotas.items() if _is_for(title, start, model)]
        return fitting[0] if fitting else None

    return Granted(per_minute("requests"), per_minute("tokens"))


def _is_for(title: str, start: str, model: str) -> bool:
    """`… for anthropic claude haiku 4 5 v1` is for `claude haiku 4 5`, not for `claude haiku 4`."""
    if not title.startswith(start):
        return False
    named = re.sub(r" v\d+( \d+)?$", "", title.removeprefix(start))
    return named == model or named.endswith(f" {model}")


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
