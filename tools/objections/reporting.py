"""A rep reports what was said: words around it are put on to learn, taken off to recognize."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.pack.schema.playbook import Objections

HERE = Path(__file__).parent


def reported(playbook: Objections) -> Iterator[str]:
    """Every saying of the playbook, each second one as a rep of its language would pass it on."""
    for objection in playbook.objections:
        for language, texts in objection.says.items():
            frames = _frames().get(language, ["{}"])
            for number, text in enumerate(texts):
                frame = frames[number // 2 % len(frames)] if number % 2 else "{}"
                yield frame.replace("{}", text)


def as_said(reported: str) -> str:
    """`he says his shelf is full` → `his shelf is full`; as it was where nothing would be left."""
    left = reported
    for pattern in _reporting():
        left = pattern.sub(" ", left)
    left = " ".join(left.split())
    return left or reported


@lru_cache(maxsize=1)
def _reporting() -> tuple[re.Pattern[str], ...]:
    by_language: dict[str, list[str]] = yaml.safe_load(
        (HERE / "reporting.yaml").read_text(encoding="utf-8")
    )
    return tuple(
        re.compile(text, re.IGNORECASE) for texts in by_language.values() for text in texts
    )


@lru_cache(maxsize=1)
def _frames() -> dict[str, list[str]]:
    """Language → `he says: {}`."""
    frames: dict[str, list[str]] = yaml.safe_load(
        (HERE / "frames.yaml").read_text(encoding="utf-8")
    )
    return frames
