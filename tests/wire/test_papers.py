"""The papers in a knowledge base, or by another embedder: the same questions, over real HTTP."""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import Services, build
from assistant.company_papers import kept_papers, searched_papers
from assistant.domain import Passage, PassageFilter, Reply, ReplyStatus, Turn
from assistant.errors import CallError, ShelftalkError, UnreachableError
from assistant.settings import Settings
from tests.fakes.embedder import HashedEmbedder
from tests.knowledge.documents.making import write
from tests.wire.conftest import Serve
from tests.wire.steps import Json, Refused, Reset, Script, Step

QUESTION = "How long are points valid?"
TITAN, COHERE = "amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3"


def holds(condition: dict[str, Any], about: dict[str, Any]) -> bool:
    """Whether a document's metadata fit a filter of the service."""
    ((how, given),) = condition.items()
    if how == "andAll":
        return all(holds(one, about) for one in given)
    held, value = about[given["key"]], given["value"]
    fits: dict[str, Callable[[Any, Any], bool]] = {
        "in": lambda h, v: h in v,
        "equals": operator.eq,
        "lessThanOrEquals": operator.le,
        "greaterThanOrEquals": operator.ge,
    }
    return fits[how](held, value)


@dataclass
class Base:
    """A knowledge base of the sample company's papers, with metadata as docs/bedrock.md wants."""

    documents: list[tuple[Passage, dict[str, Any]]]
    embedder: HashedEmbedder = field(default_factory=HashedEmbedder)

    def __call__(self, _operation: str, body: dict[str, Any]) -> Step:
        search = body["retrievalConfiguration"]["vectorSearchConfiguration"]
        (asked,) = self.embedder.embed_queries([body["retrievalQuery"]["text"]])
        found: list[dict[str, Any]] = [
            {
                "content": {"text": passage.text},
                "location": {"type": "S3", "s3Location": {"uri": "s3://papers/x"}},
                "score": round(self._near(asked, passage), 4),
                "metadata": about,
            }
            for passage, about in self.documents
            if "filter" not in search or holds(search["filter"], about)
        ]
        found.sort(key=lambda one: -one["score"])
        return Json({"retrievalResults": found[: search["numberOfResults"]]})

    def _near(self, asked: list[float], passage: Passage) -> float:
        (held,) = self.embedder.embed_queries([f"{passage.title} {passage.text}"])
        return sum(a * b for a, b in zip(asked, held, strict=True))


def number(day: Any, otherwise: int) -> int:
    return int(day.strftime("%Y%m%d")) if day else otherwise


@pytest.fixture(scope="module")
def base(sample: Services) -> Base:
    open_to_all = sample.papers.allowed(PassageFilter(audience=sample.user("rep01").role))
    return Base(
        [
            (
                p,
                {
                    "ref": p.ref, "title": p.title, "language": p.language,
                    "program": p.program or "any", "country": p.country or "any",
                    "audience": "everyone" if p.ref in open_to_all else "company",
                    "valid_from": number(p.valid_from, 0),
                    "valid_to": number(p.valid_to, 99991231),
                },
            )
            for p in sample.papers.passages()
        ]
    )  # fmt: skip


@pytest.fixture
def services(sample_settings: Settings) -> Services:
    home = sample_settings.home
    return build(
        Settings(
            home=home, model="embedded", bedrock_knowledge_base_id="KB12345678", _env_file=None
        )
    )


def ask(services: Services, message: str, user: str = "rep01", thread: str = "") -> Reply:
    return services.respond(Turn(message, services.user(user), thread or f"kb-{message}-{user}"))


@pytest.mark.slow
def test_a_question_is_answered_from_the_knowledge_base_in_verbatim_quotes(
    services: Services, base: Base, serve: Serve
) -> None:
    server = serve(base)
    reply = ask(services, QUESTION)
    assert reply.status is ReplyStatus.ANSWERED
    assert "12" in reply.text
    held = {passage.ref: passage.text for passage, _about in base.documents}
    assert reply.citations
    for citation in reply.citations:
        assert citation.quote in held[citation.ref]
    assert {request.operation for request in server.requests} == {"Retrieve"}
    assert server.complaints == []


@pytest.mark.slow
def test_what_the_papers_do_not_say_is_not_said_from_a_knowledge_base_either(
    services: Services, base: Base, serve: Serve
) -> None:
    serve(base)
    reply = ask(services, "What does the program pay for a helicopter landing?")
    assert reply.status in {ReplyStatus.NOT_IN_PAPERS, ReplyStatus.CLARIFICATION}


@pytest.mark.slow
def test_papers_for_the_company_only_are_never_asked_for_by_a_rep(
    services: Services, base: Base, serve: Serve
) -> None:
    server = serve(base)
    ask(services, QUESTION, thread="kb-rep")
    of_the_rep = len(server.requests)
    ask(services, QUESTION, "trainer01", thread="kb-trainer")
    filters = [
        json.dumps(r.body["retrievalConfiguration"]["vectorSearchConfiguration"].get("filter"))
        for r in server.requests
    ]
    assert all('"audience"' in one for one in filters[:of_the_rep])
    assert filters[of_the_rep:]
    assert not any('"audience"' in one for one in filters[of_the_rep:])


