from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.chat.caching import Revalidated

said = {"words": "a" * 2000}


def _answer(request: Request) -> Response:
    if request.url.path == "/public/gone.js":
        return PlainTextResponse("Not found", status_code=404)
    if request.url.path == "/public/streamed.js":
        return StreamingResponse(_parts(), media_type="text/javascript")
    return PlainTextResponse(said["words"])


async def _parts() -> AsyncIterator[str]:
    yield "one"
    yield "two"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    routes = [Route("/{rest:path}", _answer, methods=["GET", "POST"])]
    layers = [Middleware(GZipMiddleware), Middleware(Revalidated)]
    transport = httpx.ASGITransport(Starlette(routes=routes, middleware=layers))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/login", "/thread/6e0c1a", "/public/shelftalk.js", "/public/elements/Route.jsx"),
        *("/project/translations?language=id", "/project/settings", "/auth/config", "/favicon"),
    ],
)
async def test_what_is_read_at_each_visit_costs_a_mark_when_it_is_the_same(
    client: httpx.AsyncClient, path: str
) -> None:
    first = await client.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    mark = {"If-None-Match": first.headers["etag"]}
    again = await client.get(path, headers=mark)
    assert (again.status_code, again.content) == (304, b"")
    said["words"] = "b" * 2000
    changed = await client.get(path, headers=mark)
    assert (changed.status_code, changed.text) == (200, "b" * 2000)
    said["words"] = "a" * 2000


async def test_the_mark_is_the_same_whether_the_answer_is_packed_or_not(
    client: httpx.AsyncClient,
) -> None:
    packed = await client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", "/login"), ("POST", "/logout"), ("GET", "/user"), ("POST", "/auth/jwt")),
        *(("POST", "/project/threads"), ("GET", "/project/thread/6e0c1a")),
        *(("GET", "/project/file/1"), ("POST", "/project/action")),
    ],
)
async def test_logins_tokens_and_conversations_are_never_kept(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    headers = (await client.request(method, path)).headers
    assert headers["cache-control"] == "no-store"
    assert "etag" not in headers


async def test_what_is_missing_or_comes_in_parts_arrives_as_it_is(
    client: httpx.AsyncClient,
) -> None:
    gone = await client.get("/public/gone.js")
    assert (gone.status_code, gone.text) == (404, "Not found")
    assert (await client.get("/public/streamed.js")).text == "onetwo"
