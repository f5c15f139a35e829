"""A sample company of its own: what is objected is kept with the call, and others read it."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Services, build
from tests.conftest import load_sample


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return build(load_sample(tmp_path_factory.mktemp("objections")))
