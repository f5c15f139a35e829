"""schemathesis sends what the OpenAPI document allows and what it forbids; SHELFTALK_SCHEMA_CASES
sets how much of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

from assistant.bootstrap import build
from assistant.http.api import create_api
from assistant.http.document import openapi
from tests.conftest import load_sample
from tests.http.conftest import House, serving

CASES = int(os.environ.get("SHELFTALK_SCHEMA_CASES", "8"))
"""Of each operation, valid and invalid ones each."""
SLOW_ONES = {"POST /ask", "POST /stories"}
KNOWN = {"outlet": "ID-0004", "program": "full-shelf", "country": "ID", "kind": "png"}
"""What is there, put into every other case: a made-up shop never comes far."""


@pytest.fixture(scope="module")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample company, of this module alone: what is called here also writes."""
    services = build(load_sample(tmp_path_factory.mktemp("schema")))
    with serving(create_api(services, per_minute=1_000_000)) as url:
        yield House(url, services)
    services.engine.dispose()


HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def try_out(operation: Any, mode: GenerationMode, many: int, look: Callable[[Any], None]) -> None:
    """So many requests of one kind to one operation."""
    is_positive = mode is GenerationMode.POSITIVE

    @settings(
        max_examples=many,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def run(case: Any, known: bool) -> None:
        if known and is_positive:
            for place in (case.path_parameters, case.query, case.body):
                if isinstance(place, dict):
                    place |= {k: v for k, v in KNOWN.items() if k in place}
        look(case)

    run()


@pytest.mark.slow
def test_the_interface_keeps_to_its_document(sample_house: House) -> None:
    checks.load_all_checks()
    held = [checks.CHECKS.get_one(name) for name in HELD]
    headers = {"Authorization": f"Bearer {sample_house.token('rep01')}"}
    sent: Counter[int] = Counter()

    def look(case: Any) -> None:
        response = case.call(base_url=sample_house.url, headers=headers)
        sent[response.status_code] += 1
        case.validate_response(response, checks=held)

    for found in schemathesis.openapi.from_dict(openapi()).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # raises for a broken document
        many = 4 if operation.label in SLOW_ONES else CASES
        try_out(operation, GenerationMode.POSITIVE, many, look)
        if operation.label != "GET /health":  # where there is nothing one could get wrong
            try_out(operation, GenerationMode.NEGATIVE, many, look)
    print(dict(sorted(sent.items())))  # noqa: T201
    assert {200, 404, 422} <= sent.keys()
    assert max(sent) < 500
