"""The interface as it is really run: in the chat's process, on the sample company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.bootstrap import build
from assistant.settings import Settings
from knowledge.records.api_tokens import RecordedTokens, Scope
from tests.browser.conftest import app_root, serve
from tests.conftest import load_sample
from tests.http.test_door import told

SHOP = "ID-0004"  # UD Al Amin, on rep01's route; may join Full Shelf
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the running chat whose token may do all but confirm."""
    root = app_root(tmp_path_factory.mktemp("beside"))
    home = Path(root / "home")
    load_sample(home)
    services = build(Settings(home=home, model="embedded"))
    scopes = [scope for scope in Scope if scope is not Scope.CONFIRM]
    token, _listed = RecordedTokens(services.engine).make("rep01", scopes, 1)
    services.engine.dispose()
    for server in serve("app.py", home, root):
        yield httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=120
        )


def test_the_page_and_the_interface_share_an_address(chat: httpx.Client) -> None:
    assert chat.get("/api/v1/health").json()["status"] == "ok"
    assert "<html" in chat.get("/").text
    assert chat.get("/openapi.json").status_code == 404
    assert chat.get("/api/v1/openapi.json").json()["servers"] == [{"url": "/api/v1"}]
    told(chat.get("/api/v1/nowhere"), 404)


def test_a_question_is_answered_as_in_the_chat(chat: httpx.Client) -> None:
    body = {"message": "How long are points valid?", "language": "en", "outlet": SHOP}
    first = chat.post("/api/v1/ask", json=body)
    assert first.status_code == 200, first.text
    reply = first.json()
    assert reply["status"] == "answered"
    assert reply["citations"]
    more = {"message": "and for the Growth Club?", "language": "en", "thread": reply["thread"]}
    assert chat.post("/api/v1/ask", json=more).json()["thread"] == reply["thread"]
    told(chat.post("/api/v1/ask", json={**more, "thread": "somebody-elses"}), 404)
    told(chat.post("/api/v1/ask", json=body | {"outlet": "KE-0001"}), 404)


def test_a_story_is_told_for_a_shop_of_ones_own(chat: httpx.Client) -> None:
    told_one = chat.post("/api/v1/stories", json={"outlet": SHOP, "length": "counter"})
    assert told_one.status_code == 200, told_one.text
    story = told_one.json()
    assert (story["outlet"], story["status"]) == (SHOP, "released")
    assert story["facts"]
    told(chat.post("/api/v1/stories", json={"outlet": "KE-0001"}), 404)


def test_a_typed_phrase_is_no_tap_for_a_token_that_may_not_confirm(chat: httpx.Client) -> None:
    body = {"message": f"sign up {SHOP} for Full Shelf", "language": "en"}
    reply = chat.post("/api/v1/ask", json=body).json()
    assert reply["status"] == "needs_confirmation", reply
    for phrase in ("cancel", "start again", "123456", "phone 0812 3456 789"):
        more = {"message": phrase, "language": "en", "thread": reply["thread"]}
        assert "Only a person taps" in str(told(chat.post("/api/v1/ask", json=more), 403)["detail"])
