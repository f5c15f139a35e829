"""Failures as problem details (RFC 9457): every one a sentence, none a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.errors import (
    CallError,
    NotFoundError,
    RefusedError,
    RetryableToolError,
    ShelftalkError,
)
from knowledge.enrollment.ports import KeyReusedError, SignUpRefusedError

MEDIA_TYPE = "application/problem+json"
KIND = "urn:shelftalk:problem:"
"""A problem's `type` is this and a key; the keys are listed in docs/http.md."""
BAD_INPUT = frozenset({
    "bad_phone", "phone_short", "phone_long", "phone_unknown", "phone_not_mobile", "bad_name",
    "bad_target", "bad_signature", "bad_code",
})  # fmt: skip
"""Refusals of a sign-up that are about what was sent; all others are about how things stand."""
TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible as things stand",
    413: "Too large",
    415: "Not JSON",
    422: "Something in the request is wrong",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available right now",
}
PLAIN = {
    400: ("unreadable", "The request's body cannot be read: send JSON in UTF-8."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method", "This address does not take that method."),
    413: ("too-large", ""),
}
"""Failures of the framework: key and sentence; empty = its own."""


class FieldProblem(BaseModel):
    """One thing that is wrong in a request."""

    pointer: str = Field(description="where: a JSON pointer into the body, or `query/limit`")
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457, for the OpenAPI document."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str
    title: str
    status: int
    detail: str
    reason: str | None = Field(None, description="key of a refused sign-up: `figures_changed` …")
    errors: list[FieldProblem] | None = None


class ProblemError(Exception):
    """Thrown where a handler knows best what to say."""

    def __init__(self, status: int, key: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.key, self.detail, self.more = status, key, detail, more
        self.headers: dict[str, str] = {}


def problem(
    status: int,
    key: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The response."""
    title = TITLES.get(status, "The request failed")
    body = {"type": KIND + key, "title": title, "status": status, "detail": detail, **more}
    # ASCII: what a caller has sent may hold halves of letters that no encoding can carry.
    return Response(json.dumps(body), status, headers, MEDIA_TYPE)


def add_handlers(api: FastAPI) -> None:
    """All failures of the application become problems."""

    @api.exception_handler(ProblemError)
    async def known(_request: Request, error: ProblemError) -> Response:
        return problem(error.status, error.key, error.detail, error.headers, **error.more)

    @api.exception_handler(ShelftalkError)
    async def ours(_request: Request, error: ShelftalkError) -> Response:
        return of_error(error)

    @api.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        found = [_field(e) for e in error.errors()]
        said = "; ".join(f"{e['pointer']}: {e['detail']}" for e in found[:5])
        return problem(422, "invalid", f"{said}." if said else TITLES[422], errors=found)

    @api.exception_handler(HTTPException)
    async def plain(_request: Request, error: HTTPException) -> Response:
        key, said = PLAIN.get(error.status_code, ("failed", ""))
        return problem(error.status_code, key, said or str(error.detail), error.headers)


def of_error(error: ShelftalkError) -> Response:
    """The status and key of each kind of our errors."""
    said = str(error)
    if isinstance(error, SignUpRefusedError):
        status = 422 if error.reason in BAD_INPUT else 409
        return problem(status, "sign-up-refused", said, reason=error.reason)
    kinds: Sequence[tuple[type[ShelftalkError], int, str]] = (
        (KeyReusedError, 409, "idempotency-key-reused"),
        (NotFoundError, 404, "not-found"),
        (CallError, 422, "invalid"),
        (RetryableToolError, 422, "invalid"),
        (RefusedError, 403, "refused"),
    )
    for kind, status, key in kinds:
        if isinstance(error, kind):
            return problem(status, key, said)
    return problem(503, "unavailable", said)


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    where, *rest = (str(part) for part in error["loc"])
    pointer = "/" + "/".join(rest) if where == "body" else "/".join((where, *rest))
    return {"pointer": pointer, "detail": re.sub(r"^Value error, ", "", str(error["msg"]))}
