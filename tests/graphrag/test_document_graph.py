"""The graph of the papers: who leads where, the same in every process, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from assistant.domain import Passage
from graphrag.document_graph import DocumentGraph, Step, headings, passage_node
from graphrag.gazetteer import Gazetteer, codes, phrases

NAMES = {
    "program:growth-club": {"Growth Club", "Klub Tumbuh", "نادي النمو"},
    "target:growth-club/Gold": {"Gold", "Emas"},
    "product:TEA-LEM-1500": {"TEA-LEM-1500", "Lemon Tea 1.5 L", "Teh Lemon 1,5 L"},
}


def passage(ref: str, title: str, text: str) -> Passage:
    return Passage(ref, title, text, language="en")


PAPERS = [
    passage("club.md#gold", "Growth Club › Gold", "A shop needs 8 must-sell products. It is free."),
    passage("club.md#pay", "Growth Club › Payout", "Gold is paid by day 20. Ask Retail Care."),
    passage("list.md#tea", "Must-sell list › Teas", "Lemon Tea 1.5 L counts toward Gold."),
    passage("help.md#care", "Help", "Write to Retail Care. See case RC-2026-1."),
    passage("other.md#case", "Other", "The form is RC-2026-1, as above."),
]


def always(_ref: str) -> bool:
    return True


def test_names_are_found_in_any_language_and_the_longest_wins() -> None:
    names = Gazetteer(NAMES)
    found = names.find("Berapa TEH LEMON 1,5 L untuk emas di Klub Tumbuh?", any_case=True)
    assert [one.entities for one in found] == [
        ("product:TEA-LEM-1500",),
        ("target:growth-club/Gold",),
        ("program:growth-club",),
    ]
    assert [one.entities[0] for one in names.find("ما هو نادي النمو؟")] == ["program:growth-club"]


def test_a_common_word_is_no_name_in_running_text() -> None:
    names = Gazetteer(NAMES)
    assert names.find("a gold ring") == []
    assert len(names.find("a Gold shop")) == 1
    assert len(names.find("what brings gold?", any_case=True)) == 1


def test_codes_and_phrases_are_seen_by_their_look() -> None:
    assert codes("see RC-2026-1 and ID-0001, not well-known or 24-hour") == ["RC-2026-1", "ID-0001"]
    assert phrases("Please ask Retail Care or the Desk.") == ["Retail Care"]


def test_a_question_begins_where_its_names_are_spoken_of() -> None:
    graph = DocumentGraph(PAPERS, NAMES)
    assert graph.seeds("does lemon tea 1.5 l bring me emas?", always) == [
        ["list.md#tea"],
        ["club.md#gold"],
    ]


def test_a_sentence_leads_through_a_name_to_the_passage_about_it() -> None:
    graph = DocumentGraph(PAPERS, NAMES)
    assert graph.steps("list.md#tea", always) == [Step(0, ["club.md#gold"], is_phrase=False)]
    assert graph.steps("club.md#pay", always) == [
        Step(0, ["club.md#gold"], is_phrase=False),
        Step(1, ["help.md#care"], is_phrase=True),
    ]


def test_a_code_in_two_papers_leads_from_one_to_the_other() -> None:
    steps = DocumentGraph(PAPERS, NAMES).steps("other.md#case", always)
    assert steps == [Step(0, ["help.md#care"], is_phrase=True)]


def test_nothing_leads_outside_the_filter() -> None:
    graph = DocumentGraph(PAPERS, NAMES)
    assert graph.steps("list.md#tea", lambda ref: ref.startswith("list")) == []
    assert graph.seeds("gold", lambda ref: ref.startswith("help")) == []


def test_a_paper_that_is_gone_leaves_nothing_behind() -> None:
    smaller = DocumentGraph([p for p in PAPERS if p.ref != "help.md#care"], NAMES)
    assert passage_node("help.md#care") not in smaller.graph
    assert not any("help.md" in str(node) or "Retail Care" in str(node) for node in smaller.graph)
    never = DocumentGraph([p for p in reversed(PAPERS) if p.ref != "help.md#care"], NAMES)
    assert list(never.graph.edges) == list(smaller.graph.edges)


def test_headings_of_two_words_are_names_without_their_number() -> None:
    held = headings(
        [passage("a", "Terms › 4.2 Points expiry", ""), passage("b", "Terms › Tax", "")]
    )
    assert held == {"Points expiry": {"Points expiry"}}


SCRIPT = """
import hashlib
from tests.graphrag.test_document_graph import NAMES, PAPERS
from graphrag.document_graph import DocumentGraph
from graphrag.walk import Walk
graph = DocumentGraph(set(PAPERS), {k: set(v) for k, v in NAMES.items()})
like = lambda refs: {ref: len(ref) / 20 for ref in refs}
walk = Walk(graph, lambda _: True, like, lambda refs: {ref: [0.5, 0.4] for ref in refs})
told = [list(graph.graph.nodes), list(graph.graph.edges)]
told.append(list(walk.scores("lemon tea 1.5 l for gold", ["club.md#pay"]).items()))
print(hashlib.sha256(repr(told).encode()).hexdigest())
"""


@pytest.mark.slow
def test_every_process_and_hash_seed_gives_the_same_nodes_edges_and_scores_in_the_same_order() -> (
    None
):
    told = set()
    for seed in ("0", "1", "42", "4294967295"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SCRIPT]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        told.add(done.stdout)
    assert len(told) == 1


def test_a_thousand_passages_become_a_graph_in_half_a_second() -> None:
    text = "Gold needs 8 of 10 in Growth Club. " + "Ask the rep for the list of that month. " * 9
    many = [passage(f"p{n}.md#a", f"Paper {n} › Part", f"{text}{n}") for n in range(1000)]
    start = time.process_time()
    DocumentGraph(many, NAMES)
    assert time.process_time() - start < 0.5
