"""The OpenAPI document that is checked in is the one that is served."""

from __future__ import annotations

import json

import httpx

from assistant.http.document import PATH, openapi, text
from assistant.http.problems import MEDIA_TYPE
from tests.http.conftest import House


def test_the_document_in_docs_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_it_is_served_without_a_token(house: House) -> None:
    served = httpx.get(f"{house.url}/openapi.json")
    assert served.json() == json.loads(text())


def test_every_failure_is_described_as_a_problem() -> None:
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == [MEDIA_TYPE], (path, method, status)
            if path != "/health":
                assert {"401", "403", "422", "429"} <= operation["responses"].keys()
                assert operation["security"] == [{"HTTPBearer": []}]
