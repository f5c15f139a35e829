"""Which objection of the playbook somebody reports, by likeness to how shopkeepers say it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.models.remembered import RememberingEmbedder
from assistant.models.routing import Router
from assistant.ports import Embedder
from knowledge.pack.schema.playbook import Objection, Objections

SURE = 0.3
"""Least score of an objection that is taken as meant."""
LEAD = 0.03
"""Least lead over the next one."""


@dataclass(frozen=True)
class Recognized:
    """The likeliest objections, the best first."""

    candidates: tuple[Objection, ...]
    is_sure: bool


class Recognizer:
    """Learns the playbook at first use; what it learned is kept in `folder`."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = RememberingEmbedder(embedder, folder)
        self._folder = folder
        self._learned: tuple[Objections, Router] | None = None

    def recognize(self, said: str, playbook: Objections, most: int = 3) -> Recognized:
        """The objections that are nearest to what was said."""
        routes = self._router(playbook).routes(said)
        by_key = {objection.key: objection for objection in playbook.objections}
        lead = routes[0].score - (routes[1].score if len(routes) > 1 else 0)
        return Recognized(
            tuple(by_key[route.name] for route in routes[:most]),
            routes[0].score >= SURE and lead >= LEAD,
        )

    def _router(self, playbook: Objections) -> Router:
        if self._learned is None or self._learned[0] is not playbook:
            examples = {
                o.key: [text for texts in o.says.values() for text in texts]
                for o in playbook.objections
            }
            self._learned = (playbook, Router(self._embedder, examples, self._folder))
        return self._learned[1]