@pytest.mark.slow
@pytest.mark.parametrize("step", [Refused(500, "InternalServerException"), Reset()], ids=repr)
def test_a_knowledge_base_that_is_down_is_a_sentence_and_then_left_alone(
    step: Refused | Reset, services: Services, serve: Serve
) -> None:
    server = serve(Script([step]))
    for n in range(3):
        reply = ask(services, QUESTION, thread=f"kb-down-{type(step).__name__}-{n}")
        assert reply.status is ReplyStatus.REFUSED
        assert "cannot be searched right now" in reply.text
    asked = len(server.requests)
    reply = ask(services, QUESTION, thread=f"kb-down-{type(step).__name__}-last")
    assert "cannot be searched right now" in reply.text
    assert len(server.requests) == asked


@dataclass
class EmbeddingService:
    """Titan and Cohere, each with vectors of its own kind; fails from one request on."""

    fails_from: int | None = None
    asked: int = 0

    def __call__(self, operation: str, body: dict[str, Any]) -> Step:
        assert operation == "InvokeModel"
        self.asked += 1
        if self.fails_from is not None and self.asked >= self.fails_from:
            return Refused(429, "ThrottlingException")
        hashed = HashedEmbedder()
        if "inputText" in body:
            (vector,) = hashed.embed_queries([body["inputText"]])
            return Json({"embedding": vector, "inputTextTokenCount": 3})
        mirrored = [[-x for x in reversed(v)] for v in hashed.embed_queries(body["texts"])]
        return Json({"embeddings": mirrored, "id": "x"})


def settings_of(home: Path, embedder: str) -> Settings:
    return Settings(home=home, model="embedded", embedder=embedder, _env_file=None)


@pytest.mark.slow
def test_each_embedder_keeps_its_own_vectors_and_a_new_one_wants_a_load(
    tmp_path: Path, serve: Serve
) -> None:
    server = serve(EmbeddingService())
    ours = HashedEmbedder()
    change = write(tmp_path / "documents", "star.md", "# Star\n\nPoints are valid for 12 months.\n")
    found: dict[str, list[str]] = {}
    for embedder in ("builtin", TITAN, COHERE):
        settings = settings_of(tmp_path / "home", embedder)
        papers = kept_papers(settings, ours)
        assert papers.count() == 0
        if embedder != "builtin":
            with pytest.raises(ShelftalkError, match="run `shelftalk load`"):
                searched_papers(settings, ours, lambda held=papers: held, None)  # type: ignore[misc,arg-type]  # no records are asked
        papers.index_papers(tmp_path / "documents", [change], [])
        found[embedder] = [p.ref for p in papers.ranked("points valid months", PassageFilter())]
        papers.close()
    assert found["builtin"] == found[TITAN] == found[COHERE]
    again = kept_papers(settings_of(tmp_path / "home", TITAN), ours)
    before = len(server.requests)
    assert again.count() == 1
    assert [r.ref for r in again.ranked("points valid months", PassageFilter())] == found[TITAN]
    assert len(server.requests) == before + 1  # the question; papers and scale are kept
    again.close()


def test_an_embedder_that_fails_halfway_indexes_nothing(tmp_path: Path, serve: Serve) -> None:
    ours = HashedEmbedder()
    text = "\n\n".join(f"## Clause {n}\n\nRule {n} of the program." for n in range(20))
    change = write(tmp_path / "documents", "star.md", f"# Star\n\n{text}\n")
    brain = EmbeddingService()
    serve(brain)
    papers = kept_papers(settings_of(tmp_path / "home", TITAN), ours)
    brain.fails_from = brain.asked + 10
    with pytest.raises(UnreachableError, match="Nothing was searched or indexed"):
        papers.index_papers(tmp_path / "documents", [change], [])
    assert papers.count() == 0
    brain.fails_from = None
    papers.index_papers(tmp_path / "documents", [change], [])
    assert papers.count() >= 20
    papers.close()


def test_a_question_that_cannot_be_embedded_is_a_sentence(tmp_path: Path, serve: Serve) -> None:
    brain = EmbeddingService()
    serve(brain)
    change = write(tmp_path / "documents", "star.md", "# Star\n\nPoints are valid for 12 months.\n")
    papers = kept_papers(settings_of(tmp_path / "home", TITAN), HashedEmbedder())
    papers.index_papers(tmp_path / "documents", [change], [])
    brain.fails_from = 0
    with pytest.raises(UnreachableError):
        papers.ranked("points", PassageFilter())
    papers.close()


def test_an_embedder_that_nobody_knows_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match=r"SHELFTALK_EMBEDDER cannot be 'e5-large'"):
        kept_papers(settings_of(tmp_path, "e5-large"), HashedEmbedder())


def test_vectors_of_another_embedder_have_length_one_on_our_scale(
    tmp_path: Path, serve: Serve
) -> None:
    serve(EmbeddingService())
    papers = kept_papers(settings_of(tmp_path, COHERE), HashedEmbedder())
    scaled = papers._vectors.embedder
    ((asked,), (held,)) = scaled.embed_queries(["points"]), scaled.embed_passages(["pay points"])
    assert math.hypot(*asked) == pytest.approx(1)
    assert math.hypot(*held) == pytest.approx(1)
    papers.close()
