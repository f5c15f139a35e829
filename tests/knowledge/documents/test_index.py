"""Papers in and out: only changed chunks are embedded, nothing is left behind, all or nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.domain import Passage, PassageFilter
from assistant.errors import StorageError
from knowledge.documents.index import PapersError
from knowledge.documents.papers import Papers
from tests.fakes.embedder import HashedEmbedder
from tests.knowledge.documents import making
from tests.knowledge.documents.conftest import Shelf

CLUB = "# Club\n\n## Expiry\n\nPoints expire after 12 months.\n\n## Payout\n\nPaid by day 20.\n"
SHELF = "# Shelf\n\n## Bonus\n\nEight of ten products bring 300 points.\n"
QUESTIONS = ["when do points expire", "payout day", "bonus of ten products", "20", "nothing"]


def answers(papers: Papers) -> list[list[Passage]]:
    return [papers.ranked(question, PassageFilter(), 5) for question in QUESTIONS]


def test_one_update_of_everything_and_many_small_ones_end_the_same(
    shelf: Shelf, tmp_path: Path
) -> None:
    old = CLUB.replace("12 months", "6 months") + "\n## Gone\n\nNo more.\n"
    shelf.load(making.write(shelf.root, "club.md", old, program="old"))
    shelf.load(making.write(shelf.root, "extra.txt", "An extra paper about payout day."))
    shelf.load(making.write(shelf.root, "shelf.md", SHELF), removed=("extra.txt",))
    club = making.write(shelf.root, "club.md", CLUB, program="club", valid_from="2026-01-01")
    shelf.load(club)
    fresh = shelf.another(tmp_path / "fresh")
    fresh.index_papers(shelf.root, [making.write(shelf.root, "shelf.md", SHELF), club], [])
    assert answers(shelf.papers) == answers(fresh)
    assert shelf.papers.refs() == fresh.refs()
    fresh.close()


def test_only_changed_chunks_are_embedded_again(shelf: Shelf) -> None:
    first = shelf.load(making.write(shelf.root, "club.md", CLUB))
    assert (first.embedded, first.kept, first.dropped) == (2, 0, 0)
    shelf.embedder.embedded.clear()
    second = shelf.load(making.write(shelf.root, "club.md", CLUB.replace("day 20", "day 25")))
    assert (second.embedded, second.kept, second.dropped) == (1, 1, 0)
    assert set(shelf.embedder.embedded) == {"Club › Payout", "Paid by day 25."}


def test_new_metadata_alone_needs_no_embedding(shelf: Shelf) -> None:
    shelf.load(making.write(shelf.root, "club.md", CLUB))
    shelf.embedder.embedded.clear()
    shelf.load(making.write(shelf.root, "club.md", CLUB, country="KE", language="sw"))
    assert shelf.embedder.embedded == []
    assert not shelf.papers.ranked("points expire", PassageFilter(country="ID"))
    found = shelf.papers.ranked("points expire", PassageFilter(country="KE"))
    assert {p.language for p in found} == {"sw"}


def test_loading_the_same_twice_changes_nothing(shelf: Shelf) -> None:
    change = making.write(shelf.root, "club.md", CLUB)
    shelf.load(change)
    before = answers(shelf.papers)
    report = shelf.load(change)
    assert (report.embedded, report.kept, report.dropped) == (0, 2, 0)
    assert answers(shelf.papers) == before


def test_a_removed_paper_leaves_nothing_behind(shelf: Shelf) -> None:
    shelf.load(
        making.write(shelf.root, "club.md", CLUB), making.write(shelf.root, "shelf.md", SHELF)
    )
    assert shelf.load(removed=("club.md",)).dropped == 2
    assert shelf.papers.refs() == ["shelf.md#bonus"]
    assert shelf.papers.resolve("club.md#expiry") is None
    assert all(p.ref == "shelf.md#bonus" for ps in answers(shelf.papers) for p in ps)
    assert shelf.papers.vector_refs() == ["shelf.md#bonus"]


def test_one_bad_paper_stops_all_and_names_every_one(shelf: Shelf) -> None:
    good = making.write(shelf.root, "club.md", CLUB)
    bad = making.write(shelf.root, "bad.pdf", "no pdf")
    worse = making.write(shelf.root, "worse.docx", "no docx")
    with pytest.raises(PapersError) as caught:
        shelf.load(good, bad, worse)
    assert [p.split()[0] for p in caught.value.problems] == ["bad.pdf", "worse.docx"]
    assert shelf.papers.refs() == []


def test_the_rest_loads_where_the_caller_says_so(shelf: Shelf) -> None:
    changes = [
        making.write(shelf.root, "club.md", CLUB),
        making.write(shelf.root, "bad.pdf", "no pdf"),
    ]
    report = shelf.papers.index_papers(shelf.root, changes, [], go_on=True)
    assert len(report.problems) == 1
    assert shelf.papers.refs() == ["club.md#expiry", "club.md#payout"]


def test_undo_brings_back_what_was_there(shelf: Shelf) -> None:
    shelf.load(making.write(shelf.root, "club.md", CLUB))
    before = answers(shelf.papers)
    report = shelf.load(
        making.write(shelf.root, "shelf.md", SHELF),
        making.write(shelf.root, "club.md", CLUB.replace("12", "18")),
    )
    assert answers(shelf.papers) != before
    report.undo()
    assert answers(shelf.papers) == before
    assert shelf.papers.refs() == ["club.md#expiry", "club.md#payout"]


class FailingEmbedder(HashedEmbedder):
    def embed_passages(self, texts: object) -> list[list[float]]:
        raise StorageError("The model is gone.")


def test_a_failure_while_embedding_changes_nothing(shelf: Shelf) -> None:
    shelf.load(making.write(shelf.root, "club.md", CLUB))
    before = answers(shelf.papers)
    failing = Papers(shelf.home, FailingEmbedder(), floor=0.3)
    with pytest.raises(StorageError):
        failing.index_papers(shelf.root, [making.write(shelf.root, "shelf.md", SHELF)], ["club.md"])
    assert answers(shelf.another()) == before


def test_a_text_index_that_was_lost_is_made_again_from_the_vectors(shelf: Shelf) -> None:
    shelf.load(making.write(shelf.root, "club.md", CLUB))
    before = answers(shelf.papers)
    shelf.papers.close()
    for file in shelf.home.glob("papers-*.db*"):
        file.unlink()
    again = shelf.another()
    assert answers(again) == before
    again.close()


SCRIPT = """
import sys
from pathlib import Path
from knowledge.documents.papers import Papers
from tests.fakes.embedder import HashedEmbedder
from tests.knowledge.documents import making
root, home = map(Path, sys.argv[1:])
papers = Papers(home, HashedEmbedder(), floor=0.3)
change = making.write(root, "shelf.md", "# S\\n\\nA bonus of ten.\\n")
papers.index_papers(root, [change], ["club.md"])
"""


@pytest.mark.slow
def test_a_running_chat_sees_what_another_process_loads(shelf: Shelf) -> None:
    shelf.load(making.write(shelf.root, "club.md", CLUB))
    assert shelf.papers.ranked("points expire", PassageFilter())
    command = [sys.executable, "-c", SCRIPT, str(shelf.root), str(shelf.home)]
    subprocess.run(command, check=True)
    found = shelf.papers.ranked("points expire bonus", PassageFilter())
    assert [p.ref for p in found] == ["shelf.md#s"]


def test_progress_counts_up_to_the_chunks_to_embed(shelf: Shelf) -> None:
    seen: list[tuple[int, int]] = []
    change = making.write(shelf.root, "club.md", CLUB)
    shelf.papers.index_papers(
        shelf.root, [change], [], lambda done, all_: seen.append((done, all_))
    )
    assert seen == [(0, 2), (2, 2)]


def test_one_document_is_updated_within_a_second(shelf: Shelf) -> None:
    sections = "".join(f"## Part {n}\n\nRule number {n} holds.\n\n" for n in range(200))
    shelf.load(making.write(shelf.root, "long.md", f"# Long\n\n{sections}"))
    changed = making.write(shelf.root, "long.md", f"# Long\n\n{sections}".replace("199", "200"))
    start = time.perf_counter()
    shelf.load(changed)
    assert time.perf_counter() - start < 1.0


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError, match="index"):
        Papers(tmp_path / "home", HashedEmbedder())
