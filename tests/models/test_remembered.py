"""Vectors that are kept on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.models.remembered import RememberingEmbedder
from assistant.models.routing import Router
from tests.fakes.embedder import HashedEmbedder

TEXTS = ["one text", "another", "سؤال"]


class CountingEmbedder(HashedEmbedder):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        self.queries += texts
        return super().embed_queries(texts)


def test_a_second_start_embeds_nothing_again(tmp_path: Path) -> None:
    first = RememberingEmbedder(CountingEmbedder(), tmp_path).embed_queries(TEXTS)
    counting = CountingEmbedder()
    second = RememberingEmbedder(counting, tmp_path).embed_queries(TEXTS)
    assert counting.queries == []
    np.testing.assert_allclose(first, second, atol=1e-6)
    np.testing.assert_allclose(first, HashedEmbedder().embed_queries(TEXTS), atol=1e-6)


def test_only_what_is_new_is_embedded(tmp_path: Path) -> None:
    RememberingEmbedder(CountingEmbedder(), tmp_path).embed_queries(TEXTS)
    counting = CountingEmbedder()
    RememberingEmbedder(counting, tmp_path).embed_queries([*TEXTS, "new"])
    assert counting.queries == ["new"]


def test_what_a_person_asks_is_not_kept(tmp_path: Path) -> None:
    RememberingEmbedder(CountingEmbedder(), tmp_path).embed_queries(["private"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut off"])
def test_a_broken_file_is_made_again(tmp_path: Path, content: bytes) -> None:
    RememberingEmbedder(HashedEmbedder(), tmp_path).embed_queries(TEXTS)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    assert len(RememberingEmbedder(HashedEmbedder(), tmp_path).embed_queries(TEXTS)) == 3
    counting = CountingEmbedder()
    RememberingEmbedder(counting, tmp_path).embed_queries(TEXTS)
    assert counting.queries == []


def test_a_router_is_learned_once_for_the_same_examples(tmp_path: Path) -> None:
    examples = {"buy": ["what does it buy", "orders"], "tell": ["tell a story", "pitch"]}
    first = Router(HashedEmbedder(), examples, tmp_path).routes("a story")
    counting = CountingEmbedder()
    again = Router(counting, examples, tmp_path)
    assert counting.queries == []
    assert again.routes("a story") == first
    assert first[0].name == "tell"
    Router(counting, examples | {"tell": ["go away"]}, tmp_path)
    assert "go away" in counting.queries
    assert len(list(tmp_path.glob("router-*.npz"))) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off"])
def test_a_router_whose_file_is_broken_is_learned_again(tmp_path: Path, content: bytes) -> None:
    examples = {"buy": ["what does it buy", "orders"], "tell": ["tell a story", "pitch"]}
    first = Router(HashedEmbedder(), examples, tmp_path).routes("a story")
    (path,) = tmp_path.glob("router-*.npz")
    path.write_bytes(content)
    assert Router(HashedEmbedder(), examples, tmp_path).routes("a story") == first


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    found = RememberingEmbedder(HashedEmbedder(), in_the_way).embed_queries(TEXTS)
    assert len(found) == 3
