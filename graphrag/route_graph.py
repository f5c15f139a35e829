"""A user's members in a program as a graph: outlet → standing → target → what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from assistant.domain import User
from knowledge.programs.terms import Metric, ProgramTerms
from knowledge.records.answers import ProgramProgress, TargetProgress

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI

Node = tuple[str, str]
"""Kind and id: `("outlet", "ID-0001")`, `("target", "growth-club@3/Gold")`, `("product", …)`."""


@dataclass(frozen=True)
class RouteGraph:
    """The graph, and the program it is about."""

    program: ProgramTerms
    graph: nx.DiGraph[Node]


def members(records: DataAPI, user: User, program: ProgramTerms) -> Iterable[str]:
    """Codes of the user's outlets with an active enrollment in the program, by code."""
    for shop in sorted(records.visible_outlets(user), key=lambda s: s.code):
        enrolled = records.enrollments(user, shop.code)
        if any(e.program == program.code and e.status == "active" for e in enrolled):
            yield shop.code


def build_route_graph(records: DataAPI, user: User, program_code: str) -> RouteGraph:
    """Only outlets this user may see are ever read, so no path can lead to another."""
    program = records.program(program_code)
    graph: nx.DiGraph[Node] = nx.DiGraph()
    for code in members(records, user, program):
        profile = records.outlet(user, code)
        progress = records.progress(user, code, program_code)
        outlet = ("outlet", code)
        graph.add_node(outlet, name=profile.name)
        for target in progress.targets:
            _add_target(graph, outlet, progress, target)
    return RouteGraph(program, graph)


def _add_target(
    graph: nx.DiGraph[Node], outlet: Node, progress: ProgramProgress, found: TargetProgress
) -> None:
    target = ("target", f"{progress.program.ref}/{found.target.name}")
    graph.add_node(target, name=found.target.name, clause=found.target.clause)
    graph.add_edge(
        outlet,
        target,
        relation="reached" if found.reached else "short_of",
        metric=found.target.metric,
        threshold=found.threshold,
        value=progress.values.get(found.target.metric),
        gap=found.gap,
    )
    if found.target.metric is Metric.MUST_SELL and not found.reached:
        for place, product in enumerate(progress.missing_must_sell):
            graph.add_node(("product", product))
            graph.add_edge(outlet, ("product", product), relation="misses", place=place)
            graph.add_edge(("product", product), target, relation="counts_toward")
