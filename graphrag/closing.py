"""Which shops are one order from a tier because of a must-sell product, and by which path."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import networkx as nx

from graphrag.route_graph import Node, RouteGraph
from knowledge.programs.terms import Metric


@dataclass(frozen=True)
class ClosingPath:
    """An outlet that one product of its missing ones brings to a tier."""

    outlet: str
    outlet_name: str
    standing: str | None
    """The highest must-sell tier it has reached; None = none yet."""
    target: str
    threshold: Decimal
    value: Decimal
    products: tuple[str, ...]
    """Any one of these closes the gap."""
    source: str
    """`growth-club@3#4.2`."""


def one_order_away(route: RouteGraph, tier: str | None = None) -> list[ClosingPath]:
    """Outlets whose next must-sell tier (or the named one) lacks exactly one product, by code."""
    outlets = sorted(node for node in route.graph if node[0] == "outlet")
    found = [_closing(route, outlet, tier) for outlet in outlets]
    return [path for path in found if path is not None]


def _closing(route: RouteGraph, outlet: Node, tier: str | None) -> ClosingPath | None:
    graph = route.graph
    edges = [
        (target, data)
        for _, target, data in graph.out_edges(outlet, data=True)
        if target[0] == "target" and data["metric"] is Metric.MUST_SELL
    ]
    reached = [t for t, data in edges if data["relation"] == "reached"]
    short = [(t, data) for t, data in edges if data["relation"] == "short_of"]
    if tier is not None:
        short = [(t, data) for t, data in short if graph.nodes[t]["name"] == tier]
    short = [(t, data) for t, data in short if data["gap"] is not None]
    if not short:
        return None
    target, data = min(short, key=lambda edge: edge[1]["threshold"])
    products = _closing_products(graph, outlet, target)
    if data["gap"] != 1 or not products:
        return None
    return ClosingPath(
        outlet[1],
        graph.nodes[outlet]["name"],
        graph.nodes[reached[-1]]["name"] if reached else None,
        graph.nodes[target]["name"],
        data["threshold"],
        data["value"],
        products,
        f"{route.program.ref}#{graph.nodes[target]['clause']}",
    )


def _closing_products(graph: nx.DiGraph[Node], outlet: Node, target: Node) -> tuple[str, ...]:
    """Products on a path outlet –misses→ product –counts_toward→ target, in the list's order."""
    paths = nx.all_simple_paths(graph, outlet, target, cutoff=2)
    between = [path[1] for path in paths if len(path) == 3 and path[1][0] == "product"]
    between.sort(key=lambda product: (graph.edges[outlet, product]["place"], product))
    return tuple(product[1] for product in between)
