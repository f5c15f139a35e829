"""Embeddings of Amazon Titan and Cohere behind the `Embedder` port."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.errors import UnreachableError
from assistant.models.bedrock.clients import client
from assistant.permits import waiting

COHERE_BATCH = 96
"""Texts in one request, Cohere's limit."""
AT_ONCE = 8
"""Titan takes one text a request."""
SECONDS = 8.0
LONGEST = 2_000
"""Characters of one text; Cohere takes 2,048, Titan more."""


def is_embedding_model(model_id: str) -> bool:
    """Whether it is one that we know how to ask."""
    return "titan-embed" in model_id or "cohere.embed" in model_id


@dataclass(frozen=True)
class BedrockEmbedder:
    """Unit vectors from a Titan or a Cohere model. One vector collection per model id."""

    model_id: str

    @property
    def name(self) -> str:
        """As vector collections are named after."""
        return self.model_id.replace(":", "-").replace("/", "-")

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, for texts that are searched."""
        return self._embed(texts, "search_document")

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, for texts that search."""
        return self._embed(texts, "search_query")

    def _embed(self, texts: Sequence[str], purpose: str) -> list[list[float]]:
        short = [text[:LONGEST] or " " for text in texts]
        with waiting():
            found = self._asked(short, purpose)
        return [_unit(vector) for vector in found]

    def _asked(self, short: Sequence[str], purpose: str) -> list[list[float]]:
        if "cohere" in self.model_id:
            batches = [short[i : i + COHERE_BATCH] for i in range(0, len(short), COHERE_BATCH)]
            return [vector for batch in batches for vector in self._cohere(batch, purpose)]
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="titan") as workers:
            return list(workers.map(self._titan, short))

    def _titan(self, text: str) -> list[float]:
        vector: list[float] = self._invoke({"inputText": text, "normalize": True})["embedding"]
        return vector

    def _cohere(self, texts: Sequence[str], purpose: str) -> list[list[float]]:
        body = {"texts": list(texts), "input_type": purpose, "truncate": "END"}
        found = self._invoke(body)["embeddings"]
        vectors: list[list[float]] = found["float"] if isinstance(found, dict) else found
        return vectors

    def _invoke(self, body: dict[str, Any]) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = client("bedrock-runtime", SECONDS).invoke_model(
                modelId=self.model_id, body=json.dumps(body)
            )
            parsed: dict[str, Any] = json.loads(answer["body"].read())
        except (BotoCoreError, ClientError, OSError, ValueError) as error:
            raise UnreachableError(
                f"The embedding model {self.model_id} cannot be reached ({error}). "
                "Nothing was searched or indexed."
            ) from error
        return parsed


def _unit(vector: Sequence[float]) -> list[float]:
    array = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(array))
    return [float(x) for x in (array / length if length else array)]
