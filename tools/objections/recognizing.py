"""Which objections of the playbook somebody reports, by likeness to how shopkeepers say them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.models.remembered import RememberingEmbedder
from assistant.models.routing import Route, Router
from assistant.ports import Embedder
from knowledge.pack.schema.playbook import Objection, Objections
from tools.objections.reporting import as_said

CHATTER = Path(__file__).parent / "chatter.yaml"
NONE = ""
"""Name of the class of what is said in a shop and is no objection."""
SURE = 0.1
"""Least score of an objection that is taken as meant; on folds of the playbook's own sayings."""
LEAD = 0.03
"""Least lead over the next one."""
SURE_PART = 0.5
"""Least score of a part of a sentence that counts as an objection of its own."""
MIN_PARTS = 2
_PARTS = re.compile(r"[,;.!?،؛؟。।\n]+")
MOST = 3


@dataclass(frozen=True)
class Recognized:
    """The likeliest objections, the best first."""

    candidates: tuple[Objection, ...]
    is_sure: bool
    """The first one is meant. False = asked back, or none of them at all."""
    is_known: bool = True
    """False = it is like nothing in the playbook."""
    several: tuple[Objection, ...] = ()
    """Each said in a part of its own, when there were two or more."""
    is_certain: bool = False
    """It says the first one outright; an answer to a question is seldom more than like one."""


class Recognizer:
    """Learns the playbook at first use; what it learned is kept in `folder`."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = RememberingEmbedder(embedder, folder)
        self._folder = folder
        self._learned: tuple[Objections, Router] | None = None

    def recognize(self, said: str, playbook: Objections) -> Recognized:
        """The objections that are nearest to what was said."""
        by_key = {objection.key: objection for objection in playbook.objections}
        routes = self._router(playbook).routes(as_said(said))
        named = [route for route in routes if route.name != NONE]
        lead = named[0].score - (named[1].score if len(named) > 1 else 0)
        is_known = routes[0].name != NONE and routes[0].score >= SURE
        several = tuple(by_key[key] for key in self._several(said, playbook))
        return Recognized(
            tuple(by_key[route.name] for route in named[:MOST]),
            is_sure=is_known and lead >= LEAD,
            is_known=is_known,
            several=several if len(several) > 1 else (),
            is_certain=is_known and named[0].score >= SURE_PART,
        )

    def _several(self, said: str, playbook: Objections) -> dict[str, None]:
        """Keys of what single parts of the sentence say beyond doubt, in order."""
        parts = [part for part in _PARTS.split(said) if part.strip()]
        if len(parts) < MIN_PARTS:
            return {}
        return dict.fromkeys(self._certain(parts, playbook))

    def _certain(self, parts: list[str], playbook: Objections) -> Iterator[str]:
        for part in parts:
            first: Route = self._router(playbook).routes(as_said(part))[0]
            if first.name != NONE and first.score >= SURE_PART:
                yield first.name

    def _router(self, playbook: Objections) -> Router:
        if self._learned is None or self._learned[0] is not playbook:
            examples = {o.key: _all_of(o.says) for o in playbook.objections}
            examples[NONE] = _all_of(_chatter())
            self._learned = (playbook, Router(self._embedder, examples, self._folder))
        return self._learned[1]


def _all_of(texts: Mapping[str, Sequence[str]]) -> list[str]:
    return [as_said(text) for by_language in texts.values() for text in by_language]


@lru_cache(maxsize=1)
def _chatter() -> dict[str, list[str]]:
    """Language → talk that is no objection."""
    talk: dict[str, list[str]] = yaml.safe_load(CHATTER.read_text(encoding="utf-8"))
    return talk
