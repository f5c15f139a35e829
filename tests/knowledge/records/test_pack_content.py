"""The pack's YAML comes back as its models, and a new load is noticed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from assistant.errors import StorageError
from knowledge.pack.schema.company import Company
from knowledge.records import freshness
from knowledge.records.api import DataAPI
from knowledge.records.database import writing
from knowledge.records.programs import write_terms
from knowledge.records.tables.pack_files import PackFile
from tests.knowledge.records.company import LOADED_AT, TODAY, growth_club


def _load(engine: Engine, path: str, content: object, at: dt.datetime = LOADED_AT) -> None:
    with writing(engine) as session:
        session.merge(PackFile(path=path, sha256="1" * 64, content=content, loaded_at=at))


def test_the_company_is_read(api: DataAPI) -> None:
    assert api.company() == Company(
        name="Nusa",
        default_country="ID",
        currency="IDR",
        languages=("en", "id"),
        time_zone="Asia/Jakarta",
    )


def test_missing_optional_files_stand_for_nothing(api: DataAPI) -> None:
    assert api.brand().forbidden == {}
    assert api.rules().rules == ()
    assert api.frameworks().frameworks == ()
    assert api.objections().objections == ()
    assert api.personas().personas == ()
    assert api.rubric().criteria == ()
    assert api.guardrail_policy().denied_topics == ()


def test_a_file_that_is_there_is_validated(own_engine: Engine) -> None:
    _load(own_engine, "brand/guidelines.yaml", {"voice": "plain", "competitors": ["Rival"]})
    assert DataAPI(own_engine, TODAY).brand().competitors == ("Rival",)


def test_content_of_another_schema_says_to_load_again(own_engine: Engine) -> None:
    _load(own_engine, "rules.yaml", {"rulez": []})
    with pytest.raises(StorageError, match=r"rules\.yaml was loaded by another version"):
        DataAPI(own_engine, TODAY).rules()


def test_a_load_is_noticed_by_a_running_process(
    own_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "LOOK_AGAIN_SECONDS", 0.0)
    api = DataAPI(own_engine, TODAY)
    assert len(api.program("growth-club").slabs) == 3
    with writing(own_engine) as session:
        write_terms(session, growth_club("4", slabs=(7,)))
    assert len(api.program("growth-club").slabs) == 3, "kept until the load is finished"
    _load(own_engine, "programs/growth.yaml", None, LOADED_AT + dt.timedelta(hours=1))
    assert len(api.program("growth-club").slabs) == 1


def test_what_is_kept_is_not_read_again(api: DataAPI) -> None:
    assert api.company() is api.company()
    assert api.program("growth-club") is api.program("growth-club")
