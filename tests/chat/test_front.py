import re
from pathlib import Path

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.chat.front import Guarded
from assistant.chat.page import SHIPPED, clean_page, prepare_front, with_hook

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
async def test_a_script_is_sent_packed_as_well_as_the_browser_can_read_it(
    front: Path, encoding: str
) -> None:
    name = next(path.name for path in (front / "assets").glob("index-*.js"))
    plain = (front / "assets" / name).read_bytes()
    takes = {"zstd": "gzip, deflate, br, zstd", "gzip": "gzip, deflate, br"}[encoding]
    async with _before(front) as client:
        packed = await client.get(f"/assets/{name}", headers={"Accept-Encoding": takes})
        refused = await client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
        stray = await client.get("/assets/..%2findex.html")
    assert packed.headers["content-encoding"] == encoding
    assert packed.content == plain
    most = {"zstd": 1_150_000, "gzip": 1_300_000}[encoding]
    assert int(packed.headers["content-length"]) < most
    assert "immutable" in packed.headers["cache-control"]
    assert refused.text == stray.text == "ok"


def _before(front: Path | None = None, public: Path | None = None) -> httpx.AsyncClient:
    app = Guarded(Starlette(routes=[Route("/{rest:path}", _answer)]), front, public)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test")


async def test_worker_and_manifest_stand_at_the_root() -> None:
    async with _before(public=ROOT / "public") as client:
        worker = await client.get("/sw.js")
        manifest = await client.get("/manifest.webmanifest")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    named = manifest.json()
    assert named["start_url"] == named["scope"] == "/"
    for icon in named["icons"]:
        path = ROOT / icon["src"].removeprefix("/")
        assert path.stat().st_size < 10_000
        if icon["type"] == "image/png":
            with Image.open(path) as drawn:
                assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_chainlits_script_tells_of_its_socket_and_is_named_anew(front: Path) -> None:
    page = (front / "index.html").read_text(encoding="utf-8")
    shipped = {path.name for path in (SHIPPED / "assets").glob("index-*.js")}
    (main,) = (front / "assets").glob("index-*.js")
    assert main.name not in shipped, "a browser keeps the shipped one for a year"
    assert f'src="/assets/{main.name}"' in page
    script = main.read_text(encoding="utf-8")
    assert script.count("window.shelftalkLine?.(") == 1
    assert script.count("tryAllTransports:!0") == 1
    for other in (front / "assets").glob("*.js"):
        assert not any(f"./{name}" in other.read_text(encoding="utf-8") for name in shipped)


def test_a_script_without_the_places_for_hooks_is_left_as_it_is() -> None:
    assert with_hook("let a=1;") == "let a=1;"


async def test_notes_are_still_read() -> None:
    async with _client() as client:
        assert (await client.get("/project/file/1")).status_code == 200
