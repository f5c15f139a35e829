"""The application: routes, failures, limits, and its OpenAPI document."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from starlette.routing import Mount

from assistant.bootstrap import Services
from assistant.http import changes, enrollments, records, talking
from assistant.http.door import services_of
from assistant.http.guard import Guard
from assistant.http.problems import MEDIA_TYPE, ProblemBody, add_handlers
from assistant.http.rates import Rates
from assistant.http.shapes import Health

PREFIX = "/api/v1"
ABOUT = (
    "What the chat offers, for a company's own systems. Who the user is comes from the token; the "
    "same code decides what he may see and do. Failures are problem details (RFC 9457)."
)


class Api(FastAPI):
    """Describes problems under their own media type only; FastAPI would add JSON's."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        described = super().openapi()
        described["components"]["schemas"]["Problem"] = ProblemBody.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        definitions = described["components"]["schemas"]["Problem"].pop("$defs", {})
        described["components"]["schemas"] |= definitions
        return described


def create_api(services: Services | None, per_minute: int = 120) -> Api:
    """The interface over these services; None = only to describe it."""
    api = Api(
        title="Shelftalk", description=ABOUT, version="1", docs_url=None, redoc_url=None,
        servers=[{"url": PREFIX}], root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    api.state.services, api.state.rates = services, Rates(per_minute)
    add_handlers(api)
    api.add_middleware(Guard)
    common: dict[int | str, dict[str, Any]] = {
        status: _described(words)
        for status, words in (
            (400, "The body cannot be read."),
            (401, "No token, or one that is no longer good."),
            (403, "The token's scopes or the user's role do not allow it."),
            (404, "Not there, or not this user's to see."),
            (409, "Not possible as things stand: `reason` says why."),
            (413, "The request is too large."),
            (422, "Something in the request is wrong: `errors` says what."),
            (429, "Too many requests: wait `Retry-After` seconds."),
            (503, "Something it stands on cannot be reached."),
        )
    }
    for room in (records, talking, changes, enrollments):
        api.include_router(room.router, responses=common)
    api.get("/health", tags=["service"], responses={503: _described("Not ready.")})(health)
    return api


def health(services: Services = Depends(services_of)) -> Health:  # noqa: B008  (FastAPI's way)
    """Whether it runs and can read its records; needs no token."""
    services.records.company()
    return Health(status="ok", release=version("shelftalk"))


def mounted(services: Services, per_minute: int) -> Mount:
    """For the chat's application: to be put before its catch-all route."""
    return Mount(PREFIX, create_api(services, per_minute))


def _described(words: str) -> dict[str, Any]:
    named = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {MEDIA_TYPE: named}}
