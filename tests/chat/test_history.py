import asyncio
import json
import sqlite3
import stat
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import chainlit as cl
import pytest
from chainlit.context import init_http_context
from chainlit.step import StepDict
from chainlit.types import Feedback, Pagination, ThreadFilter
from chainlit.user import PersistedUser

from assistant.chat.history import ChatHistory, open_history
from assistant.chat.history_tables import METADATA
from assistant.errors import StorageError
from tests.postgres import BACKENDS


@pytest.fixture(params=BACKENDS)
async def history(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ChatHistory]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("server_databases").new()
    opened = open_history(tmp_path, url)
    yield opened
    await opened.close()


async def _user(history: ChatHistory, name: str) -> PersistedUser:
    made = await history.create_user(cl.User(identifier=name, metadata={"role": "rep"}))
    assert made
    return made


async def _conversation(history: ChatHistory, owner: PersistedUser, *said: str) -> str:
    thread = str(uuid.uuid4())
    init_http_context(thread_id=thread, user=owner)
    await history.update_thread(thread, name=said[0], user_id=owner.id)
    for number, text in enumerate(said):
        await history.create_step(_step(thread, text, f"2026-11-16T08:00:{number:02}Z"))
    return thread


def _step(thread: str, text: str, at: str) -> StepDict:
    return StepDict(
        id=str(uuid.uuid4()),
        threadId=thread,
        name="Shelftalk",
        type="assistant_message",
        output=text,
        createdAt=at,
        start=at,
        end=at,
        streaming=False,
        isError=False,
        waitForAnswer=False,
        metadata={"actions": [{"label": "Tell the story"}]},
    )


async def _page(history: ChatHistory, owner: PersistedUser, **narrow: Any) -> list[dict[str, Any]]:
    cursor = narrow.pop("cursor", None)
    first = narrow.pop("first", 10)
    page = await history.list_threads(
        Pagination(first=first, cursor=cursor), ThreadFilter(userId=owner.id, **narrow)
    )
    return page.data


async def test_a_thread_id_that_is_sql_never_reaches_a_statement(history: ChatHistory) -> None:
    victim, thief = await _user(history, "victim"), await _user(history, "thief")
    await _conversation(history, victim, "secret margin of Toko Makmur")
    poison = "x') OR ('1'='1"
    with pytest.raises(ConnectionRefusedError):
        await history.get_thread(poison)
    with pytest.raises(ConnectionRefusedError):
        await history.update_thread(poison, name="x", user_id=thief.id)
    assert await history.get_thread_author(poison) == ""
    assert await _page(history, thief) == []


async def test_what_was_said_comes_back_with_its_objects_as_objects(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "Toko Makmur", "You buy 112 cases.")
    await history.update_thread(thread, metadata={"chat_settings": {"language": "id"}})
    found = await history.get_thread(thread)
    assert found
    assert found["userIdentifier"] == "rep-sby"
    assert found["metadata"] == {"chat_settings": {"language": "id"}}
    assert [step["output"] for step in found["steps"]] == ["Toko Makmur", "You buy 112 cases."]
    assert found["steps"][1]["metadata"] == {"actions": [{"label": "Tell the story"}]}


async def test_the_sidebar_lists_own_conversations_newest_first_without_what_was_said(
    history: ChatHistory,
) -> None:
    mine, other = await _user(history, "rep-sby"), await _user(history, "rep-nbo")
    first = await _conversation(history, mine, "one")
    second = await _conversation(history, mine, "two", "later")
    await _conversation(history, other, "not yours")
    found = await _page(history, mine)
    assert [row["id"] for row in found] == [second, first]
    assert [row["steps"] for row in found] == [[], []]


