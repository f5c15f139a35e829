"""The papers as a graph: passage → sentence → name → the passages about it.

A pure function of the passages and the names: built in one go, in sorted order, so that two
processes give the same nodes in the same order, and a paper that is gone leaves nothing behind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from assistant.domain import Passage
from graphrag.gazetteer import Found, Gazetteer, codes, phrases
from knowledge.documents.sentences import split_sentences

Node = tuple[str, str, int]
"""`("passage", ref, 0)`, `("sentence", ref, 2)`, `("name", "Growth Club", 0)`."""
HUB = 20
"""A name that more passages than these are about says nothing on where to go."""
SHARED, WIDE = 2, 6
"""Passages a capitalized phrase or a code is in, at least and at most, to lead on; on 2Wiki's even
questions a phrase in more passages only dilutes what names say."""
PHRASE = "phrase:"
"""Before what is no known name, only words that two passages share."""
_number = re.compile(r"^[\d.\s§)]+")


def passage_node(ref: str) -> Node:
    """The node of a passage."""
    return ("passage", ref, 0)


def headings(passages: Iterable[Passage]) -> dict[str, set[str]]:
    """Headings of two words and more as names: other papers refer to them."""
    found = {_number.sub("", passage.title.split(" › ")[-1]).strip() for passage in passages}
    return {name: {name} for name in found if len(name.split()) > 1}


def _shared(passages: Sequence[Passage], known: Gazetteer) -> dict[str, set[str]]:
    """Codes and capitalized phrases that lead from one passage to another, and hold no name."""
    seen: Counter[str] = Counter()
    for passage in passages:
        seen.update({*codes(passage.text), *phrases(passage.text)})
    rare = (name for name, count in seen.items() if SHARED <= count <= WIDE)
    return {f"{PHRASE}{name}": {name} for name in rare if not known.find(name, any_case=True)}


@dataclass(frozen=True)
class Step:
    """From a sentence through a name to passages."""

    sentence: int
    """Its number in the passage."""
    refs: list[str]
    is_phrase: bool


class DocumentGraph:
    """Passages, sentences and names, and what leads from one to the other."""

    def __init__(self, passages: Iterable[Passage], names: Mapping[str, Collection[str]]) -> None:
        """Build it; `names` is entity → what it is called, in every language."""
        ordered = sorted(passages, key=lambda passage: passage.ref)
        self.names = Gazetteer({**_shared(ordered, Gazetteer(names)), **names})
        self.graph: nx.DiGraph[Node] = nx.DiGraph()
        about: dict[str, list[str]] = {}
        mentions: dict[str, list[str]] = {}
        for passage in ordered:
            for entity in _entities(self.names.find(passage.title)):
                about.setdefault(entity, []).append(passage.ref)
            for entity in self._add(passage):
                mentions.setdefault(entity, []).append(passage.ref)
        self._lead(about, mentions)

    def _add(self, passage: Passage) -> list[str]:
        """Add a passage and its sentences; gives the names that its text holds."""
        node = passage_node(passage.ref)
        self.graph.add_node(node)
        held: dict[str, None] = {}
        for number, text in enumerate(split_sentences(passage.text)):
            entities = _entities(self.names.find(text))
            if entities:
                sentence = ("sentence", passage.ref, number)
                self.graph.add_edge(node, sentence)
                self.graph.add_edges_from((sentence, ("name", e, 0)) for e in entities)
                held.update(dict.fromkeys(entities))
        return list(held)

    def _lead(self, about: Mapping[str, list[str]], mentions: Mapping[str, list[str]]) -> None:
        """From a name to the passages about it; to those that hold it where none is."""
        for entity in sorted({*about, *mentions}):
            refs = about.get(entity) or mentions.get(entity, [])
            if len(refs) <= HUB:
                self.graph.add_edges_from((("name", entity, 0), passage_node(r)) for r in refs)

    def seeds(self, question: str, is_allowed: Callable[[str], bool]) -> list[list[str]]:
        """For each known name in a question, the passages it leads to."""
        found = []
        for named in self.names.find(question, any_case=True):
            refs = {
                ref
                for entity in named.entities
                if not entity.startswith(PHRASE)
                for ref in self._passages(("name", entity, 0))
                if is_allowed(ref)
            }
            if refs:
                found.append(sorted(refs))
        return found

    def steps(self, ref: str, is_allowed: Callable[[str], bool]) -> list[Step]:
        """Where a passage leads, a name at a time."""
        found = []
        for sentence in self._next(passage_node(ref)):
            for name in self._next(sentence):
                refs = [r for r in self._passages(name) if r != ref and is_allowed(r)]
                if refs:
                    found.append(Step(sentence[2], refs, name[1].startswith(PHRASE)))
        return found

    def _passages(self, name: Node) -> list[str]:
        return [node[1] for node in self._next(name)]

    def _next(self, node: Node) -> list[Node]:
        return list(self.graph.successors(node)) if node in self.graph else []


def _entities(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(entity for one in found for entity in one.entities))
