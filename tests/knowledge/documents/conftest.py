"""Papers in a real Chroma in a temporary folder, embedded by the fake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.documents.index import Change, IndexReport
from knowledge.documents.papers import Papers
from tests.fakes.embedder import HashedEmbedder


@dataclass
class Shelf:
    """A folder of papers and their index."""

    root: Path
    home: Path
    embedder: HashedEmbedder = field(default_factory=HashedEmbedder)

    def __post_init__(self) -> None:
        self.papers = self.another()

    def another(self, home: Path | None = None) -> Papers:
        """The same index opened again, or a new one."""
        return Papers(home or self.home, self.embedder, floor=0.3)

    def load(self, *changes: Change, removed: tuple[str, ...] = ()) -> IndexReport:
        return self.papers.index_papers(self.root, list(changes), list(removed))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "documents", tmp_path / "home")
    yield made
    made.papers.close()