async def test_pages_follow_each_other_without_a_gap(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    made = {await _conversation(history, owner, f"shop {n}") for n in range(5)}
    first = await history.list_threads(Pagination(first=3), ThreadFilter(userId=owner.id))
    assert first.pageInfo.hasNextPage
    rest = await history.list_threads(
        Pagination(first=3, cursor=first.pageInfo.endCursor), ThreadFilter(userId=owner.id)
    )
    assert not rest.pageInfo.hasNextPage
    assert {row["id"] for row in [*first.data, *rest.data]} == made


async def test_a_search_finds_words_said_and_takes_signs_literally(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    hit = await _conversation(history, owner, "Toko Makmur", "pays 12% on top")
    await _conversation(history, owner, "Toko Sinar", "nothing")
    assert [row["id"] for row in await _page(history, owner, search="12%")] == [hit]
    assert await _page(history, owner, search="%") == await _page(history, owner, search="12%")
    assert await _page(history, owner, search="_oko") == []


async def test_a_thumb_is_kept_and_can_be_filtered_by(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "good")
    await _conversation(history, owner, "unrated")
    found = await history.get_thread(thread)
    assert found
    step = found["steps"][0]["id"]
    await history.upsert_feedback(Feedback(forId=step, value=0, threadId=thread, comment="no"))
    assert [row["id"] for row in await _page(history, owner, feedback=0)] == [thread]
    assert await _page(history, owner, feedback=1) == []
    again = await history.get_thread(thread)
    assert again
    kept = again["steps"][0]["feedback"]
    assert kept
    assert (kept["value"], kept["comment"]) == (0, "no")


async def test_a_card_is_kept_with_its_properties_and_a_note_with_its_words(
    history: ChatHistory,
) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "hello")
    card = cl.CustomElement(name="Sources", props={"title": "3"}, thread_id=thread, for_id="s")
    note = cl.Text(name="8 cases", content="why", thread_id=thread, for_id="s", mime="text/plain")
    for element in (card, note):
        await history.create_element(element)
    found = await history.get_thread(thread)
    assert found
    kept = {element["name"]: element for element in found["elements"] or []}
    assert kept["Sources"]["props"] == {"title": "3"}
    # "why" in base64, worked out by hand: 0x77 0x68 0x79
    assert kept["8 cases"]["url"] == "data:text/plain;charset=utf-8;base64,d2h5"


async def test_nothing_can_be_put_into_another_conversation(history: ChatHistory) -> None:
    victim, thief = await _user(history, "victim"), await _user(history, "thief")
    theirs = await _conversation(history, victim, "hello")
    await _conversation(history, thief, "mine")
    card = cl.CustomElement(name="Sources", props={}, thread_id=theirs, for_id="s")
    await history.create_element(card)
    found = await history.get_thread(theirs)
    assert found
    assert found["elements"] == []


async def test_a_button_gives_no_conversation_its_name(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "open_shop")
    found = await history.get_thread(thread)
    assert found
    assert found["name"] is None


async def test_a_long_first_message_is_cut_for_the_sidebar(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "why \n" * 100)
    found = await history.get_thread(thread)
    assert found
    assert found["name"] == ("why " * 15).strip() + " "


async def test_a_chosen_language_is_remembered_and_can_change(history: ChatHistory) -> None:
    assert await history.language_of("rep-sby") is None
    await history.keep_language("rep-sby", "id")
    await history.keep_language("rep-sby", "en")
    assert await history.language_of("rep-sby") == "en"
    assert await history.language_of("rep-nbo") is None


async def test_many_writers_at_once_lose_nothing(history: ChatHistory) -> None:
    owner = await _user(history, "rep-sby")
    thread = await _conversation(history, owner, "start")
    steps = [_step(thread, str(n), f"2026-11-16T09:00:00.{n:03}Z") for n in range(60)]
    await asyncio.gather(*(history.create_step(step) for step in steps))
    found = await history.get_thread(thread)
    assert found
    assert [step["output"] for step in found["steps"][1:]] == [str(n) for n in range(60)]


def test_every_key_chainlit_writes_has_a_column() -> None:
    columns = {column.name for column in METADATA.tables["steps"].columns}
    assert set(StepDict.__annotations__) - {"feedback"} <= columns


def test_opening_twice_keeps_what_is_there_and_the_file_is_private(tmp_path: Path) -> None:
    open_history(tmp_path)
    file = tmp_path / "chat.db"
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO preferences VALUES ('rep', 'id')")
    open_history(tmp_path)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT * FROM preferences").fetchall() == [("rep", "id")]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_history_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    open_history(tmp_path)
    with sqlite3.connect(tmp_path / "chat.db") as connection:
        connection.execute("UPDATE chat_schema SET version = 99")
    with pytest.raises(StorageError, match="newer Shelftalk"):
        open_history(tmp_path)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "chat.db").write_text(json.dumps({"no": "database"}) * 100)
    with pytest.raises(StorageError, match="cannot be opened"):
        open_history(tmp_path)
