"""Bedrock as botocore describes it: which operation a request is, and what its shapes allow."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.session
from botocore.validate import ParamValidator

SERVICES = ("bedrock-runtime", "bedrock-agent-runtime", "bedrock")
TARGETS = {"ServiceQuotasV20190624": "service-quotas"}
"""Services whose operation stands in a header."""
PLACEHOLDER = re.compile(r"\{(\w+)\+?\}")


@dataclass(frozen=True)
class Called:
    """A request, taken apart."""

    service: str
    operation: str
    arguments: dict[str, Any]
    """As the client's caller gave them: from the path and the body."""
    body: dict[str, Any]
    """Of a request without one, what its address asks for."""


@lru_cache(maxsize=8)
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


@lru_cache(maxsize=1)
def _routes() -> tuple[tuple[str, re.Pattern[str], str, str], ...]:
    routes = []
    for service in SERVICES:
        model = _service(service)
        for operation in model.operation_names:
            http = model.operation_model(operation).http
            path = PLACEHOLDER.sub(r"(?P<\1>[^/]+)", http["requestUri"].split("?")[0])
            routes.append((http["method"], re.compile(path + "/?"), service, operation))
    return tuple(routes)


def called(method: str, path: str, raw: bytes, target: str = "") -> Called:
    """Which operation it is; `target` is the header of services that name it there."""
    if target:
        prefix, _dot, operation = target.partition(".")
        body = json.loads(raw or b"{}")
        return Called(TARGETS[prefix], operation, body, body)
    place = path.split("?")[0]
    for verb, pattern, service, operation in _routes():
        found = pattern.fullmatch(place)
        if verb == method and found:
            held = {name: unquote(value) for name, value in found.groupdict().items()}
            body = json.loads(raw or b"{}") or dict(parse_qsl(urlsplit(path).query))
            shape = _service(service).operation_model(operation).input_shape
            in_payload = shape is not None and shape.serialization.get("payload")
            given = {"body": raw} if in_payload else body
            return Called(service, operation, {**held, **given}, body)
    raise LookupError(f"Bedrock knows no {method} {place}")


def complaints_about(call: Called, side: str, value: dict[str, Any]) -> list[str]:
    """What of a value the shapes do not allow. `side`: `input`, `output` or `stream/EVENT`."""
    model = _service(call.service).operation_model(call.operation)
    kind, _, event = side.partition("/")
    shape = model.input_shape if kind == "input" else model.output_shape
    if event:
        shape = shape.members["stream"].members[event]
    report = ParamValidator().validate(value, shape)
    found = [report.generate_report()] if report.has_errors() else []
    return [f"{call.operation} {side}: {what}" for what in (*found, *_limits(value, shape, ""))]


def _limits(value: Any, shape: Any, place: str) -> list[str]:
    """Lengths, patterns and enumerations, which botocore's own validator leaves to the service."""
    if shape.type_name == "structure":
        parts = [(value[n], m, f"{place}.{n}") for n, m in shape.members.items() if n in value]
        return [c for part in parts for c in _limits(*part)]
    if shape.type_name == "list":
        inner = [c for item in value for c in _limits(item, shape.member, f"{place}[]")]
        return [*_length(value, shape, place), *inner]
    if shape.type_name != "string":
        return []
    allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
    wrong = [] if not allowed or value in allowed else [f"{place} is no {value!r}"]
    if pattern and not re.search(f"^(?:{pattern})$", value):
        wrong.append(f"{place} does not match {pattern}")
    return [*wrong, *_length(value, shape, place)]


def _length(value: Any, shape: Any, place: str) -> list[str]:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 1 << 40)
    size = len(value)
    return [] if least <= size <= most else [f"{place} has {size}, of {least} to {most}"]
