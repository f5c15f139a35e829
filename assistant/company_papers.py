"""Where one company's papers are kept and searched: here, or in a knowledge base."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from assistant.domain import Passage, PassageFilter
from assistant.errors import CallError, ShelftalkError

if TYPE_CHECKING:
    from assistant.ports import Embedder
    from assistant.settings import Settings
    from knowledge.documents.papers import Papers
    from knowledge.records.api import DataAPI

BUILT_IN = "builtin"


class SearchedPapers(Protocol):
    """What questions are asked of."""

    @property
    def floor(self) -> float:
        """Scores below this mean: the papers do not say it."""
        ...

    def warm(self) -> Thread:
        """Open what the first question would wait for; join the thread to wait."""
        ...

    def search(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages above the floor, best first."""
        ...

    def ranked(self, query: str, narrow: PassageFilter, limit: int = 5) -> list[Passage]:
        """Passages best first, also those below the floor."""
        ...

    def resolve(self, ref: str) -> Passage | None:
        """The passage of a ref."""
        ...

    def sentences(self, ref: str, question: str) -> list[tuple[str, float]]:
        """A passage's sentences in order with their similarity to the question."""
        ...


def kept_papers(settings: Settings, ours: Embedder) -> Papers:
    """What the loader fills: vectors of the embedder that the settings name, each apart."""
    from knowledge.documents.papers import Papers

    embedder = _embedder(settings, ours)
    return Papers(settings.home, embedder, settings.chroma_url, spoken=ours)


def _embedder(settings: Settings, ours: Embedder) -> Embedder:
    if settings.embedder == BUILT_IN:
        return ours
    from assistant.models.bedrock.embeddings import BedrockEmbedder, is_embedding_model
    from knowledge.documents.scaled import scaled_like

    if not is_embedding_model(settings.embedder):
        raise CallError(
            f"SHELFTALK_EMBEDDER cannot be {settings.embedder!r}: it is `{BUILT_IN}` or the id of "
            "a Titan or Cohere embedding model, such as amazon.titan-embed-text-v2:0."
        )
    return scaled_like(BedrockEmbedder(settings.embedder), ours, settings.home / "embedders")


def searched_papers(
    settings: Settings, ours: Embedder, papers: Callable[[], Papers], records: DataAPI
) -> SearchedPapers:
    """The knowledge base where one is named, else the papers with their graph.

    Raises:
        ShelftalkError: the papers have not been indexed with this embedder yet.
    """
    if settings.bedrock_knowledge_base_id:
        from assistant.models.bedrock.knowledge_base import KnowledgeBase
        from knowledge.documents.elsewhere import PapersElsewhere

        return PapersElsewhere(KnowledgeBase(settings.bedrock_knowledge_base_id, floor=0.0), ours)
    from graphrag.company_names import company_names
    from graphrag.documents import GraphPapers

    kept = papers()
    if settings.embedder != BUILT_IN and not kept.count():
        raise ShelftalkError(
            f"The papers are not indexed with {settings.embedder} yet: run `shelftalk load` with "
            "the company pack, or set SHELFTALK_EMBEDDER back."
        )
    return GraphPapers(kept, lambda: company_names(records))
