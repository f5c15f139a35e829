"""The door without a browser: what a hostile client can send."""

import uuid
from typing import Any

import httpx
import pytest
import socketio

from tests.browser.conftest import PASSWORD, Server

pytestmark = pytest.mark.browser


async def _cookie(server: Server, user: str) -> str:
    async with httpx.AsyncClient() as client:
        form = {"username": user, "password": PASSWORD}
        answer = await client.post(f"{server.url}/login", data=form)
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        return str(cookie.split(";")[0])


async def _connects(server: Server, cookie: str, thread: str) -> bool:
    client = socketio.AsyncClient(reconnection=False)
    auth: dict[str, Any] = {
        "sessionId": str(uuid.uuid4()),
        "clientType": "webapp",
        "threadId": thread,
        "userEnv": "{}",
        "chatProfile": "",
    }
    try:
        await client.connect(
            server.url,
            headers={"Cookie": cookie},
            auth=auth,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
        )
    except socketio.exceptions.ConnectionError:
        return False
    await client.disconnect()
    return True


async def test_only_a_uuid_is_a_conversation(server: Server) -> None:
    cookie = await _cookie(server, "rep-nbo")
    assert await _connects(server, cookie, str(uuid.uuid4()))
    assert not await _connects(server, cookie, "x') OR ('1'='1")


async def test_nobody_connects_without_a_login(server: Server) -> None:
    assert not await _connects(server, "access_token=forged", "")


async def test_a_wrong_password_and_an_unknown_user_look_the_same(server: Server) -> None:
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(f"{server.url}/login", data={"username": name, "password": "x"})
            for name in ("rep-nbo", "nobody", "' OR 1=1 --")
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (401, '{"detail":"credentialssignin"}')
    }
