"""Denied topics: turned away with the company's own words, before any tool runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Turn
from assistant.ports import Embedder, Verdict


@dataclass(frozen=True)
class Topic:
    """What is not talked about, how people ask for it, and what is said instead."""

    key: str
    examples: tuple[str, ...]
    reply: Mapping[str, str]
    """Language → words; `en` always there."""


@dataclass
class DeniedTopics:
    """Blocks a message that is nearer to a denied example than to anything the tools are for.

    A similarity threshold alone blocks everything or nothing with this embedder (its cosines lie
    close together), so the tools' own examples are the counterweight.
    """

    embedder: Embedder
    topics: Sequence[Topic]
    allowed: Sequence[str]
    threshold: float
    margin: float = 0.01
    name: str = "denied_topics"

    @cached_property
    def _denied_vectors(self) -> NDArray[np.float32]:
        texts = [text for topic in self.topics for text in topic.examples]
        return np.asarray(self.embedder.embed_queries(texts), dtype=np.float32)

    @cached_property
    def _allowed_vectors(self) -> NDArray[np.float32]:
        return np.asarray(self.embedder.embed_queries(list(self.allowed)), dtype=np.float32)

    @cached_property
    def _owners(self) -> list[Topic]:
        return [topic for topic in self.topics for _text in topic.examples]

    def check(self, turn: Turn, language: str) -> Verdict:
        """One query vector against both sets."""
        if not self.topics:
            return Verdict(passed=True)
        vector = np.asarray(self.embedder.embed_queries([turn.message])[0], dtype=np.float32)
        denied = self._denied_vectors @ vector
        nearest = int(denied.argmax())
        score = float(denied[nearest])
        allowed = float((self._allowed_vectors @ vector).max()) if self.allowed else 0.0
        if score < self.threshold or score < allowed + self.margin:
            return Verdict(passed=True)
        reply = self._owners[nearest].reply
        return Verdict(passed=False, reason=reply.get(language, reply["en"]))
