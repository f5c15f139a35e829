"""One order away: worked out on graphs small enough to see."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
import yaml

from graphrag.closing import one_order_away
from graphrag.route_graph import Node, RouteGraph
from knowledge.programs.terms import Metric, ProgramTerms
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def program() -> ProgramTerms:
    file = Path(SAMPLE / "programs" / "growth-club.yaml")
    return ProgramTerms.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def outlet(graph: nx.DiGraph[Node], code: str, bought: int, missing: tuple[str, ...]) -> None:
    """An outlet that bought so many of the list, with Silver at 5 and Gold at 8."""
    graph.add_node(("outlet", code), name=f"Shop {code}")
    for tier, needs in (("Silver", 5), ("Gold", 8)):
        target = ("target", tier)
        graph.add_node(target, name=tier, clause="4.2")
        reached = bought >= needs
        graph.add_edge(
            ("outlet", code),
            target,
            relation="reached" if reached else "short_of",
            metric=Metric.MUST_SELL,
            threshold=Decimal(needs),
            value=Decimal(bought),
            gap=Decimal(max(0, needs - bought)),
        )
        if not reached:
            for place, product in enumerate(missing):
                graph.add_edge(
                    ("outlet", code), ("product", product), relation="misses", place=place
                )
                graph.add_edge(("product", product), target, relation="counts_toward")


def test_only_shops_that_lack_exactly_one_are_found(program: ProgramTerms) -> None:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    outlet(graph, "A", 7, ("TEA", "WATER", "MILK"))
    outlet(graph, "B", 6, ("TEA", "WATER", "MILK", "SODA"))
    outlet(graph, "C", 8, ("TEA", "WATER"))
    outlet(graph, "D", 4, ("TEA",))
    found = one_order_away(RouteGraph(program, graph))
    assert [(p.outlet, p.standing, p.target) for p in found] == [
        ("A", "Silver", "Gold"),
        ("D", None, "Silver"),
    ]
    assert found[0].products == ("TEA", "WATER", "MILK")  # the order of the list
    assert found[0].source == f"{program.ref}#4.2"


def test_a_named_tier_is_the_only_one_looked_at(program: ProgramTerms) -> None:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    outlet(graph, "A", 7, ("TEA",))
    outlet(graph, "D", 4, ("TEA",))
    route = RouteGraph(program, graph)
    assert [p.outlet for p in one_order_away(route, "Gold")] == ["A"]
    assert [p.outlet for p in one_order_away(route, "Silver")] == ["D"]


def test_an_unknown_gap_is_not_one(program: ProgramTerms) -> None:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    outlet(graph, "A", 7, ("TEA",))
    graph.edges[("outlet", "A"), ("target", "Gold")]["gap"] = None
    assert one_order_away(RouteGraph(program, graph)) == []


def test_the_order_of_building_does_not_matter(program: ProgramTerms) -> None:
    def built(codes: str) -> list[str]:
        graph: nx.DiGraph[Node] = nx.DiGraph()
        for code in codes:
            outlet(graph, code, 7, ("TEA", "WATER"))
        return [p.outlet for p in one_order_away(RouteGraph(program, graph))]

    assert built("CAB") == built("ABC") == ["A", "B", "C"]
