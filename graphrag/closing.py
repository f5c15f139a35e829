"""Which shops are one order from a tier because of a must-sell product, and by which path."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from graphrag.route_graph import Node, RouteGraph
from knowledge.programs.terms import ProgramTerms, Target


@dataclass(frozen=True)
class ClosingPath:
    """An outlet that one product of its missing ones brings to a tier."""

    outlet: str
    outlet_name: str
    program: ProgramTerms
    standing: Target | None
    """The highest must-sell tier it has reached; None = none yet."""
    target: Target
    value: int
    """Products of the list that it has."""
    products: tuple[str, ...]
    """Any one of these closes the gap."""

    @property
    def ref(self) -> str:
        """`growth-club@3#4.2`."""
        return f"{self.program.ref}#{self.target.clause}"


def one_order_away(route: RouteGraph) -> list[ClosingPath]:
    """Every path outlet –misses→ product –counts_toward→ target of a program it is in, by code."""
    outlets = sorted(node for node in route.graph if node[0] == "outlet")
    return [path for outlet in outlets for path in _closing(route, outlet)]


def _closing(route: RouteGraph, outlet: Node) -> list[ClosingPath]:
    graph = route.graph
    found = []
    for _, target, data in graph.out_edges(outlet, data=True):
        products = _closing_products(graph, outlet, target)
        if data["relation"] != "short_of" or data["gap"] != 1 or not products:
            continue
        ref = target[1].split("/", maxsplit=1)[0]
        found.append(
            ClosingPath(
                outlet[1],
                graph.nodes[outlet]["name"],
                route.terms[ref],
                graph.edges[outlet, ("program", ref)]["standing"],
                graph.nodes[target]["target"],
                data["value"],
                products,
            )
        )
    return found


def _closing_products(graph: nx.DiGraph[Node], outlet: Node, target: Node) -> tuple[str, ...]:
    """Products that the outlet misses and that count toward the target, in the list's order."""
    missed = {n for n in graph.successors(outlet) if graph.edges[outlet, n]["relation"] == "misses"}
    between = missed & set(graph.predecessors(target))
    ordered = sorted(between, key=lambda product: (graph.edges[outlet, product]["place"], product))
    return tuple(product[1] for product in ordered)
