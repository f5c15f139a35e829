"""One order away: worked out on graphs small enough to see."""

from __future__ import annotations

import networkx as nx
import pytest
import yaml

from graphrag.closing import one_order_away
from graphrag.route_graph import build_route_graph
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import NearTier
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def program() -> ProgramTerms:
    file = SAMPLE / "programs" / "growth-club.yaml"
    return ProgramTerms.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def near(program: ProgramTerms, code: str, tier: str, closing: tuple[str, ...]) -> NearTier:
    """An outlet that lacks one product; Silver needs 5 of ten, Gold 8."""
    silver, gold = program.tiers
    has = 7 if tier == "Gold" else 4
    listed = program.must_sell.products if program.must_sell else ()
    bought = tuple(p for p in listed if p not in closing)[:has]
    return NearTier(
        code,
        f"Shop {code}",
        program,
        silver if tier == "Gold" else None,
        gold if tier == "Gold" else silver,
        bought,
        closing,
    )


def test_the_path_leads_over_the_products_that_close_it(program: ProgramTerms) -> None:
    closing = ("TEA-LEM-1500", "MLK-UHT-200", "SNA-CAS-60")
    rows = [near(program, "A", "Gold", closing), near(program, "D", "Silver", ("WAT-600",))]
    found = one_order_away(build_route_graph(rows))
    assert [(p.outlet, p.standing and p.standing.name, p.target.name, p.value) for p in found] == [
        ("A", "Silver", "Gold", 7),
        ("D", None, "Silver", 4),
    ]
    assert found[0].products == closing  # the order of the list
    assert found[0].ref == "growth-club@3#4.2"


def test_a_product_another_shop_misses_is_not_offered_to_this_one(program: ProgramTerms) -> None:
    rows = [near(program, "A", "Gold", ("TEA-LEM-1500",)), near(program, "B", "Gold", ("WAT-600",))]
    found = one_order_away(build_route_graph(rows))
    assert [p.products for p in found] == [("TEA-LEM-1500",), ("WAT-600",)]


def test_every_node_of_the_graph_comes_from_the_rows(program: ProgramTerms) -> None:
    route = build_route_graph([near(program, "A", "Gold", ("TEA-LEM-1500",))])
    assert set(route.graph) == {
        ("outlet", "A"),
        ("program", "growth-club@3"),
        ("target", "growth-club@3/Gold"),
        ("product", "TEA-LEM-1500"),
    }
    assert nx.is_directed_acyclic_graph(route.graph)


def test_the_order_of_the_rows_does_not_matter(program: ProgramTerms) -> None:
    def built(codes: str) -> list[str]:
        rows = [near(program, code, "Gold", ("TEA-LEM-1500", "WAT-600")) for code in codes]
        return [p.outlet for p in one_order_away(build_route_graph(rows))]

    assert built("CAB") == built("ABC") == ["A", "B", "C"]


def test_nothing_near_is_no_path() -> None:
    assert one_order_away(build_route_graph([])) == []
