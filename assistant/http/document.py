"""Writes the OpenAPI document into docs/, or says that it is out of date."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from assistant.http.api import create_api

PATH = Path(__file__).parents[2] / "docs" / "openapi.json"


def openapi() -> dict[str, Any]:
    """As it is served."""
    return create_api(None).openapi()


def text() -> str:
    """The file's content."""
    return json.dumps(openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if PATH.read_text(encoding="utf-8") != text():
            raise SystemExit("docs/openapi.json is out of date: run `make openapi`.")
    else:
        PATH.write_text(text(), encoding="utf-8")
        click.echo(PATH)
