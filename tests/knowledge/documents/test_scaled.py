import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.documents.scaled import Line, ScaledEmbedder, scaled_like
from tests.fakes.embedder import HashedEmbedder


def product(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize(("slope", "start"), [(0.2, 0.7), (1.0, 0.0), (0.5, 0.5)])
def test_a_similarity_lies_on_the_line_and_vectors_keep_their_length(
    slope: float, start: float
) -> None:
    plain = HashedEmbedder()
    scaled = ScaledEmbedder(plain, Line(slope, start))
    (asked,), (held,) = scaled.embed_queries(["two boxes"]), scaled.embed_passages(["ten boxes"])
    (a,), (b,) = plain.embed_queries(["two boxes"]), plain.embed_passages(["ten boxes"])
    assert product(asked, held) == pytest.approx(slope * product(a, b) + start)
    assert math.hypot(*asked) == pytest.approx(1)
    assert math.hypot(*held) == pytest.approx(1)


class Flat(HashedEmbedder):
    """The same at another scale: everything is 0.6 to 1 alike."""

    name = "flat"

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        return ScaledEmbedder(HashedEmbedder(), Line(0.4, 0.6)).embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        return ScaledEmbedder(HashedEmbedder(), Line(0.4, 0.6)).embed_passages(texts)


def test_the_line_leads_from_the_other_scale_to_ours(tmp_path: Path) -> None:
    scaled = scaled_like(HashedEmbedder(), Flat(), tmp_path)
    assert scaled.line.slope == pytest.approx(0.4, abs=1e-4)
    assert scaled.line.start == pytest.approx(0.6, abs=1e-4)


def test_two_lines_are_two_collections_and_one_line_is_kept(tmp_path: Path) -> None:
    plain = HashedEmbedder()
    names = {ScaledEmbedder(plain, Line(0.2, 0.7)).name, ScaledEmbedder(plain, Line(0.3, 0.6)).name}
    assert len(names | {plain.name}) == 3
    first = scaled_like(plain, Flat(), tmp_path)
    plain.embedded.clear()
    assert scaled_like(plain, Flat(), tmp_path) == first
    assert plain.embedded == []
