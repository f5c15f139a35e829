"""Runs the real app.py on the fake company: a chat server without data or models."""

import sys
import types
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.fakes.services import FakeServices  # noqa: E402

bootstrap: Any = types.ModuleType("assistant.bootstrap")
bootstrap.build = lambda _settings: FakeServices(step_seconds=0.3)
bootstrap.Services = FakeServices
sys.modules["assistant.bootstrap"] = bootstrap

import app  # noqa: E402, F401
