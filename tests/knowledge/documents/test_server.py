"""Papers kept on a real Chroma server, on this machine's loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain import PassageFilter
from assistant.errors import StorageError
from knowledge.documents.papers import Papers
from tests.fakes.embedder import HashedEmbedder
from tests.knowledge.documents import making

pytestmark = pytest.mark.slow
CLUB = "# Club\n\n## Expiry\n\nPoints expire after 12 months.\n\n## Payout\n\nPaid by day 20.\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    chroma = str(Path(sys.executable).parent / "chroma")
    folder = str(tmp_path_factory.mktemp("server"))
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 30
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_papers_on_a_server_answer_as_papers_in_a_folder(url: str, tmp_path: Path) -> None:
    root = tmp_path / "documents"
    change = making.write(root, "club.md", CLUB, country="KE")
    remote = Papers(tmp_path / "one", HashedEmbedder(), url, floor=0.3)
    local = Papers(tmp_path / "two", HashedEmbedder(), floor=0.3)
    for papers in (remote, local):
        papers.index_papers(root, [change], [])
    for narrow in (PassageFilter(), PassageFilter(country="KE"), PassageFilter(country="ID")):
        assert remote.ranked("points expire", narrow) == local.ranked("points expire", narrow)
    second = Papers(tmp_path / "three", HashedEmbedder(), url, floor=0.3)
    assert second.refs() == ["club.md#expiry", "club.md#payout"]
    remote.index_papers(root, [], ["club.md"])
    assert second.ranked("points expire", PassageFilter()) == []
    assert second.vector_refs() == []
    for papers in (remote, local, second):
        papers.close()


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    papers = Papers(tmp_path, HashedEmbedder(), f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StorageError, match="vector store"):
        papers.ranked("points", PassageFilter())
