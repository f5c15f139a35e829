import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.chat.front import SHIPPED, Guarded, clean_page, prepare_front


def _answer(_request: Request) -> Response:
    response = PlainTextResponse("ok")
    response.set_cookie("access_token", "x", httponly=True)
    response.set_cookie("other", "y", secure=True)
    return response


def _client(scheme: str = "http") -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/{rest:path}", _answer, methods=["GET", "POST", "PUT"])])
    app.add_middleware(Guarded)
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://shop.test")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_front(tmp_path_factory.mktemp("home"))


def test_the_page_names_no_other_host(front: Path) -> None:
    page = (front / "index.html").read_text(encoding="utf-8")
    assert "https://" in (SHIPPED / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://", page)
    assert 'src="/assets/' in page


def test_scripts_are_copied_and_source_maps_are_not(front: Path) -> None:
    names = {path.suffix for path in (front / "assets").iterdir()}
    assert {".js", ".css"} <= names
    assert ".map" not in names
    assert prepare_front(front.parents[1]) == front


def test_cleaning_leaves_our_own_links_alone() -> None:
    own = '<link rel="stylesheet" crossorigin href="/assets/a.css">'
    foreign = '<link\n rel="stylesheet"\n href="https://cdn.test/a.css"\n/>'
    assert clean_page(own + foreign) == own


async def test_headers_keep_the_browser_at_home() -> None:
    async with _client() as client:
        headers = (await client.get("/")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self' data: ws://shop.test wss://shop.test" in policy
    assert headers["x-content-type-options"] == "nosniff"


async def test_hashed_files_are_cached_for_good_and_pages_are_not() -> None:
    async with _client() as client:
        asset, page = await client.get("/assets/index-abc.js"), await client.get("/")
    assert "immutable" in asset.headers["cache-control"]
    assert "cache-control" not in page.headers


async def test_cookies_are_secure_where_the_connection_is() -> None:
    async with _client("https") as client:
        cookies = (await client.get("/")).headers.get_list("set-cookie")
    assert [cookie.lower().count("; secure") for cookie in cookies] == [1, 1]
    async with _client() as client:
        plain = (await client.get("/")).headers.get_list("set-cookie")
    assert "secure" not in plain[0].lower()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/project/file"),
        ("GET", "/project/share/1"),
        ("PUT", "/project/thread/share"),
        ("POST", "/mcp"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/copilot/index.js"),
    ],
)
async def test_what_we_do_not_offer_is_not_there(method: str, path: str) -> None:
    async with _client() as client:
        assert (await client.request(method, path)).status_code == 404


async def test_a_script_is_sent_compressed_to_whoever_takes_it(front: Path) -> None:
    name = next(path.name for path in (front / "assets").glob("index-*.js"))
    plain = (front / "assets" / name).read_bytes()
    app = Guarded(Starlette(routes=[Route("/{rest:path}", _answer)]), front)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        packed = await client.get(f"/assets/{name}")
        refused = await client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
        stray = await client.get("/assets/..%2findex.html")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain
    assert int(packed.headers["content-length"]) < len(plain) / 3
    assert "immutable" in packed.headers["cache-control"]
    assert refused.text == stray.text == "ok"


async def test_notes_are_still_read() -> None:
    async with _client() as client:
        assert (await client.get("/project/file/1")).status_code == 200
