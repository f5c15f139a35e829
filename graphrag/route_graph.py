"""What a user's members lack, as a graph: outlet → program → target ← product ← outlet.

Made for one request from rows that the Data API lets this user see, and forgotten after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import NearTier

Node = tuple[str, str]
"""Kind and id: `("outlet", "ID-0001")`, `("program", "growth-club@3")`,
`("target", "growth-club@3/Gold")`, `("product", "TEA-LEM-1500")`."""


@dataclass(frozen=True)
class RouteGraph:
    """The graph, and the terms its program nodes stand for."""

    graph: nx.DiGraph[Node]
    terms: Mapping[str, ProgramTerms]
    """By `growth-club@3`."""


def build_route_graph(rows: Iterable[NearTier]) -> RouteGraph:
    """Only what is in the rows becomes a node, so no path can lead to another outlet."""
    graph: nx.DiGraph[Node] = nx.DiGraph()
    terms: dict[str, ProgramTerms] = {}
    for row in rows:
        terms[row.program.ref] = row.program
        _add(graph, row)
    return RouteGraph(graph, terms)


def _add(graph: nx.DiGraph[Node], row: NearTier) -> None:
    ref = row.program.ref
    outlet, program = ("outlet", row.outlet), ("program", ref)
    target = ("target", f"{ref}/{row.target.name}")
    graph.add_node(outlet, name=row.name)
    graph.add_node(program)
    graph.add_node(target, target=row.target)
    graph.add_edge(outlet, program, relation="in", standing=row.standing)
    graph.add_edge(program, target, relation="has_target")
    graph.add_edge(outlet, target, relation="short_of", value=len(row.bought), gap=1)
    for place, code in enumerate(row.closing):
        product = ("product", code)
        graph.add_edge(outlet, product, relation="misses", place=place)
        graph.add_edge(product, target, relation="counts_toward")
