"""Papers searched with their graph, over a real Chroma in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain import PassageFilter
from graphrag.documents import GraphPapers
from knowledge.documents.papers import Papers
from tests.fakes.embedder import HashedEmbedder
from tests.knowledge.documents import making

NAMES = {"tier": {"Gold"}, "product": {"Lemon Tea"}}
GOLD = "# Club\n\n## Gold\n\nEight of ten products are needed.\n"
TEAS = "# List\n\n## Teas\n\nLemon Tea counts toward Gold.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def papers(home: Path) -> Iterator[Papers]:
    made = Papers(home, HashedEmbedder(), floor=0.3)
    yield made
    made.close()


def load(papers: Papers, root: Path, **texts: str) -> None:
    changes = [making.write(root, f"{name}.md", text) for name, text in texts.items()]
    papers.index_papers(root, changes, [])


def test_what_a_passage_leads_to_has_attention(papers: Papers, tmp_path: Path) -> None:
    load(papers, tmp_path, club=GOLD, teas=TEAS)
    graph = GraphPapers(papers, lambda: NAMES, floor=0.3)
    asked = papers.ask("what does lemon tea bring?", PassageFilter(), even=True)
    attention = graph.attention(asked)
    assert attention["teas.md#teas"] == 1.0
    assert 0 < attention["club.md#gold"] < 1
    found = {p.ref for p in graph.ranked("what does lemon tea bring?", PassageFilter())}
    assert found == {"teas.md#teas", "club.md#gold"}


def test_the_graph_never_leads_outside_the_filter(papers: Papers, tmp_path: Path) -> None:
    elsewhere = making.write(tmp_path, "ke.md", GOLD, country="KE")
    papers.index_papers(tmp_path, [elsewhere, making.write(tmp_path, "teas.md", TEAS)], [])
    graph = GraphPapers(papers, lambda: NAMES, floor=0.3)
    found = graph.ranked("what does lemon tea bring?", PassageFilter(country="ID"), 10)
    assert {p.ref for p in found} == {"teas.md#teas"}


def test_a_removed_paper_leaves_the_graph_and_a_new_one_enters(
    papers: Papers, tmp_path: Path
) -> None:
    load(papers, tmp_path, club=GOLD, teas=TEAS)
    graph = GraphPapers(papers, lambda: NAMES, floor=0.3)
    assert any(node[1] == "club.md#gold" for node in graph.graph().graph)
    papers.index_papers(tmp_path, [], ["club.md"])
    assert not any("club.md" in node[1] for node in graph.graph().graph)
    assert graph.resolve("club.md#gold") is None
    load(papers, tmp_path, club=GOLD)
    assert any(node[1] == "club.md#gold" for node in graph.graph().graph)


def test_many_small_updates_and_a_fresh_build_answer_the_same(
    papers: Papers, tmp_path: Path
) -> None:
    load(papers, tmp_path, club=GOLD.replace("Eight", "Six"), extra="# X\n\nGold is old.\n")
    graph = GraphPapers(papers, lambda: NAMES, floor=0.3)
    graph.graph()
    load(papers, tmp_path, teas=TEAS)
    papers.index_papers(tmp_path, [making.write(tmp_path, "club.md", GOLD)], ["extra.md"])
    fresh_papers = Papers(tmp_path / "fresh", HashedEmbedder(), floor=0.3)
    load(fresh_papers, tmp_path, teas=TEAS, club=GOLD)
    fresh = GraphPapers(fresh_papers, lambda: NAMES, floor=0.3)
    assert list(graph.graph().graph.edges) == list(fresh.graph().graph.edges)
    for question in ("what does lemon tea bring?", "how many for gold", "nothing"):
        ours = graph.ranked(question, PassageFilter(), 10)
        assert ours == fresh.ranked(question, PassageFilter(), 10)
    fresh_papers.close()
